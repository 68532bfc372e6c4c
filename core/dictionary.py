"""The metric dictionary: what the catalogue says of each metric, in words that need no code."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import get_args

from core import catalogue
from core.definitions import Metric, Theme, definitions
from core.periods import UNITS
from db.read_model.parts import Part

THEMES: tuple[str, ...] = get_args(Theme)
LISTS = {"level": "area_level"}
"""The lists of the columns that aren't called as their list is."""


@dataclass(frozen=True)
class Entry:
    """One metric in words; `facts` are (heading, text) in the order in which they are read."""

    metric: Metric
    facts: tuple[tuple[str, str], ...]


def themes(search: str = "") -> Iterator[tuple[str, list[Entry]]]:
    """Each theme with its metrics that the search finds, in the catalogue's order; themes without one are left out."""
    for theme in THEMES:
        found = [entry(metric) for metric in definitions().values() if metric.theme == theme and _finds(metric, search)]
        if found:
            yield theme, found


def entry(metric: Metric) -> Entry:
    facts = (
        ("unit", metric.unit),
        ("kind", catalogue.say(f"figures.kind.{metric.kind}")),
        ("when", _when(metric)),
        ("numerator", _numerator(metric)),
        ("denominator", _denominator(metric)),
        ("better", catalogue.say(f"figures.better.{metric.better}")),
        ("source", metric.source),
        ("owner", metric.owner),
        ("reviewed_on", metric.reviewed_on.isoformat()),
        ("dimensions", _listed([catalogue.label("dimension", name) for name in _dimensions(metric)])),
    )
    return Entry(metric, tuple((_say(f"heading.{name}"), text) for name, text in facts if text))


def _finds(metric: Metric, search: str) -> bool:
    """Every word of the search stands somewhere in its name, definition, unit, source or code."""
    theme = catalogue.label("theme", metric.theme)
    said = " ".join((metric.key, metric.label, metric.definition, metric.unit, metric.source, metric.owner, theme))
    return all(word in said.casefold() for word in search.casefold().split())


def _when(metric: Metric) -> str:
    """Which date puts a row into a period, or what stands on its last day."""
    match metric.kind:
        case "flow":
            return _say("when.flow", day=_day(metric.counted_on))
        case "stock":
            return _say("when.stock", begins=_day(metric.begins_on), ends=_day(metric.ends_on))
        case "duration":
            leaves = _say("when.leaves", days=_listed([_day(name) for name in metric.leaves_on]))
            days = {"begins": _day(metric.counted_on), "ends": _day(metric.ends_on)}
            return _say("when.duration", **days) + (leaves if metric.leaves_on else "")
        case "ratio":
            return _say("when.ratio", over=metric.parts[0].label, under=metric.parts[1].label)
        case "reported":
            return _say("when.standing" if metric.standing else "when.reported")
    return _say("when.current")


def _numerator(metric: Metric) -> str:
    if metric.kind == "ratio":
        return metric.parts[0].label + ("" if metric.per in (1, 100) else _say("times", per=metric.per))
    return _part(metric.figure().numerator) if metric.kind in ("flow", "stock") else ""


def _denominator(metric: Metric) -> str:
    if metric.kind == "ratio":
        return metric.parts[1].label
    return _part(metric.figure().denominator) if metric.is_rate and metric.denominator else ""


def _part(part: Part | None) -> str:
    """What is summed, and of which rows."""
    if part is None:
        return ""
    told = [_say(f"column.{part.column}") if part.column else _say("column.rows")]
    told += [_condition(name, values) for name, values in part.where]
    if part.known:
        told.append(_say("known", names=_listed([_column(name) for name in part.known])))
    if part.until:
        told.append(_say("until", day=_day(part.until)))
    return _say("joint").join(told)


def _condition(name: str, values: Sequence[str]) -> str:
    if name in ("first", "judged", "dated", "returned"):
        return _say(f"flag.{name}_{values[0]}")
    labels = [catalogue.label(LISTS.get(name, name), value) for value in values]
    return _say("where", name=_column(name), values=_listed(labels))


def _column(name: str) -> str:
    return (
        _day(name) if name.endswith("_on") else catalogue.code_labels("dimension").get(name) or _say(f"column.{name}")
    )


def _day(name: str | None) -> str:
    return _say(f"day.{name}")


def _dimensions(metric: Metric) -> list[str]:
    return [] if metric.kind == "current" else [*metric.dimensions, *UNITS]


def _listed(words: Sequence[str]) -> str:
    return catalogue.say("common.list_separator").join(words)


def _say(key: str, **values: object) -> str:
    return catalogue.say(f"dictionary.{key}", **values)
