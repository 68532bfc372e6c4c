"""Is the work growing?"""

from datetime import date, timedelta

import pandas as pd

from core import catalogue, clock, titles
from core.periods import Span, unit_end, unit_start
from core.tiles import Asked
from dashboards import data
from dashboards.charts.trend import trend, trend_table
from dashboards.components import chart
from dashboards.components.card import card
from dashboards.situation import groups
from dashboards.viewing import View

COUNTED = "new_matters"
SHORTEST = 14
MONTH_OF_DAYS = 30
BY_DAY, BY_WEEK = 45, 200


def block(view: View) -> None:
    """The number along time, with the year before; the way to a bucket that isn't over is drawn apart."""
    span, grain = window(view.scope.span)
    found = data.figures(view.version, view.scope.over(span), (COUNTED,), by=(grain,), compare=("year",))
    subject = catalogue.say(f"board.tile.trend_{grain}")
    shown = Asked(view.scope.over(span), (COUNTED,), (grain,))
    with card(view, "trend", catalogue.say("board.tile.trend"), subject, groups.as_of(view, found), shown):
        if found["value"].sum() > 0:
            _lines(view, found, span, grain)
        else:
            groups.blank(view, COUNTED)


def window(span: Span) -> tuple[Span, str]:
    """The span of the trend and its grain; a period of a few days is shown with the month before it."""
    if span.days < SHORTEST:
        span = Span(span.end - timedelta(days=MONTH_OF_DAYS - 1), span.end)
    if span.days <= BY_DAY:
        return span, "day"
    grain = "week" if span.days <= BY_WEEK else "month"
    # A first point that stands for half a week would look like a rise.
    return Span(unit_start(span.start, grain), span.end), grain


def _lines(view: View, found: pd.DataFrame, span: Span, grain: str) -> None:
    starts = [pd.Timestamp(day).date() for day in found[grain]]
    worded = [titles.span_words(Span(day, min(unit_end(day, grain), span.end))) for day in starts]
    columns = {"value": "actual", "base": "previous", "change": "change"}
    points = found[list(columns)].rename(columns=columns).assign(start=pd.to_datetime(pd.Series(starts)))
    chart.show(
        trend,
        trend_table(points, worded, open_end=_is_open(view, starts[-1], grain)),
        view.theme,
        key=f"trend_{grain}",
        alt=catalogue.say(f"board.tile.trend_{grain}"),
        grain=grain,
    )


def _is_open(view: View, start: date, grain: str) -> bool:
    """Whether the bucket that begins on `start` was still going on when the data end."""
    known_until = data.reach(view.scope).as_of
    over = clock.start_of(unit_end(start, grain) + timedelta(days=1))
    return known_until is not None and over > known_until
