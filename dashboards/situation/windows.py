"""Over which days courses are drawn: long enough to tell something, divided so that each point can be read."""

from datetime import date, timedelta

from core.periods import Span, unit_start

SHORTEST = 14
MONTH_OF_DAYS = 30
BY_DAY, BY_WEEK = 45, 200


def course(span: Span) -> tuple[Span, str]:
    """The span of the trend and its grain; a period of a few days is shown with the month before it."""
    if span.days < SHORTEST:
        span = Span(span.end - timedelta(days=MONTH_OF_DAYS - 1), span.end)
    if span.days <= BY_DAY:
        return span, "day"
    grain = "week" if span.days <= BY_WEEK else "month"
    # A first point that stands for half a week would look like a fall.
    return Span(unit_start(span.start, grain), span.end), grain


def twelve_months(end: date) -> Span:
    """The twelve whole months up to the last one that was over on `end`."""
    following = end + timedelta(days=1)
    last = unit_start(following, "month") - timedelta(days=1)
    start = last.replace(day=1)
    for _ in range(11):
        start = unit_start(start - timedelta(days=1), "month")
    return Span(start, last)
