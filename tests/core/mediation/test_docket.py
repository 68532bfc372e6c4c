"""What the desk and the agenda list: one's own place and room, no other, with clocks, rules and pauses."""

from datetime import date, timedelta

import pytest

from core import access, areas, clock
from core.access import Person
from core.mediation import agenda, docket, handling, outcome
from core.periods import Period
from core.scope import Request, Scope
from db.models import Account, Mediator
from db.session import WHOLE
from tests import factories, scenario
from tests.core.mediation.conftest import Office

pytestmark = pytest.mark.parametrize("records_url", ["sqlite"], indirect=True)
YESTERDAY = clock.today() - timedelta(days=1)


def person(area: str | None, role: str = "county_office", account: int | None = None) -> Person:
    return Person(account, "someone", "岗位", role, area)


def scope(office: Office, area: str, *rooms: str) -> Scope:
    request = Request(Period.parse("this_month"), (area,), (("room", rooms),) if rooms else ())
    return access.scope(access.operator(), request, areas.load(office.records))


def codes(office: Office, by: Person, search: str = "") -> list[str]:
    return [one.code for one in docket.listed(office.records, by, search)]


def test_cases_are_listed_for_their_place_only(office: Office) -> None:
    matter = office.matter()
    case = office.register(matter, on=YESTERDAY)
    for area, seen in ((scenario.D, True), (scenario.GUCHENG, True), ("0", True), (scenario.S, False), (None, False)):
        assert codes(office, person(area)) == ([f"{matter}-T1"] if seen else []), area
        found = docket.opened(office.records, person(area), case, areas.load(office.records)) if area else None
        assert (found is not None) == seen
    assert codes(office, person(scenario.D, "leader")) == []
    assert codes(office, person(scenario.D), "nothing%") == []
    assert codes(office, person(scenario.D), matter[-3:]) == [f"{matter}-T1"]


def test_who_works_in_a_room_is_offered_its_cases_and_itself(office: Office) -> None:
    office.register(on=YESTERDAY)
    second = office.matter()
    office.register(second, room_code="D2", on=YESTERDAY)
    with office.records.writing(within=WHOLE) as session:
        at = factories.moment("2026-01-01")
        told = {"display_name": "室", "role": "mediation_room", "password_hash": "x"}
        account = Account(username="d2", password_changed_at=at, created_at=at, **told)
        session.add(account)
        session.flush()
        session.query(Mediator).filter_by(work_number="D2-1").one().account_id = account.id
        by = person(scenario.GUCHENG, "mediation_room", account.id)
    assert codes(office, by) == [f"{second}-T1"]
    assert docket.rooms(office.records, by) == {"D2": "调解室D2"}
    # One's own come first, then those above.
    assert list(docket.rooms(office.records, person(scenario.D))) == ["D1", "D2", "C1"]


def test_only_disputes_without_an_open_case_are_offered(office: Office) -> None:
    free, mediated, elsewhere = office.matter(), office.matter(), office.matter(scenario.H)
    case = office.register(mediated, on=YESTERDAY)
    offered = [code for code, _, _ in docket.disputes(office.records, person(scenario.GUCHENG))]
    assert (free in offered, mediated in offered, elsewhere in offered) == (True, False, False)
    office.act(handling.refuse, case, reason="other", on=YESTERDAY)
    assert mediated in [code for code, _, _ in docket.disputes(office.records, person(scenario.GUCHENG))]


def test_mediators_of_the_room_come_before_experts_from_around(office: Office) -> None:
    offered = docket.mediators(office.records, "D1", clock.today())
    assert list(offered) == ["D1-1", "D1-2", "D1-3", "D2-3", "C1-3"]
    assert list(docket.mediators(office.records, "D1", clock.today(), around_too=False)) == ["D1-1", "D1-2", "D1-3"]


def test_rooms_to_pass_a_case_on_to_are_around_its_dispute(office: Office) -> None:
    case = office.register(on=YESTERDAY)
    assert list(docket.rooms_near(office.records, person(scenario.D), case)) == ["C1", "D1", "D2"]


def test_the_agenda_holds_what_is_due_with_rule_and_pauses_and_meetings(office: Office) -> None:
    late = office.register(on=date(2026, 9, 1))
    halted = office.register(on=YESTERDAY)
    office.act(handling.accept, halted, on=YESTERDAY)
    office.act(handling.assign, halted, work_number="D1-1", on=YESTERDAY)
    office.act(handling.pause, halted, reason="appraisal", on=YESTERDAY)
    meeting = clock.now() + timedelta(days=2)
    office.act(handling.plan_session, halted, planned_at=meeting)
    first, second = agenda.due(office.records, scope(office, scenario.D))
    assert (first.code, first.kind, first.due_on) == (office.case(late).code, "accept", date(2026, 9, 4))
    assert first.days_left is not None
    assert first.days_left < 0
    assert (second.kind, second.days_left, second.rule.days) == ("mediate", None, 30)
    assert [(halt.reason, halt.starts_on, halt.ends_on) for halt in second.halts] == [("appraisal", YESTERDAY, None)]
    (planned,) = agenda.meetings(office.records, scope(office, scenario.D))
    assert (planned.code, planned.at) == (office.case(halted).code, meeting)
    assert agenda.due(office.records, scope(office, scenario.S)) == []
    assert agenda.meetings(office.records, scope(office, scenario.D, "D2")) == []


def test_nobody_is_reminded_of_a_confirmation_that_is_over(office: Office) -> None:
    case = office.register(on=date(2026, 8, 3))
    office.act(handling.accept, case, on=date(2026, 8, 3))
    office.act(handling.assign, case, work_number="D1-1", on=date(2026, 8, 3))
    office.act(outcome.agree, case, form="written", amount_fen=None, on=date(2026, 8, 4))
    office.act(outcome.visit, case, satisfaction="satisfied", on=date(2026, 8, 5))
    assert agenda.due(office.records, scope(office, scenario.D)) == []
