"""The services office of 丽江, its townships 大研, 束河, 大东 and 黄山, and the month of October 2026."""

from datetime import date
from typing import Any

import pytest

from core import areas, clock, working_days
from core.access import Person
from core.care import months, returns
from core.care.desk import Desk, Seen
from core.care.validation import Cell, Count, Strength
from db.models import ServiceMonth, ServiceReturn
from db.models.care import GROUPS, LINES, NUMBERS
from db.queries import care
from db.session import WHOLE, Records
from tests import factories

OCTOBER = date(2026, 10, 1)
OFFICE = Person(None, "fuwu", "服务办", "service_office", "5307")
SECRET = b"a secret of the tests"
TOWNSHIPS = ("530702001", "530702002", "530702100", "530721100")
FULL = Strength(5, 20, 1, 30, 12)


def township(code: str) -> Person:
    return Person(None, f"t{code}", code, "township_centre", code)


def count(due: int, on_time: int, late: int = 0, *, asked: int = 0, satisfied: int = 0, **more: Any) -> Count:
    """A count whose rest is undone for lack of staff."""
    plain: dict[str, Any] = dict.fromkeys(NUMBERS, 0) | {"enrolled": due, "due": due, "on_time": on_time, "late": late}
    plain |= {"undone_staff": max(0, due - on_time - late), "asked": asked, "satisfied": satisfied}
    return Count(**plain | more)


def everything(of: Count) -> dict[Cell, Count]:
    return {(group, line): of for group in GROUPS for line in LINES}


def capacity() -> dict[str, Strength]:
    return dict.fromkeys(LINES, FULL)


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> date:
    """2026-11-05, a Thursday: returns of October are due on the 6th (the fifth working day)."""
    day = date(2026, 11, 5)
    monkeypatch.setattr(clock, "now", lambda: factories.moment("2026-11-05 10:00"))
    return day


@pytest.fixture
def office(records: Records, today: date) -> Records:
    with records.writing(within=WHOLE) as session:
        factories.areas(session)
    return records


def desk(records: Records) -> Desk:
    return Desk(areas.load(records), working_days.published())


def opened(records: Records, month: date = OCTOBER) -> Seen:
    at = desk(records)
    with records.writing(within=("5307",)) as session:
        row = months.open_month(session, at, month, by=OFFICE)
        return Seen(row.id, row.version)


def expected(records: Records, month: int, code: str) -> Seen:
    """The last revision of a township's return."""
    with records.reading(within=WHOLE) as session:
        rows = [row for row in care.returns_in(session, month) if row.area.code == code]
        return Seen(rows[-1].id, rows[-1].version)


def submitted(records: Records, month: int, code: str, counts: dict[Cell, Count]) -> Seen:
    with records.writing(within=(code,)) as session:
        row = returns.submit(session, expected(records, month, code), counts, capacity(), by=township(code))
        session.flush()
        return Seen(row.id, row.version)


def approved(records: Records, month: int, code: str, counts: dict[Cell, Count]) -> None:
    seen = submitted(records, month, code, counts)
    at = desk(records)
    with records.writing(within=("5307",)) as session:
        returns.approve(session, at, seen, by=OFFICE)


def closed(records: Records, month: int, secret: bytes = SECRET) -> ServiceMonth:
    with records.writing(within=("5307",)) as session:
        row = care.held_month(session, month)
        assert row is not None
        return months.close(session, Seen(row.id, row.version), secret, by=OFFICE)


def state(records: Records, key: int) -> ServiceReturn:
    with records.reading(within=WHOLE) as session:
        (row,) = care.with_numbers(session, (key,))
        return row
