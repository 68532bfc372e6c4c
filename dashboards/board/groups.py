"""One metric by one dimension: the rows that maps and rankings share, their names, and where a click on one leads."""

from dataclasses import replace
from datetime import datetime

import pandas as pd

from core import catalogue, numbers
from core.areas import LEVELS, Area
from core.scope import UNKNOWN, Request
from dashboards import data, links
from dashboards.components.card import nothing
from dashboards.components.names import told_apart
from dashboards.viewing import View


def grouped(view: View, metric: str, dimension: str) -> pd.DataFrame:
    """code, name, value, previous, change, difference (small bases only) and as_of; nothing counted, no row."""
    found = data.figures(view.version, view.scope, (metric,), by=(dimension,), compare=("year",))
    found = found.rename(columns={dimension: "code", "base": "previous"})
    codes = found["code"].fillna(UNKNOWN)
    return found.assign(
        code=codes,
        name=told_apart(view.words, [(dimension, code) for code in codes]),
        difference=found["difference"].where(found["reason"] == "small_base"),
    )


def as_of(view: View, found: pd.DataFrame) -> datetime | None:
    """Until when the rows tell; where there are none, until when there could have been."""
    known = found["as_of"].dropna()
    return data.reach(view.scope).as_of if known.empty else known.iloc[0]


def blank(view: View, metric: str) -> None:
    """An empty block: why nothing is known there, as its headline figure says; where that is known, that it is none."""
    figure = data.figures(view.version, view.scope, (metric,)).iloc[0]
    if figure["reason"]:
        nothing(catalogue.label("reason", figure["reason"]), "")
    elif metric == "overdue_matters":
        # That nobody is late is good news, not a gap in the data.
        nothing(catalogue.say("board.tile.no_overdue"), "")
    else:
        nothing(catalogue.say("board.no_rows"))


def spoken(subject: str, rows: pd.DataFrame) -> str:
    """A chart in a sentence: its subject and its three largest."""
    top = rows.sort_values("value", ascending=False).head(3)
    parts = [f"{name} {numbers.full(value)}" for name, value in zip(top["name"], top["value"], strict=True)]
    return f"{subject}: {', '.join(parts)}"


def by_place(view: View) -> tuple[str | None, str]:
    """The level by whose places a board divides what it shows, and its dimension; at the bottom no level, by bodies.

    A lone place is passed over: in a system of one county its townships tell something, the county as a whole nothing.
    """
    level, dimension = view.scope.level_below, "area"
    while level is not None:
        places = places_at(view, level)
        below = view.areas.level_below(places[0].code) if len(places) == 1 else None
        if below is None:
            return level, dimension
        level = dimension = below
    return None, "handling_unit"


def places_at(view: View, level: str) -> list[Area]:
    """The places of a level in what is looked at, in the order of the tree."""
    return [place for area in view.scope.areas for place in view.areas.below(area.code) if place.level == level]


def narrow(request: Request, dimension: str, code: str) -> None:
    """Makes the clicked mark the address; what lies at no place below can't be gone to."""
    if dimension != "area" and dimension not in LEVELS:
        links.go(request.narrowed(dimension, code))
    elif code != UNKNOWN:
        links.go(replace(request, areas=(code,)))
