"""How old what is shown is: the content's own time, the last fetch, and whether that is as it should be."""

from datetime import date, datetime
from html import escape

from core import catalogue, clock
from core.coverage import Coverage
from core.lag import Lag

# Always a word and a shape as well as a colour.
SHAPES = {
    "current": "\N{BLACK CIRCLE}",
    "late": "\N{BLACK UP-POINTING TRIANGLE}",
    "stale": "\N{BLACK DIAMOND}",
    "none": "\N{WHITE CIRCLE}",
    "finished": "\N{BLACK SQUARE}",
}
# What old data look like, wherever they stand on the page: values of the style sheet's variables.
_LATE = "--fq-asof-ink: var(--fq-level-2); --fq-asof-weight: 600"
_STALE = "--fq-asof-ink: var(--fq-level-1); --fq-asof-weight: 600"
_GREYED = f"{_STALE}; --fq-old-filter: grayscale(1) opacity(0.72); --fq-old-veil: ''"
LOOKS = {"late": _LATE, "stale": _GREYED, "none": _GREYED}


def freshness(reach: Coverage, now: datetime, lag: Lag | None = None, until: date | None = None) -> str:
    """One line of markup for the page's header; it tells of the oldest source, and of what can't be taken in yet.

    `until` is the last day of what is shown: data that reach beyond it are all there, however old they are.
    """
    state = reach.state(now)
    if state in ("late", "stale") and until and reach.last_day and until < reach.last_day:
        state = "current"
    if lag is not None and state == "current":
        state = "late"
    word = escape(catalogue.say(f"board.freshness.{state}"))
    parts = [
        f'<span class="fq-state fq-state-{state}">{SHAPES[state]} {word}</span>',
        _time("as_of", reach.as_of),
        _time("fetched", reach.fetched_at),
    ]
    if reach.as_of and state in ("late", "stale"):
        parts.append(f'<span class="fq-age">{escape(_age(now, reach.as_of))}</span>')
    if lag is not None:
        parts.append(f"<span>{escape(catalogue.say('records.lag.page', minutes=lag.minutes))}</span>")
    if reach.generated:
        title = escape(catalogue.say("common.demo_banner"))
        parts.append(
            f'<span class="fq-demo" title="{title}">{escape(catalogue.say("board.freshness.generated"))}</span>'
        )
    look = f"<style>:root {{ {LOOKS[state]} }}</style>" if state in LOOKS else ""
    return '<p class="fq-freshness">' + " · ".join(parts) + f"</p>{look}"


def _time(name: str, instant: datetime | None) -> str:
    time = clock.written(instant) if instant else catalogue.say("board.freshness.never")
    return f"<span>{escape(catalogue.say(f'board.freshness.{name}', time=time))}</span>"


def _age(now: datetime, as_of: datetime) -> str:
    hours = int((now - as_of).total_seconds() // 3600)
    if hours < 48:
        return catalogue.say("board.freshness.age_hours", count=hours)
    return catalogue.say("board.freshness.age_days", count=hours // 24)
