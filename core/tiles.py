"""What a tile of a board shows: the question that `measure` answers for it, and the answer as a sheet of a workbook."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import pandas as pd

from core import catalogue
from core.definitions import Metric, definition
from core.documents.workbook import Column, Sheet
from core.metrics import measure
from core.periods import UNITS, Span, unit_end
from core.scope import UNKNOWN, Scope
from core.titles import span_words
from core.words import Words
from db.read_model.model import ReadModel

COMPARED = ("year", "previous")
# Their values have an order of their own, which the catalogue's lists keep.
GRADED = ("severity", "risk_level")


@dataclass(frozen=True)
class Asked:
    """The metrics of a tile within a scope, divided by dimensions or a calendar unit as `measure` takes them."""

    scope: Scope
    metrics: tuple[str, ...]
    by: tuple[str, ...] = ()

    @property
    def definitions(self) -> list[Metric]:
        return [definition(key) for key in self.metrics]


def answer(model: ReadModel, asked: Asked) -> pd.DataFrame:
    """One row a metric and group: columns of `by`, "metric", value and parts, base and change of both comparisons."""
    rows = measure(model, asked.metrics, asked.scope, asked.by, COMPARED)
    keys = ["metric", *asked.by]
    year, previous = (rows[rows["comparison"] == name].reset_index(drop=True) for name in COMPARED)
    compared = ("base", "difference", "change", "change_unit", "reason")
    joined = year[[*keys, "value", "numerator", "denominator", "qualifier", "as_of"]].copy()
    for name, part in (("year", year), ("previous", previous)):
        # Both comparisons come in the same order of metrics and groups.
        for column in compared:
            joined[f"{column}_{name}"] = part[column]
    return joined


def sheet(
    model: ReadModel, asked: Asked, title: str, words: Words, targets: Mapping[str, float] = MappingProxyType({})
) -> Sheet:
    """The tile's table in full numbers, with both comparisons and, where there is none, why.

    `targets` are the values that hold for the place of the scope, by metric.
    """
    frame = _ordered(answer(model, asked), asked)
    frame["target"] = frame["metric"].map(dict(targets)).astype(float)
    metrics = asked.definitions
    frame["label"] = [definition(key).label for key in frame["metric"]]
    frame["unit"] = [definition(key).unit for key in frame["metric"]]
    for name in asked.by:
        frame[name] = [_group(name, value, asked.scope, words) for value in frame[name]]
    for name in COMPARED:
        # Kept as they were for documents that write a change as the screen does.
        frame[f"change_code_{name}"] = frame[f"change_unit_{name}"]
        changed = zip(frame[f"change_unit_{name}"], frame[f"change_{name}"], strict=True)
        frame[f"change_unit_{name}"] = [None if pd.isna(change) else _unit(code) for code, change in changed]
        frame[f"reason_{name}"] = [
            catalogue.label("reason", code) if code else None for code in frame[f"reason_{name}"]
        ]
    return Sheet(title, frame, _columns(asked, metrics, frame))


def _ordered(frame: pd.DataFrame, asked: Asked) -> pd.DataFrame:
    """Grades by their own order and what is unknown last, as on the screen."""
    if len(asked.by) != 1 or len(asked.metrics) != 1 or asked.by[0] in UNITS:
        return frame
    (name,) = asked.by
    grades = list(catalogue.code_labels(name)) if name in GRADED else []
    ranks = {code: rank for rank, code in enumerate(grades)}

    def rank(code: Any) -> int:
        return len(grades) + 1 if pd.isna(code) or code in ("", UNKNOWN) else ranks.get(code, len(grades))

    return frame.iloc[sorted(range(len(frame)), key=[rank(code) for code in frame[name]].__getitem__)].reset_index(
        drop=True
    )


def _columns(asked: Asked, metrics: list[Metric], frame: pd.DataFrame) -> list[Column]:
    decimals = max(metric.decimals for metric in metrics)
    say = catalogue.say
    columns = [Column(name, catalogue.label("dimension", name)) for name in asked.by]
    if len(metrics) > 1 or not asked.by:
        columns.insert(0, Column("label", say("tools.metric")))
    columns += [Column("value", say("tools.value"), "number", decimals), Column("unit", say("tools.unit"))]
    if frame["target"].notna().any():
        columns.append(Column("target", say("tools.target"), "number", decimals))
    if frame["denominator"].notna().any():
        columns += [Column(part, say(f"tools.{part}"), "integer") for part in ("numerator", "denominator")]
    for name in COMPARED:
        if frame[f"base_{name}"].notna().any() or frame[f"reason_{name}"].notna().any():
            columns += [
                Column(f"base_{name}", say(f"tools.base_{name}"), "number", decimals),
                Column(f"difference_{name}", say(f"tools.difference_{name}"), "number", decimals),
                Column(f"change_{name}", catalogue.label("comparison", name), "number", 2),
                Column(f"change_unit_{name}", say(f"tools.change_unit_{name}")),
                Column(f"reason_{name}", say(f"tools.reason_{name}")),
            ]
    return [*columns, Column("as_of", say("tools.as_of"), "moment")]


def _group(name: str, value: Any, scope: Scope, words: Words) -> str:
    """A group in words; a calendar unit as the days of it that lie in the scope's span."""
    if name not in UNITS:
        return words.of(name, None if pd.isna(value) else str(value))
    start = pd.Timestamp(value).date()
    return span_words(Span(max(start, scope.span.start), min(unit_end(start, name), scope.span.end)))


def _unit(code: str) -> str | None:
    units: Mapping[str, str] = {"point": "numbers.change.point", "day": "numbers.change.day"}
    return catalogue.say(units[code]) if code in units else code or None
