"""Months of the services office: opened, so that each township's return is expected, and closed into a protected cube.

The cube is made once, in the transaction that closes the month, from what was approved until then. What comes later
waits for a restatement, which makes the whole cube's next version. In it a cell that didn't change stays as it was: who
keeps the earlier version learns nothing of it.
"""

import secrets
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path

from core import audit, catalogue, clock, disclosure, secret_file
from core.access import Person
from core.care import desk
from core.care.desk import Desk, Seen
from core.care.refusal import Refused
from core.disclosure import Cell, Draws
from core.periods import unit_end, unit_start
from core.working_days import WorkingDays
from db.models import ServiceCell, ServiceMonth, ServiceReturn, ServiceSupply
from db.models.care import CAPACITY, ServiceCount
from db.queries import care
from db.session import Session

STATES = ("on_time", "late", "undone", "satisfied", "dissatisfied")
_TOTALS = {"satisfied": "visits", "dissatisfied": "visits"}
REPORTING = "township"


def secret_of(home: Path) -> bytes:
    """The secret of this installation's cubes, apart from the database: whoever has one of the two can't undo them."""
    return secret_file.kept(home / "services.key", lambda: secrets.token_bytes(32))


def cell_of(state: str, place: tuple[str, ...], line: str, group: str) -> Cell:
    """A count by its margins; `place` goes from the root down. What a township has due in all is a margin too."""
    return (_TOTALS.get(state, "services"), *place, state, line, group)


def due_on(month: date, calendar: WorkingDays) -> date:
    """The last day on which a return of the month is on time."""
    return calendar.after(unit_end(month, "month"), catalogue.document("services")["rules"]["due_working_days"])


def open_month(session: Session, at: Desk, month: date, *, by: Person) -> ServiceMonth:
    """From now on each township's return of the month is expected. Raises NotAllowed, Refused."""
    home = desk.demand(by, desk.MANAGE)
    last = unit_end(month, "month")
    if unit_start(month, "month") != month or month > clock.today():
        raise Refused("wrong_month")
    place = care.area(session, home, last)
    if place is None:
        raise Refused("no_area")
    if care.month_of(session, place.id, month) is not None:
        raise Refused("opened_already")
    codes = [area.code for area in at.areas.below(home) if area.level == REPORTING]
    reporting = care.areas(session, codes, last)
    if not reporting:
        raise Refused("nobody_reports")
    opened = ServiceMonth(area=place, month=month, due_on=due_on(month, at.calendar), status="open", cube_version=0)
    session.add(opened)
    session.add_all(ServiceReturn(month=opened, area=area, revision=0, status="expected") for area in reporting)
    session.flush()
    _note(session, "opened", opened, by, f"returns={len(reporting)}")
    return opened


def close(session: Session, seen: Seen, secret: bytes, *, by: Person) -> ServiceMonth:
    """Makes the month's cube from what is approved and locks it; of a closed month the next version of the cube.

    Raises NotAllowed, Refused: another month's office, nothing approved, the secret isn't that of the earlier version.
    """
    month = desk.month(session, seen, by)
    if unit_end(month.month, "month") >= clock.today():
        raise Refused("not_over")
    mark = sha256(secret).hexdigest()[:16]
    if month.secret_mark not in (None, mark):
        raise Refused("other_secret")
    told = care.returns_in(session, month.id)
    taken = _latest(told, "approved", "locked")
    if not any(row.status == "approved" for row in taken):
        raise Refused("nothing_approved")
    version = month.cube_version + 1
    rows = care.with_numbers(session, [row.id for row in taken])
    before = care.with_numbers(session, [row.id for row in _latest(told, "locked")])
    care.add_cells(
        session, _cells(session, month, version, rows, before, Draws(secret, f"{month.month:%Y-%m}", version))
    )
    care.add_cells(session, list(_supplies(month, version, rows)))
    for row in rows:
        row.status = "locked"
    care.closed(session, month, version, mark, clock.now())
    _note(session, "closed" if version == 1 else "closed_again", month, by, f"version={version} returns={len(rows)}")
    return month


def _latest(returns: Sequence[ServiceReturn], *states: str) -> list[ServiceReturn]:
    """Of each township the latest revision in one of these states."""
    return list({row.area_id: row for row in returns if row.status in states}.values())


def _cells(
    session: Session,
    month: ServiceMonth,
    version: int,
    rows: Sequence[ServiceReturn],
    before: Sequence[ServiceReturn],
    draws: Draws,
) -> list[ServiceCell]:
    places = {row.area_id: tuple(care.ancestors(session, row.area_id)) for row in (*rows, *before)}
    kept_before = {
        cell_of(state, places[cell.area_id], cell.service_line, cell.service_group): getattr(cell, state)
        for cell in care.cells(session, month.id, version - 1)
        for state in STATES
    }
    kept = disclosure.protect_again(_true(rows, places), draws, _true(before, places), kept_before)
    return [
        ServiceCell(
            service_month_id=month.id,
            cube_version=version,
            area_id=row.area_id,
            service_group=count.service_group,
            service_line=count.service_line,
            **{state: kept[_cell(state, places[row.area_id], count)] for state in STATES},
        )
        for row in rows
        for count in row.counts
    ]


def _true(rows: Sequence[ServiceReturn], places: Mapping[int, tuple[str, ...]]) -> dict[Cell, int]:
    return {
        _cell(state, places[row.area_id], count): value
        for row in rows
        for count in row.counts
        for state, value in _states(count).items()
    }


def _cell(state: str, place: tuple[str, ...], count: ServiceCount) -> Cell:
    return cell_of(state, place, count.service_line, count.service_group)


def _states(count: ServiceCount) -> dict[str, int]:
    undone = (count.due or 0) - (count.on_time or 0) - (count.late or 0)
    unhappy = (count.asked or 0) - (count.satisfied or 0)
    values = (count.on_time or 0, count.late or 0, undone, count.satisfied or 0, unhappy)
    return dict(zip(STATES, values, strict=True))


def _supplies(month: ServiceMonth, version: int, rows: Sequence[ServiceReturn]) -> list[ServiceSupply]:
    return [
        ServiceSupply(
            service_month_id=month.id,
            cube_version=version,
            area_id=row.area_id,
            service_line=held.service_line,
            **{name: getattr(held, name) or 0 for name in CAPACITY},
        )
        for row in rows
        for held in row.capacity
    ]


def _note(session: Session, act: str, month: ServiceMonth, by: Person, detail: str) -> None:
    audit.append(
        session, action=f"care.month_{act}", object_kind="service_month",
        object_key=f"{month.area.code} {month.month:%Y-%m}", by=by, detail=detail,
    )  # fmt: skip


def latest_whole(today: date) -> date:
    """The first day of the last month that is over."""
    return unit_start(unit_start(today, "month") - timedelta(days=1), "month")
