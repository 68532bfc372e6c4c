"""A records database of a given size with its read model, generated once under var/ and kept for later runs."""

from pathlib import Path
from typing import NamedTuple

from core import foundation
from core.demo import load, plan
from db.read_model.model import ReadModel
from db.session import Records, sqlite_url

VAR = Path(__file__).parent.parent / "var"
MILLION = 1_000_000


class Installation(NamedTuple):
    records: Records
    model: ReadModel


def home(matters: int) -> Path:
    """A million lies in var/bench, other numbers in folders named by them."""
    return VAR / ("bench" if matters == MILLION else f"bench-{matters / MILLION:g}m")


def prepare(matters: int) -> Records:
    """The records, generated where they aren't there yet (ten minutes for ten million)."""
    records = Records(sqlite_url(home(matters)))
    foundation.prepare(records)
    told: set[tuple[str, int]] = set()

    def say(step: str, done: int, total: int) -> None:
        tenth = (step, 10 * done // max(total, 1))
        if tenth not in told:
            told.add(tenth)
            print(f"generating {matters:,} matters under {home(matters)}: {step} {done:,} of {total:,}", flush=True)

    load.create(records, plan.plan(None, matters, plan.SEED), say)
    return records


def opened(matters: int) -> Installation:
    """Records and a read model that is level with them."""
    records = prepare(matters)
    model = ReadModel(records, home(matters) / "read_model")
    model.catch_up()
    return Installation(records, model)
