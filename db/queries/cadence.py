"""Reports owed, as rows: what is there, what is added once however many add it, and which are late."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Insert, and_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from db.models import Area, Base, CadenceState, DutyEscalation, DutySetting, MemberUnit, ReportDuty, ReportReturn

AT_ONCE = 5_000
_BULK = {"synchronize_session": False}
Owed = tuple[str, str, str, date]
"""What makes a report one: duty, area's code, calendar unit, first day of its period."""


class Place(NamedTuple):
    """An area while it is valid, with the key of the one that it lies in."""

    id: int
    code: str
    level: str
    parent_id: int | None
    valid_from: date
    valid_to: date | None

    def is_there(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or self.valid_to > day)


class Present(NamedTuple):
    """A report that is owed already."""

    id: int
    superseded: bool
    returned: bool


def state(session: Session, today: date, now: datetime) -> CadenceState:
    """The one row, held for this transaction, so that of two processes one goes after the other; made where missing."""
    first = {"id": 1, "begun_on": today, "done_until": today, "ran_at": now}
    session.execute(_or_nothing(session, CadenceState), [first])
    return session.scalars(select(CadenceState).with_for_update()).one()


def ran(session: Session) -> CadenceState | None:
    return session.scalars(select(CadenceState)).first()


def places(session: Session) -> list[Place]:
    columns = (Area.id, Area.code, Area.level, Area.parent_id, Area.valid_from, Area.valid_to)
    return [Place(*row) for row in session.execute(select(*columns))]


def units(session: Session, kinds: Iterable[str]) -> dict[int, list[str]]:
    """The codes of the member units of these kinds by their area, in the order of kinds and codes."""
    order = list(kinds)
    found = session.execute(
        select(MemberUnit.area_id, MemberUnit.kind, MemberUnit.code).where(MemberUnit.kind.in_(order))
    )
    listed: dict[int, list[str]] = {}
    for area_id, _, code in sorted(found, key=lambda row: (order.index(row.kind), row.code)):
        if area_id is not None:
            listed.setdefault(area_id, []).append(code)
    return listed


def settings(session: Session) -> Sequence[DutySetting]:
    return session.scalars(select(DutySetting).order_by(DutySetting.valid_from)).all()


def present(session: Session, since: date) -> dict[Owed, Present]:
    """What is owed for periods that had not ended by `since`."""
    row = ReportDuty
    columns = (row.duty, row.area_code, row.period_unit, row.period_start, row.id, row.superseded, row.returned_on)
    return {
        (duty, area, unit, start): Present(key, superseded, returned_on is not None)
        for duty, area, unit, start, key, superseded, returned_on in session.execute(
            select(*columns).where(row.period_end >= since)
        )
    }


def add(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Adds reports; one that somebody else has added meanwhile stays as it is."""
    for start in range(0, len(rows), AT_ONCE):
        session.execute(_or_nothing(session, ReportDuty), list(rows[start : start + AT_ONCE]))


def supersede(session: Session, keys: Sequence[int], superseded: bool) -> None:
    row = ReportDuty
    for start in range(0, len(keys), AT_ONCE):
        some = update(row).where(row.id.in_(keys[start : start + AT_ONCE]), row.returned_on.is_(None))
        session.execute(some.values(superseded=superseded, version=row.version + 1), execution_options=_BULK)


def late_without(session: Session, step: str, due_until: date) -> list[tuple[int, date]]:
    """Reports that were due by a day, are still owed and haven't been taken to the step: (key, due date)."""
    row, taken = ReportDuty, DutyEscalation
    missing = ~select(taken.id).where(taken.report_duty_id == row.id, taken.step == step).exists()
    open_ = and_(row.returned_on.is_(None), row.superseded.is_(False), row.due_on <= due_until)
    return [(key, due) for key, due in session.execute(select(row.id, row.due_on).where(open_, missing))]


def escalate(session: Session, step: str, taken: Sequence[tuple[int, date]], now: datetime) -> None:
    """Notes the step for each report with the day it was taken."""
    rows = [{"report_duty_id": key, "step": step, "happened_on": day, "noted_at": now} for key, day in taken]
    for start in range(0, len(rows), AT_ONCE):
        session.execute(_or_nothing(session, DutyEscalation), rows[start : start + AT_ONCE])


def passed_on(session: Session, taken: Sequence[tuple[int, date]]) -> None:
    """Notes on the reports themselves the day on which supervision got them."""
    by_day: dict[date, list[int]] = {}
    for key, day in taken:
        by_day.setdefault(day, []).append(key)
    row = ReportDuty
    for day, keys in by_day.items():
        for start in range(0, len(keys), AT_ONCE):
            some = update(row).where(row.id.in_(keys[start : start + AT_ONCE]))
            session.execute(some.values(escalated_on=day, version=row.version + 1), execution_options=_BULK)


def held(session: Session, key: int) -> tuple[ReportDuty, Area] | None:
    """One report and the area of its body, held for this transaction."""
    statement = select(ReportDuty, Area).join(Area, Area.id == ReportDuty.area_id).where(ReportDuty.id == key)
    found = session.execute(statement.with_for_update(of=ReportDuty)).first()
    return (found[0], found[1]) if found else None


def revisions(session: Session, key: int) -> Sequence[ReportReturn]:
    """What was returned for a report, as reported first."""
    of_it = select(ReportReturn).where(ReportReturn.report_duty_id == key)
    return session.scalars(of_it.order_by(ReportReturn.revision)).all()


def setting_on(session: Session, duty: str, area_code: str, day: date) -> DutySetting | None:
    row = DutySetting
    there = and_(row.duty == duty, row.area_code == area_code, row.valid_from == day)
    return session.scalars(select(row).where(there)).first()


def _or_nothing(session: Session, model: type[Base]) -> Insert:
    """An insert that leaves a row alone that is there already."""
    make = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    return make(model).on_conflict_do_nothing()


def touch(row: ReportDuty) -> None:
    """Counts the report's version on, whatever of it changes."""
    flag_modified(row, "found")
