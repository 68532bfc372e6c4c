"""The clocks of a case: by which version of a rule each runs, on which days it stands still, and when it is due."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from core import catalogue
from core.working_days import WorkingDays, are_provisional
from db.models.mediation import MediationCase, MediationDeadline, MediationPause

Pause = tuple[date, date | None]
"""From a day until the first day on which the clock runs again (None: it still stands)."""


@dataclass(frozen=True)
class Rule:
    """One version of a rule: how many days (working ones or all), and whether a last day off moves on."""

    kind: str
    valid_from: date
    days: int
    working: bool
    roll: bool
    source: str


@cache
def rules() -> tuple[Rule, ...]:
    return tuple(Rule(**row) for row in catalogue.table("mediation_rules"))


def rule(kind: str, day: date) -> Rule:
    """The version that holds for a clock that begins on `day`; before the first version, the first."""
    versions = sorted((one for one in rules() if one.kind == kind), key=lambda one: one.valid_from)
    held = [one for one in versions if one.valid_from <= day]
    return held[-1] if held else versions[0]


def version(deadline: MediationDeadline) -> Rule:
    """The version that a clock was set by, as it stood then."""
    known = next(
        (one for one in rules() if (one.kind, one.valid_from) == (deadline.kind, deadline.rule_from)),
        rule(deadline.kind, deadline.rule_from),
    )
    return Rule(known.kind, deadline.rule_from, deadline.days, deadline.working, known.roll, known.source)


def due(found: Rule, starts_on: date, pauses: Iterable[Pause], calendar: WorkingDays) -> date | None:
    """The last day. The first day doesn't count, nor does any day of a pause; None while it stands still."""
    halts = list(pauses)
    if any(end is None for _, end in halts):
        return None
    day, left = starts_on, found.days
    while left > 0:
        day += timedelta(days=1)
        halted = any(start <= day < end for start, end in halts if end)
        left -= not halted and (calendar.holds(day) or not found.working)
    while found.roll and not calendar.holds(day):
        day += timedelta(days=1)
    return day


def is_provisional(deadline: MediationDeadline) -> bool:
    """Whether a day of it lies in a year whose holidays aren't published yet."""
    return deadline.working and are_provisional(filter(None, (deadline.starts_on, deadline.due_on)))


def start(case: MediationCase, kind: str, on: date, calendar: WorkingDays) -> None:
    found = rule(kind, on)
    case.deadlines.append(
        MediationDeadline(
            matter_id=case.matter_id,
            episode=case.episode,
            kind=kind,
            rule_from=found.valid_from,
            days=found.days,
            working=found.working,
            starts_on=on,
            due_on=due(found, on, (), calendar),
        )
    )


def running(case: MediationCase, kind: str) -> MediationDeadline | None:
    """The clock of that kind that is neither met nor dropped."""
    return next((one for one in reversed(case.deadlines) if one.kind == kind and _runs(one)), None)


def meet(case: MediationCase, kind: str, on: date, calendar: WorkingDays) -> None:
    """Stops a clock on time or late; where it was halted, that ends with it."""
    if (one := running(case, kind)) is not None:
        resume(one, on, calendar)
        one.met_on = on


def drop(case: MediationCase, *kinds: str) -> None:
    for kind in kinds:
        if (one := running(case, kind)) is not None:
            one.dropped = True


def pause(deadline: MediationDeadline, reason: str, on: date) -> None:
    deadline.pauses.append(MediationPause(matter_id=deadline.matter_id, reason=reason, starts_on=on))
    deadline.due_on = None


def resume(deadline: MediationDeadline, on: date, calendar: WorkingDays) -> None:
    """From `on` it runs again; what was due moves by the days that it stood still."""
    for halt in deadline.pauses:
        if halt.ends_on is None:
            halt.ends_on = on
    if deadline.due_on is None:
        deadline.due_on = due(version(deadline), deadline.starts_on, spans(deadline.pauses), calendar)


def spans(pauses: Sequence[MediationPause]) -> list[Pause]:
    return [(one.starts_on, one.ends_on) for one in pauses]


def _runs(deadline: MediationDeadline) -> bool:
    return deadline.met_on is None and not deadline.dropped
