"""The calendar of a room: its meetings and last days, each on its day, in whole weeks; no other room's."""

from datetime import date, timedelta

import pytest

from core import clock, working_days
from core.mediation import handling, outcome, room_calendar
from core.mediation.room_calendar import Day, Entry
from core.periods import Span
from db.models import MediationSession
from db.session import WHOLE
from tests import factories, scenario
from tests.core.mediation.conftest import Office
from tests.core.mediation.test_docket import scope

TODAY = date(2026, 9, 16)
SEPTEMBER = Span(date(2026, 9, 1), date(2026, 9, 30))


@pytest.fixture(autouse=True)
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: factories.moment(f"{TODAY} 10:00"))


def shown(office: Office, room: str = "D1", area: str = scenario.D, span: Span = SEPTEMBER) -> list[list[Day]]:
    return room_calendar.of_room(office.records, scope(office, area), room, span, working_days.published())


def entries(weeks: list[list[Day]]) -> dict[date, list[tuple[str, str]]]:
    return {day.day: [(one.kind, one.state) for one in day.entries] for week in weeks for day in week if day.entries}


def test_it_shows_whole_weeks_with_days_off_and_days_worked_instead(office: Office) -> None:
    weeks = shown(office)
    assert [week[0].day.isoweekday() for week in weeks] == [1] * 5
    assert (weeks[0][0].day, weeks[-1][-1].day) == (date(2026, 8, 31), date(2026, 10, 4))
    days = {day.day: day for week in weeks for day in week}
    assert (days[date(2026, 8, 31)].within, days[date(2026, 9, 1)].within) == (False, True)
    # Mid-autumn is on Friday the 25th; Sunday the 20th is worked for the holidays of October.
    assert [days[date(2026, 9, at)].working for at in (18, 19, 20, 25)] == [True, False, True, False]
    assert entries(weeks) == {}


def test_meetings_and_last_days_stand_on_their_days(office: Office) -> None:
    case = office.register(on=date(2026, 9, 10))
    office.act(handling.accept, case, on=date(2026, 9, 10))
    office.act(handling.assign, case, work_number="D1-1", on=date(2026, 9, 10))
    office.act(handling.hold_session, case, on=date(2026, 9, 14))
    office.act(handling.plan_session, case, planned_at=factories.moment("2026-09-18 09:30"))
    with office.records.writing(within=WHOLE) as session:
        matter = office.case(case).matter_id
        at = factories.moment("2026-09-15 15:00")
        session.add(MediationSession(matter_id=matter, mediation_case_id=case, planned_at=at))
    late = office.register(on=date(2026, 9, 7))
    assert entries(shown(office)) == {
        # Applied for on the 7th and not answered by the 10th.
        date(2026, 9, 10): [("accept", "over")],
        date(2026, 9, 14): [("session", "held")],
        # Planned, and nobody has told that it took place.
        date(2026, 9, 15): [("session", "missed")],
        date(2026, 9, 18): [("session", "planned")],
    }
    week = shown(office, span=Span(date(2026, 9, 14), date(2026, 9, 20)))
    assert len(week) == 1
    planned = week[0][4].entries
    assert planned == (Entry(office.case(case).code, "session", "planned", factories.moment("2026-09-18 09:30")),)
    # Within thirty working days of the 10th, the October holiday not counted.
    october = entries(shown(office, span=Span(date(2026, 10, 1), date(2026, 10, 31))))
    assert october == {office_due(office, case): [("mediate", "due")]}
    office.act(handling.refuse, late, reason="other", on=TODAY)
    assert date(2026, 9, 10) not in entries(shown(office))
    assert entries(shown(office, "D2")) == {}
    assert entries(shown(office, area=scenario.S)) == {}


def office_due(office: Office, case: int) -> date:
    return next(one.due_on for one in office.case(case).deadlines if one.kind == "mediate" and one.due_on)


def test_a_clock_that_stands_still_is_counted_and_on_no_day(office: Office) -> None:
    case = office.register(on=date(2026, 9, 14))
    office.act(handling.accept, case, on=date(2026, 9, 14))
    assert room_calendar.halted(office.records, scope(office, scenario.D), "D1") == 0
    office.act(handling.pause, case, reason="appraisal", on=date(2026, 9, 15))
    assert room_calendar.halted(office.records, scope(office, scenario.D), "D1") == 1
    assert room_calendar.halted(office.records, scope(office, scenario.D), "D2") == 0
    assert entries(shown(office, span=Span(date(2026, 10, 1), date(2026, 10, 31)))) == {}


def test_a_confirmation_that_nobody_asked_for_in_time_is_no_longer_shown(office: Office) -> None:
    case = office.register(on=date(2026, 8, 3))
    office.act(handling.accept, case, on=date(2026, 8, 3))
    office.act(handling.assign, case, work_number="D1-1", on=date(2026, 8, 3))
    office.act(outcome.agree, case, form="written", amount_fen=None, on=date(2026, 8, 4))
    office.act(outcome.visit, case, satisfaction="satisfied", on=date(2026, 8, 5))
    over = date(2026, 8, 4) + timedelta(days=30)
    assert SEPTEMBER.start <= over <= TODAY
    assert entries(shown(office)) == {}
