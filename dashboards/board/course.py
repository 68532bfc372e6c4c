"""Is the work growing?"""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

import pandas as pd

from core import catalogue, clock, numbers, targets, titles
from core.annotations import Mark
from core.definitions import definition
from core.periods import Span, unit_end
from core.targets import Goal
from core.tiles import Asked
from dashboards import data
from dashboards.board import groups
from dashboards.charts import trend_marks
from dashboards.charts.trend import trend, trend_table
from dashboards.components import chart
from dashboards.components.card import card
from dashboards.components.switch import chosen, switch
from dashboards.viewing import View

SHORTEST = 14
# Up to so many a day, days are drawn as columns.
FEW = 5
MONTH_OF_DAYS = 30
BY_DAY, BY_WEEK = 45, 200
# Days that a holiday has at least to be marked: among months, single days off would only be noise.
HOLIDAYS = {"day": 1, "week": 5, "month": 7}


def block(
    view: View,
    courses: Mapping[str, str],
    name: str,
    question: str,
    over: Callable[[Span], tuple[Span, str]] | None = None,
) -> None:
    """The number along time, with the year before; what isn't over or cut by the period is drawn apart.

    `courses` are the metrics by the option of the switch called `name` that shows each; `over` gives the span and the
    grain for the period (as `window` does, unless said).
    """
    span, grain = (over or window)(view.scope.span)
    metric = courses[chosen(name, tuple(courses))]
    found = data.figures(view.version, view.scope.over(span), (metric,), by=(grain,), compare=("year",))
    subject = catalogue.say(f"tiles.course.{grain}", metric=definition(metric).label)
    shown = Asked(view.scope.over(span), (metric,), (grain,))
    with card(view, "trend", question, subject, groups.as_of(view, found), shown):
        switch(name, tuple(courses))
        if has_any(found):
            _lines(view, found, span, grain, metric)
        else:
            groups.blank(view, metric)


def window(span: Span) -> tuple[Span, str]:
    """The span of the trend and its grain; a period of a few days is shown with the month before it.

    Else it is the period to the day, so that the buckets sum to the number of the card.
    """
    if span.days < SHORTEST:
        span = Span(span.end - timedelta(days=MONTH_OF_DAYS - 1), span.end)
    if span.days <= BY_DAY:
        return span, "day"
    return span, "week" if span.days <= BY_WEEK else "month"


def has_any(found: pd.DataFrame) -> bool:
    """Whether there is anything to draw."""
    return bool(found["value"].notna().any() and (found["value"].fillna(0) > 0).any())


def _lines(view: View, found: pd.DataFrame, span: Span, grain: str, metric: str) -> None:
    table, shape = drawn(view, found, span, grain, metric)
    chart.show(
        trend,
        table,
        view.theme,
        key=f"trend_{metric}_{grain}",
        alt=catalogue.say(f"tiles.course.{grain}", metric=definition(metric).label),
        **shape,
    )


def drawn(
    view: View, found: pd.DataFrame, span: Span, grain: str, metric: str, width: float = trend_marks.NARROWEST
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """The rows of the trend of `found` (the metric over `span` by `grain`), and the shape of the chart for them.

    `width`: pixels that the names over it have.
    """
    whole = [pd.Timestamp(day).date() for day in found[grain]]
    starts = [max(day, span.start) for day in whole]
    buckets = [Span(day, min(unit_end(day, grain), span.end)) for day in starts]
    columns = {"value": "actual", "base": "previous", "change": "change", "change_unit": "change_unit"}
    points = found[list(columns)].rename(columns=columns).assign(start=pd.to_datetime(pd.Series(starts)))
    goals = data.goals(view.scope, view.areas, (metric,)).get(metric, [])
    points["target"] = pd.Series(_aims(goals, buckets), dtype=float)
    defined = definition(metric)
    unit = numbers.PERCENT if defined.unit == numbers.PERCENT else ""
    table = trend_table(
        points,
        [titles.span_words(bucket) for bucket in buckets],
        open_start=defined.kind == "flow" and starts[0] > whole[0],
        open_end=defined.kind == "flow" and _is_open(view, defined.fact, buckets[-1], grain),
        decimals=defined.decimals,
        unit=unit,
        marks=_marks(view, Span(starts[0], starts[-1]), grain) if len(starts) > 1 else (),
        span=Span(starts[0], starts[-1]),
        grain=grain,
        width=width,
    )
    bars = len(points) if grain == "day" and defined.kind == "flow" and not unit and _few(points) else 0
    return table, {"grain": grain, "unit": unit, "bars": bars, "aimed": bool(goals)}


def _few(points: pd.DataFrame) -> bool:
    # Without a year before there is nothing in it that could be many.
    return bool((points[["actual", "previous"]].fillna(0).max() <= FEW).all())


def _aims(found: Sequence[Goal], buckets: Sequence[Span]) -> list[float | None]:
    """The target of each bucket: what holds on its last day."""
    held = [targets.goal_on(found, bucket.end) for bucket in buckets]
    return [goal.value if goal else None for goal in held]


def _marks(view: View, span: Span, grain: str) -> list[Mark]:
    shortest = HOLIDAYS[grain]
    found = data.annotations_of(view.scope, view.areas, span)
    return [mark for mark in found if mark.kind != "holiday" or mark.span.days >= shortest]


def _is_open(view: View, fact: str, bucket: Span, grain: str) -> bool:
    """Whether the period cuts the bucket short, or it was still going on when the data end."""
    known_until = data.reach(view.scope, fact).as_of
    over = clock.start_of(bucket.end + timedelta(days=1))
    # What is known of whole days is known until the last second of one.
    late = timedelta(seconds=1)
    return bucket.end < unit_end(bucket.start, grain) or (known_until is not None and over > known_until + late)
