"""Looking at the rules: on a new version of the data or of a rule and on the clock, by one process at a time."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from core import areas, clock
from core.alarms import judging
from core.alarms.judging import Judged
from core.alarms.rules import as_rule
from core.areas import AreaTree
from db.models import Alarm, AlarmRule
from db.queries import alarms
from db.read_model.model import ReadModel
from db.session import WHOLE, Records, Session

EVERY = timedelta(minutes=10)
CLAIM = timedelta(minutes=2)
"""Whoever has claimed the work and died is followed after so long."""


@dataclass(frozen=True)
class Evaluated:
    """How many alarms rang and how many returned to normal."""

    raised: int
    returned: int


def keep(records: Records, model: ReadModel) -> Evaluated | None:
    """For the server's clock: looks if there is something new or ten minutes have gone; None where there isn't."""
    now, version = clock.now(), str(model.catch_up())
    with records.writing() as session:
        # A rule that was saved is looked at as soon as new data are: nobody waits the ten minutes for it.
        version = hashlib.sha256(f"{version} {alarms.edition(session)}".encode()).hexdigest()
        if not alarms.claim(session, now, version, EVERY, CLAIM):
            return None
    return evaluate(records, model, version)


def evaluate(records: Records, model: ReadModel, version: str | None = None) -> Evaluated:
    """Judges every rule that is switched on and notes what rings and what is back."""
    tree, now = areas.load(records), clock.now()
    with records.reading() as session:
        rules = [row for row in alarms.rules(session) if row.enabled]
    judged = [(row, judging.judge(model, tree, as_rule(row))) for row in rules]
    with records.writing(within=WHOLE) as session:
        alarms.run(session, now, version)
        done = [_apply(session, tree, row, found, now) for row, found in judged]
        done.append(Evaluated(0, alarms.silence(session, [row.id for row in rules], now)))
    return Evaluated(sum(one.raised for one in done), sum(one.returned for one in done))


def _apply(session: Session, tree: AreaTree, rule: AlarmRule, judged: Sequence[Judged], now: datetime) -> Evaluated:
    ringing, since = alarms.ringing(session, rule.id), alarms.pending(session, rule.id)
    waiting: dict[str, datetime] = {}
    raised = returned = 0
    for one in judged:
        held = ringing.pop(one.area_code, None)
        state = {"breach": "breach", "no_data": "no_data"}.get(one.verdict)
        if held is not None and (one.verdict == "normal" or (state and state != held.state)):
            held.returned_at = now
            returned += 1
            held = None
        if held is None and state is not None:
            began = since.get(one.area_code, now)
            if now - began >= timedelta(minutes=rule.lasting_minutes):
                raised += _raise(session, rule, one, state, now)
            else:
                waiting[one.area_code] = began
    if waiting or since:
        alarms.wait(session, rule.id, waiting)
    untold = any(one.verdict == "no_data" for one in judged)
    for held in ringing.values():
        # Places that are watched no more, or of which nothing is told: the latter may still be as they were.
        if not untold or held.area_code not in tree:
            held.returned_at = now
            returned += 1
    return Evaluated(raised, returned)


def _raise(session: Session, rule: AlarmRule, one: Judged, state: str, now: datetime) -> int:
    area_id = alarms.area_id(session, one.area_code, clock.local_day(now))
    if area_id is None:
        return 0
    value = None if one.value is None else Decimal(str(round(one.value, 4)))
    session.add(
        Alarm(alarm_rule_id=rule.id, area_id=area_id, area_code=one.area_code, state=state, value=value, raised_at=now)
    )
    session.flush()
    return 1
