"""Proof that the read model is a faithful copy of the records."""

from collections.abc import Iterator
from dataclasses import dataclass

from db.queries import parity
from db.queries.parity import RecordsTooBusy
from db.read_model.model import ReadModel
from db.session import Records

__all__ = ["Difference", "RecordsTooBusy", "Verdict", "check"]


@dataclass(frozen=True)
class Difference:
    """One sum that doesn't agree: `group` is a source, place and month, or a place."""

    fact: str
    group: str
    measure: str
    in_records: float
    in_model: float


@dataclass(frozen=True)
class Verdict:
    """How many sums were held against each other, and those that differ."""

    compared: int
    differences: list[Difference]


def check(records: Records, model: ReadModel) -> Verdict:
    """Compares every fact's counts and sums with SQL on the records, on one state of both."""
    compared, found = 0, []
    for sides in parity.compare(records, model):
        compared += len(sides.records) * len(sides.measures)
        found.extend(_differences(sides))
    return Verdict(compared, found)


def _differences(sides: parity.Comparison) -> Iterator[Difference]:
    nothing = (0.0,) * len(sides.measures)
    for group in sorted({*sides.records, *sides.model}):
        pairs = zip(sides.records.get(group, nothing), sides.model.get(group, nothing), strict=True)
        for measure, (expected, found) in zip(sides.measures, pairs, strict=True):
            if expected != found:
                yield Difference(sides.fact, group, measure, expected, found)
