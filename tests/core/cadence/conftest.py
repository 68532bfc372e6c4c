"""An installation whose clock the test moves, with the old town's areas and four justice units of the prefecture."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

import pytest
from sqlalchemy import select

from core import areas, clock, working_days
from core.access import Person
from core.areas import AreaTree
from core.cadence import generating, operating, returning
from core.cadence.returning import Numbers, Seen
from db.models import DutyEscalation, ReportDuty
from db.session import WHOLE, Records
from tests import factories

CALENDAR = working_days.published()


def person(role: str, area: str | None, name: str = "somebody") -> Person:
    return Person(None, name, "某办", role, area)


DESK = person("command_desk", "5307", "zhihui")
COUNTY = person("county_office", "530702", "gucheng")
TOWNSHIP = person("township_centre", "530702001", "dayan")


@dataclass
class Office:
    """The records on a day that the test sets."""

    records: Records
    at: Callable[[str], datetime]

    @property
    def areas(self) -> AreaTree:
        return areas.load(self.records)

    def run(self, when: str) -> generating.Generated:
        """The clock stands at `when`; what is owed is brought up to it."""
        return generating.generate(self.records, self.at(when))

    def owed(self, duty: str | None = None, area: str | None = None, *, all_of_them: bool = False) -> list[ReportDuty]:
        with self.records.reading(within=WHOLE) as session:
            rows = session.scalars(select(ReportDuty).order_by(ReportDuty.period_start, ReportDuty.area_code)).all()
        found = [row for row in rows if duty in (None, row.duty) and area in (None, row.area_code)]
        return [row for row in found if all_of_them or not row.superseded]

    def escalations(self, report: int) -> dict[str, date]:
        with self.records.reading(within=WHOLE) as session:
            rows = session.scalars(select(DutyEscalation).where(DutyEscalation.report_duty_id == report)).all()
        return {row.step: row.happened_on for row in rows}

    def give(self, row: ReportDuty, by: Person, *numbers: int, seen: Seen | None = None) -> None:
        with self.records.writing(within=(by.area_code or "",)) as session:
            known = seen or Seen(row.id, row.version)
            returning.give(session, self.areas, known, numbers=Numbers(*numbers), by=by)

    def begin(self, area: str, by: Person = DESK, reason: str = "disaster") -> tuple[int, int]:
        with self.records.writing(within=WHOLE) as session:
            row = operating.begin(session, self.areas, CALENDAR, area_code=area, reason=reason, by=by)
            return row.id, row.version

    def end(self, spell: tuple[int, int], by: Person = DESK) -> None:
        with self.records.writing(within=WHOLE) as session:
            operating.end(session, self.areas, CALENDAR, spell=spell[0], version=spell[1], by=by)


@pytest.fixture
def office(records: Records, monkeypatch: pytest.MonkeyPatch) -> Office:
    with records.writing() as session:
        places = factories.areas(session)
        for number, kind in enumerate(("court", "procuratorate", "police", "justice"), 1):
            factories.member_unit(session, f"J{number}", kind=kind, area=places["5307"])

    def at(when: str) -> datetime:
        moment = factories.moment(when)
        monkeypatch.setattr(clock, "now", lambda: moment)
        return moment

    at("2026-11-02 08:00")
    return Office(records, at)
