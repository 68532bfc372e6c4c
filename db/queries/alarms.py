"""Rules and alarms in the records: what rings, what is back, and who looks at them now."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.orm import Session, contains_eager, joinedload

from db.models import Alarm, AlarmPending, AlarmRule, AlarmRun, Area
from db.models.area import ROOT_CODE
from db.queries import areas as area_queries


def rules(session: Session) -> Sequence[AlarmRule]:
    """Those that weren't removed, the gravest first."""
    kept = select(AlarmRule).where(AlarmRule.removed_at.is_(None))
    return session.scalars(kept.order_by(AlarmRule.severity, AlarmRule.id)).all()


def edition(session: Session) -> str:
    """What tells two states of the rules apart: how many there were, and how often they were changed or removed."""
    count, changes = session.execute(select(func.count(), func.sum(AlarmRule.version))).one()
    return f"{count} {changes or 0}"


def held_rule(session: Session, key: int) -> AlarmRule | None:
    row = session.get(AlarmRule, key, with_for_update=True)
    return row if row is not None and row.removed_at is None else None


def held(session: Session, key: int) -> Alarm | None:
    """One alarm that the transaction sees, which no other changes until it ends."""
    statement = select(Alarm).where(Alarm.id == key).options(joinedload(Alarm.rule, innerjoin=True))
    return session.scalars(statement.with_for_update(of=Alarm)).first()


def claim(session: Session, now: datetime, version: str, every: timedelta, patience: timedelta) -> bool:
    """Whether there is something to look at and nobody does it: then it is the caller's."""
    row = session.get(AlarmRun, 1, with_for_update=True)
    if row is None:
        session.add(AlarmRun(id=1, claimed_at=now))
        return True
    due = row.ran_at is None or row.data_version != version or now - row.ran_at >= every
    busy = (row.ran_at is None or row.claimed_at > row.ran_at) and now - row.claimed_at < patience
    if due and not busy:
        row.claimed_at = now
        return True
    return False


def run(session: Session, now: datetime, version: str | None) -> None:
    """Notes that the rules have been looked at; held until the transaction ends, so that two don't ring twice."""
    row = session.get(AlarmRun, 1, with_for_update=True)
    if row is None:
        row = AlarmRun(id=1, claimed_at=now)
        session.add(row)
    row.ran_at = now
    if version is not None:
        row.data_version = version
    session.flush()


def ringing(session: Session, rule: int) -> dict[str, Alarm]:
    """The alarms of a rule that are in force, by area."""
    found = session.scalars(select(Alarm).where(Alarm.alarm_rule_id == rule, Alarm.returned_at.is_(None)))
    return {row.area_code: row for row in found}


def pending(session: Session, rule: int) -> dict[str, datetime]:
    """Since when places have been beyond a rule that waits before it rings, by area."""
    found = session.scalars(select(AlarmPending).where(AlarmPending.alarm_rule_id == rule))
    return {row.area_code: row.since for row in found}


def wait(session: Session, rule: int, since: dict[str, datetime]) -> None:
    """Notes these places, and only these, as beyond the rule."""
    before = pending(session, rule)
    gone = [code for code in before if code not in since]
    if gone:
        session.execute(
            delete(AlarmPending).where(AlarmPending.alarm_rule_id == rule, AlarmPending.area_code.in_(gone))
        )
    new = [code for code in since if code not in before]
    session.add_all([AlarmPending(alarm_rule_id=rule, area_code=code, since=since[code]) for code in new])
    session.flush()


def end(session: Session, rule: int, now: datetime) -> None:
    """Ends the alarms of a rule that is switched off or removed."""
    session.execute(
        update(Alarm).where(Alarm.alarm_rule_id == rule, Alarm.returned_at.is_(None)).values(returned_at=now)
    )
    session.execute(delete(AlarmPending).where(AlarmPending.alarm_rule_id == rule))


def silence(session: Session, but: Sequence[int], now: datetime) -> int:
    """Ends the alarms of all other rules: those that were switched off."""
    found = session.scalars(select(Alarm).where(Alarm.returned_at.is_(None), Alarm.alarm_rule_id.not_in(but))).all()
    for row in found:
        row.returned_at = now
    session.flush()
    return len(found)


def in_force(session: Session, codes: Sequence[str]) -> Sequence[Alarm]:
    statement = select(Alarm).join(AlarmRule).options(contains_eager(Alarm.rule))
    return session.scalars(statement.where(Alarm.returned_at.is_(None), _within(codes))).all()


def returned(session: Session, codes: Sequence[str], since: datetime, limit: int) -> Sequence[Alarm]:
    statement = select(Alarm).join(AlarmRule).options(contains_eager(Alarm.rule))
    back = statement.where(Alarm.returned_at >= since, _within(codes))
    return session.scalars(back.order_by(Alarm.returned_at.desc()).limit(limit)).all()


def area_id(session: Session, code: str, day: date) -> int | None:
    place = area_queries.held_on(session, code, day)
    return place.id if place else None


def _within(codes: Sequence[str]) -> ColumnElement[bool]:
    if ROOT_CODE in codes:
        return Alarm.area_id.is_not(None)
    below = select(Area.id).where(Area.code.in_(codes)).cte("below", recursive=True)
    below = below.union(select(Area.id).join(below, Area.parent_id == below.c.id))
    return Alarm.area_id.in_(select(below.c.id))
