"""A case from its application to its end: what may follow what, what each step leaves behind, what is refused."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from core import catalogue, clock
from core.access import Person
from core.mediation import desk, handling, outcome
from core.mediation.desk import Seen
from core.mediation.refusal import NotAllowed, Refused
from core.mediation.registering import Application, register
from db.models import Account, AuditEvent, Matter, MediationCase, Mediator
from db.models.mediation import STEPS
from db.session import WHOLE
from tests import factories, scenario
from tests.core.mediation.conftest import APPLIED, Office

# Both databases are tried where they differ: test_at_once.py, and the read model's own tests.
pytestmark = pytest.mark.parametrize("records_url", ["sqlite"], indirect=True)


def day(offset: int) -> date:
    """So many days after the application (a Tuesday)."""
    return APPLIED + timedelta(days=offset)


def person(role: str = "county_office", area: str | None = scenario.GUCHENG, account: int | None = None) -> Person:
    return Person(account, "someone", "岗位", role, area)


def assigned(office: Office, **wanted: Any) -> int:
    case = office.register(**wanted)
    office.act(handling.accept, case, on=day(1))
    office.act(handling.assign, case, work_number="D1-1", on=day(2))
    return case


def agreed(office: Office, form: str = "written") -> int:
    case = assigned(office)
    office.act(outcome.agree, case, form=form, amount_fen=5_000_00, on=day(6))
    return case


def refusal(office: Office, do: Any, case: int, **told: Any) -> str:
    before = office.case(case)
    with pytest.raises(Refused) as refused:
        office.act(do, case, **told)
    after = office.case(case)
    assert (after.version, len(after.events)) == (before.version, len(before.events)), "something was lost or written"
    assert catalogue.say(f"mediation.refused.{refused.value.reason}", **refused.value.values)
    return refused.value.reason


def test_a_case_goes_through_its_whole_life(office: Office) -> None:
    case = assigned(office, link="police", parties=3, amount_fen=8_000_00, category="C.1", code_list="C")
    office.act(handling.hold_session, case, on=day(3))
    office.act(outcome.agree, case, form="written", amount_fen=5_000_00, on=day(6))
    office.act(outcome.confirm, case, on=day(10))
    office.act(outcome.perform, case, on=day(20))
    office.act(outcome.visit, case, satisfaction="satisfied", on=day(25))
    found = office.case(case)
    assert [event.step for event in found.events] == [
        *("applied", "accepted", "assigned", "session", "agreed", "confirmed", "performed", "visited")
    ]
    assert (found.status, found.episode, found.parties, found.amount_fen) == ("performed", 1, 3, 8_000_00)
    met = {clock.kind: (clock.due_on, clock.met_on) for clock in found.deadlines}
    assert met == {
        "accept": (date(2026, 9, 4), day(1)),
        # 30 working days from 2 September: 7 holidays and 2 worked weekend days lie between.
        "mediate": (date(2026, 10, 20), day(6)),
        "confirm": (date(2026, 10, 8), day(10)),
        "visit": (date(2026, 9, 28), day(25)),
    }


def test_every_step_is_in_the_audit_trail_in_words(office: Office) -> None:
    case = agreed(office)
    with office.records.reading() as session:
        told = session.scalars(select(AuditEvent.action).where(AuditEvent.object_key == office.case(case).code)).all()
    assert told == ["mediation.applied", "mediation.accepted", "mediation.assigned", "mediation.agreed"]
    assert all(catalogue.code_labels("audit_action")[f"mediation.{step}"] for step in STEPS)
    assert catalogue.code_labels("audit_object")["mediation_case"]


def test_an_agreement_before_acceptance_is_refused(office: Office) -> None:
    case = office.register()
    assert refusal(office, outcome.agree, case, form="oral", amount_fen=None, on=day(1)) == "not_accepted"
    office.act(handling.accept, case, on=day(3))
    assert refusal(office, outcome.agree, case, form="oral", amount_fen=None, on=day(3)) == "not_assigned"
    office.act(handling.assign, case, work_number="D1-1", on=day(3))
    assert refusal(office, outcome.agree, case, form="oral", amount_fen=None, on=day(2)) == "before_last"


def test_confirmation_is_for_written_agreements_and_thirty_days(office: Office) -> None:
    assert refusal(office, outcome.confirm, agreed(office, "oral"), on=day(7)) == "oral_agreement"
    case = agreed(office)
    # Agreed on 7 September: 30 days later is the last day of the holiday, so it is the 8th.
    assert refusal(office, outcome.confirm, case, on=date(2026, 10, 9)) == "confirm_late"
    office.act(outcome.confirm, case, on=date(2026, 10, 8))
    assert office.case(case).status == "confirmed"


def test_a_mediator_of_another_room_is_refused_but_an_expert_from_above_may_come(office: Office) -> None:
    case = office.register()
    office.act(handling.accept, case, on=day(1))
    for number in ("D2-1", "C1-1", "H1-3"):
        assert refusal(office, handling.assign, case, work_number=number, on=day(1)) == "mediator_elsewhere"
    assert refusal(office, handling.assign, case, work_number="X", on=day(1)) == "no_mediator"
    office.act(handling.assign, case, work_number="C1-3", on=day(1))
    assert office.case(case).status == "assigned"


def test_whoever_stepped_back_does_not_come_again(office: Office) -> None:
    case = assigned(office)
    office.act(handling.recuse, case, reason="related", on=day(3))
    assert office.case(case).mediator_id is None
    assert refusal(office, handling.hold_session, case, on=day(3)) == "not_assigned"
    assert refusal(office, handling.assign, case, work_number="D1-1", on=day(3)) == "recused_before"
    office.act(handling.assign, case, work_number="D1-2", on=day(3))


def test_a_transfer_has_a_clock_until_the_other_room_has_it(office: Office) -> None:
    case = assigned(office)
    assert refusal(office, handling.transfer, case, room_code="H1", reason="nearer", on=day(3)) == "room_elsewhere"
    assert refusal(office, handling.transfer, case, room_code="D1", reason="nearer", on=day(3)) == "same_room"
    office.act(handling.transfer, case, room_code="C1", reason="above", on=day(3))
    assert refusal(office, handling.assign, case, work_number="C1-1", on=day(3)) == "not_arrived"
    office.act(handling.arrive, case, on=day(7))
    found = office.case(case)
    arrival = next(clock for clock in found.deadlines if clock.kind == "arrive")
    assert (arrival.due_on, arrival.met_on, found.mediator_id) == (date(2026, 9, 8), day(7), None)
    assert refusal(office, handling.arrive, case, on=day(8)) == "not_transferred"


def test_a_pause_moves_the_last_day_and_is_listed_with_its_rule(office: Office) -> None:
    case = assigned(office)
    office.act(handling.pause, case, reason="appraisal", on=day(6))
    clock = next(one for one in office.case(case).deadlines if one.kind == "mediate")
    assert (clock.due_on, clock.rule_from) == (None, date(2022, 1, 1))
    assert refusal(office, handling.pause, case, reason="absent", on=day(7)) == "already_paused"
    office.act(handling.resume, case, on=day(8))
    clock = next(one for one in office.case(case).deadlines if one.kind == "mediate")
    assert clock.due_on == date(2026, 10, 22)
    assert [(p.reason, p.starts_on, p.ends_on) for p in clock.pauses] == [("appraisal", day(6), day(8))]
    assert refusal(office, handling.resume, case, on=day(8)) == "not_paused"


def test_a_reopened_case_keeps_what_was_before(office: Office) -> None:
    case = agreed(office)
    office.act(outcome.renege, case, on=day(9))
    office.act(outcome.reopen, case, on=day(10))
    office.act(handling.assign, case, work_number="D1-2", on=day(10))
    office.act(outcome.end, case, reason="no_agreement", on=day(12))
    office.act(outcome.to_court, case, on=day(13))
    found = office.case(case)
    assert [(event.episode, event.step) for event in found.events][-5:] == [
        (1, "reneged"), (2, "reopened"), (2, "assigned"), (2, "ended"), (2, "court"),
    ]  # fmt: skip
    assert (found.status, found.episode) == ("ended", 2)
    dropped = {clock.kind for clock in found.deadlines if clock.dropped}
    assert dropped == {"confirm", "visit"}


def test_ending_refusing_and_stepping_back_need_a_listed_reason(office: Office) -> None:
    case = assigned(office)
    for do in (outcome.end, handling.recuse, handling.pause):
        assert refusal(office, do, case, reason="because", on=day(3)) == "no_reason"
    fresh = office.register()
    assert refusal(office, handling.refuse, fresh, reason="", on=day(1)) == "no_reason"
    office.act(handling.refuse, fresh, reason="in_court", on=day(1))
    assert office.case(fresh).status == "refused"


@pytest.mark.parametrize(
    ("wanted", "reason"),
    [
        ({"matter": "nothing"}, "no_dispute"),
        ({"room_code": "X9"}, "no_room"),
        ({"room_code": "H1"}, "room_elsewhere"),
        ({"category": "C.1", "code_list": "A"}, "other_list"),
        ({"category": "W.public_safety_fire", "code_list": "A"}, "other_list"),
        ({"category": "A.77"}, "unknown_category"),
        ({"code_list": "B"}, "unknown_list"),
        ({"parties": 1}, "bad_parties"),
        ({"amount_fen": -1}, "bad_amount"),
        ({"channel": "magic"}, "unknown_code"),
        ({"on": date(2999, 1, 1)}, "in_future"),
    ],
)
def test_what_can_not_be_registered_is_said(office: Office, wanted: dict[str, Any], reason: str) -> None:
    with pytest.raises(Refused) as refused:
        office.register(**wanted)
    assert refused.value.reason == reason


def test_the_same_case_twice_is_refused_and_a_second_attempt_is_not(office: Office) -> None:
    matter = office.matter()
    case = office.register(matter)
    with pytest.raises(Refused) as refused:
        office.register(matter)
    assert refused.value.reason == "same_case"
    office.act(handling.refuse, case, reason="unwilling", on=day(1))
    second = office.register(matter, on=day(5))
    assert [office.case(one).code for one in (case, second)] == [f"{matter}-T1", f"{matter}-T2"]


def test_what_is_no_dispute_is_not_mediated(office: Office) -> None:
    with pytest.raises(Refused) as refused:
        office.register(office.matter(**scenario.ROAD))
    assert refused.value.reason == "not_a_dispute"


def test_only_who_may_and_only_in_their_own_area(office: Office) -> None:
    case = office.register()
    for role in ("leader", "service_office", "supervision_office", "system_manager", "audit_manager"):
        with pytest.raises(NotAllowed):
            office.act(handling.accept, case, by=person(role), on=day(1))
    for area in (scenario.YULONG, scenario.S, None):
        assert refusal(office, handling.accept, case, by=person(area=area), on=day(1)) == "no_case"
    office.act(handling.accept, case, by=person(), on=day(1))


def test_who_works_in_a_room_works_on_its_cases_only(office: Office) -> None:
    case = office.register()
    with office.records.writing(within=WHOLE) as session:
        columns = {"display_name": "室", "role": "mediation_room", "password_hash": "x"}
        at = factories.moment("2026-01-01")
        account = Account(username="d2", password_changed_at=at, created_at=at, **columns)
        session.add(account)
        session.flush()
        session.scalars(select(Mediator).where(Mediator.work_number == "D2-1")).one().account_id = account.id
        by = person("mediation_room", account=account.id)
    assert refusal(office, handling.accept, case, by=by, on=day(1)) == "other_room"
    office.act(handling.accept, office.register(room_code="D2"), by=by, on=day(1))


def test_whoever_acts_on_what_has_changed_is_told(office: Office) -> None:
    case = office.register()
    seen = Seen(case, office.case(case).version)
    office.act(handling.accept, case, on=day(1))
    assert refusal(office, handling.refuse, case, reason="other", seen=seen, on=day(1)) == "changed_meanwhile"


def test_a_session_is_planned_held_or_missed(office: Office) -> None:
    case = assigned(office)
    now = clock.now()
    assert refusal(office, handling.plan_session, case, planned_at=now) == "session_past"
    office.act(handling.plan_session, case, planned_at=now + timedelta(seconds=1))
    office.act(handling.hold_session, case, on=clock.today())
    office.act(handling.hold_session, case, on=clock.today())
    assert [one.state for one in office.case(case).sessions] == ["held", "held"]


def test_the_operator_sees_disputes_of_no_known_place(office: Office) -> None:
    case = office.register(office.matter(place=None))
    assert refusal(office, handling.accept, case, by=person(), on=day(1)) == "no_case"
    office.act(handling.accept, case, on=day(1))


def test_who_has_no_area_works_on_nothing(office: Office) -> None:
    assert not desk.is_within(office.desk, person(area=None), scenario.D)


def test_who_walks_in_is_registered_with_a_matter_that_goes_along(office: Office) -> None:
    told = {"matter_code": None, "room_code": "D1", "category": "A.0201", "parties": 2}
    with office.records.writing(within=WHOLE) as session:
        by = person("township_centre", scenario.D)
        ids = [register(session, office.desk, Application(**told), on=day(0), by=by).id for _ in range(2)]
    case = ids[0]
    assert [office.case(one).code for one in ids] == [f"LF202609-{scenario.D}-0000{n}-T1" for n in (1, 2)]
    office.act(handling.accept, case, on=day(1))
    office.act(handling.assign, case, work_number="D1-1", on=day(2))
    office.act(outcome.agree, case, form="oral", amount_fen=None, on=day(3))
    office.act(outcome.visit, case, satisfaction="satisfied", on=day(4))
    office.act(outcome.reopen, case, on=day(5))
    with office.records.reading(within=WHOLE) as session:
        matter = session.get_one(MediationCase, case).matter
        trail = [(event.status, event.episode, event.satisfaction) for event in matter.events]
        assert trail == [
            ("reported", 1, None),
            ("accepted", 1, None),
            ("resolved", 1, None),
            ("closed", 1, None),
            ("followed_up", 1, "satisfied"),
            ("reopened", 2, None),
        ]
        assert (matter.status, matter.source, matter.category_key) == ("reopened", "visit", "A.0201")


def test_who_is_taken_to_a_room_above_comes_from_the_place_of_who_takes_them(office: Office) -> None:
    wanted = Application(None, "C1", category="A.02")
    with office.records.writing(within=WHOLE) as session:
        case = register(session, office.desk, wanted, on=day(0), by=person("township_centre", scenario.D))
        assert (case.room.code, case.matter.area.code) == ("C1", scenario.D)


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"category": None}, "walk_in_category"),
        ({"matter_code": ""}, "which_dispute"),
        ({"room_code": "H1"}, "room_elsewhere"),
        ({"area_code": scenario.H}, "place_elsewhere"),
        ({"code_list": "C"}, "other_list"),
    ],
)
def test_what_can_not_be_registered_leaves_no_matter(office: Office, told: dict[str, Any], reason: str) -> None:
    wanted = Application(**{"matter_code": None, "room_code": "D1", "category": "A.02"} | told)
    with office.records.writing(within=WHOLE) as session, pytest.raises(Refused) as refused:
        register(session, office.desk, wanted, on=day(0), by=person())
    assert refused.value.reason == reason
    with office.records.reading(within=WHOLE) as session:
        assert session.query(Matter).count() == 0
