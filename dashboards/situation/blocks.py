"""The blocks of the board: where, since when, what, from where, who is late, and what is most urgent."""

from datetime import date, datetime, timedelta

import pandas as pd

from core import catalogue, clock, titles
from core.periods import Span, unit_end
from core.scope import UNKNOWN, Request
from dashboards import data, links
from dashboards.charts.ranked_bars import ranked_bars, ranked_table
from dashboards.charts.tile_grid import tile_grid
from dashboards.charts.tile_table import columns, rows, tile_table
from dashboards.charts.trend import trend, trend_table
from dashboards.components import chart
from dashboards.components.card import card, nothing
from dashboards.components.matter_list import matter_list
from dashboards.situation import windows
from dashboards.viewing import View

COUNTED = "new_matters"
LATE = "overdue_matters"
URGENT_ROWS = 8


def areas(view: View) -> None:
    """Where is it happening? At the bottom of the tree: who is handling it."""
    level = view.scope.level_below
    if level is None:
        _ranking(view, "units", COUNTED, "handling_unit")
        return
    found = _grouped(view, COUNTED, "area")
    places = _every_place(view, found)
    subject = catalogue.say("board.tile.areas_metric", level=catalogue.label("area_level", level))
    with card("areas", catalogue.say("board.tile.areas"), subject, _as_of(view, found)):
        if not places["value"].sum() > 0:
            nothing(catalogue.say("board.no_rows"))
            return
        chart.show(
            tile_grid,
            tile_table(places),
            view.theme,
            key=f"areas_{view.mark}",
            alt=_alt(subject, places),
            on_pick=lambda code: _go_to(view.request, code),
            across=columns(len(places)),
            down=rows(len(places)),
        )


def course(view: View) -> None:
    """Is the work growing?"""
    span, grain = windows.course(view.scope.span)
    found = data.figures(view.version, view.scope.over(span), (COUNTED,), by=(grain,), compare=("year",))
    with card("trend", catalogue.say("board.tile.trend"), catalogue.say(f"board.tile.trend_{grain}"), _as_of(view, found)):
        if not found["value"].sum() > 0:
            nothing(catalogue.say("board.no_rows"))
            return
        starts = [pd.Timestamp(day).date() for day in found[grain]]
        spans = [Span(day, min(unit_end(day, grain), span.end)) for day in starts]
        points = pd.DataFrame(
            {
                "start": pd.to_datetime(pd.Series(starts)),
                "actual": found["value"],
                "previous": found["base"],
                "change": found["change"],
            }
        )
        worded = [titles.span_words(span) for span in spans]
        table = trend_table(points, worded, open_end=_is_open(view, starts[-1], grain))
        subject = catalogue.say(f"board.tile.trend_{grain}")
        chart.show(trend, table, view.theme, key=f"trend_{grain}", alt=subject, grain=grain)


def categories(view: View) -> None:
    """What is it about? Within one class: which of its kinds."""
    chosen = dict(view.scope.filters)
    one = len(chosen.get("category", ())) == 1 or "category_detail" in chosen
    _ranking(view, "categories", COUNTED, "category_detail" if one else "category")


def sources(view: View) -> None:
    """How did it come in?"""
    _ranking(view, "sources", COUNTED, "source")


def overdue(view: View) -> None:
    """Who is late?"""
    _ranking(view, "overdue", LATE, "area" if view.scope.level_below else "handling_unit")


def urgent(view: View) -> None:
    """What can wait least?"""
    found = data.most_urgent(view.scope, URGENT_ROWS)
    head = catalogue.say("board.tile.urgent"), catalogue.say("board.tile.urgent_metric")
    with card("urgent", *head, data.reach(view.scope).as_of):
        if found:
            matter_list(found, view.words, view.scope.areas)
        else:
            nothing(catalogue.say("board.tile.no_urgent"), "")


def _ranking(view: View, block: str, metric: str, dimension: str) -> None:
    found = _grouped(view, metric, dimension)
    table = ranked_table(found.assign(name=[view.words.of(dimension, code) for code in found["code"]]))
    subject = catalogue.say(
        f"board.tile.{block}_metric",
        dimension=catalogue.label("dimension", dimension),
    )
    with card(block, catalogue.say(f"board.tile.{block}"), subject, _as_of(view, found)):
        if table.empty:
            key = "board.tile.no_overdue" if metric == LATE else "board.no_rows"
            nothing(catalogue.say(key), "" if metric == LATE else None)
            return
        chart.show(
            ranked_bars,
            table,
            view.theme,
            key=f"{block}_{view.mark}",
            alt=_alt(subject, table),
            on_pick=lambda code: _narrow(view.request, dimension, code),
            rows=len(table),
        )


def _grouped(view: View, metric: str, dimension: str) -> pd.DataFrame:
    """code, value, previous, change and as_of of one metric by one dimension."""
    found = data.figures(view.version, view.scope, (metric,), by=(dimension,), compare=("year",))
    found = found.rename(columns={dimension: "code", "base": "previous"})
    small = found["reason"] == "small_base"
    return found.assign(code=found["code"].fillna(UNKNOWN), difference=found["difference"].where(small))


def _every_place(view: View, found: pd.DataFrame) -> pd.DataFrame:
    """All places of the level in the order of the tree: where nothing was counted there were none."""
    level = view.scope.level_below
    below = [place for area in view.scope.areas for place in view.areas.below(area.code) if place.level == level]
    counted = found.set_index("code")
    known = not found.empty
    table = pd.DataFrame({"code": [place.code for place in below], "name": [place.name for place in below]})
    for column in ("value", "previous", "change"):
        table[column] = [counted[column].get(code) for code in table["code"]] if known else None
    table["value"] = table["value"].astype(float).fillna(0.0)
    return table.astype({"previous": float, "change": float})


def _is_open(view: View, start: date, grain: str) -> bool:
    """Whether the bucket that begins on `start` was still going on when the data end."""
    as_of = data.reach(view.scope).as_of
    return as_of is not None and clock.start_of(unit_end(start, grain) + timedelta(days=1)) > as_of


def _as_of(view: View, found: pd.DataFrame) -> datetime | None:
    """Until when the rows tell; where there are none, until when there could have been."""
    known = found["as_of"].dropna()
    return data.reach(view.scope).as_of if known.empty else known.iloc[0]


def _alt(subject: str, table: pd.DataFrame) -> str:
    """The chart in a sentence: its subject and its largest."""
    top = table.sort_values("value", ascending=False).head(3)
    said = [f"{name} {value:,.0f}" for name, value in zip(top["name"], top["value"], strict=True)]
    return f"{subject}: {', '.join(said)}"


def _go_to(request: Request, code: str) -> None:
    if code != UNKNOWN:
        links.go(Request(request.period, (code,), request.filters))


def _narrow(request: Request, dimension: str, code: str) -> None:
    if dimension == "area":
        _go_to(request, code)
    else:
        links.go(request.narrowed(dimension, code))
