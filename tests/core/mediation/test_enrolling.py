"""Who mediates in a room is noted by number, by those who may, and ends without a trace being lost."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from core import access, clock
from core.access import Person
from core.demo import accounts as demo_accounts
from core.mediation import docket, handling
from core.mediation.enrolling import Enrolment, dismiss, enrol
from core.mediation.refusal import NotAllowed, Refused
from db.models import Account, AuditEvent, Mediator
from db.session import WHOLE
from tests import scenario
from tests.core.mediation.conftest import Office

pytestmark = pytest.mark.parametrize("records_url", ["sqlite"], indirect=True)
TODAY = clock.today()
NEW = {"room_code": "D1", "work_number": "N-01", "kind": "part_time"}


def added(office: Office, by: Person | None = None, **wanted: Any) -> Mediator:
    with office.records.writing(within=WHOLE) as session:
        return enrol(session, office.desk, Enrolment(**NEW | wanted), on=TODAY, by=by or access.operator())


def test_a_new_mediator_can_be_given_cases_and_is_in_the_trail(office: Office) -> None:
    added(office)
    assert "N-01" in docket.mediators(office.records, "D1", TODAY)
    case = office.register(on=TODAY)
    office.act(handling.accept, case, on=TODAY)
    office.act(handling.assign, case, work_number="N-01", on=TODAY)
    with office.records.reading() as session:
        assert session.scalars(select(AuditEvent.action).where(AuditEvent.object_key == "N-01")).all() == [
            "mediation.enrolled"
        ]


@pytest.mark.parametrize(
    ("wanted", "reason"),
    [
        ({"room_code": "X"}, "no_room"),
        ({"work_number": "张三"}, "bad_number"),
        ({"work_number": "1"}, "bad_number"),
        ({"work_number": "D1-1"}, "number_taken"),
        ({"kind": "magic"}, "unknown_code"),
        ({"username": "nobody"}, "no_account"),
        ({"username": "lijiang"}, "no_account"),
    ],
)
def test_what_can_not_be_noted_is_said(office: Office, wanted: dict[str, Any], reason: str) -> None:
    with office.records.writing() as session:
        demo_accounts.create(session)
    with pytest.raises(Refused) as refused:
        added(office, **wanted)
    assert refused.value.reason == reason


def test_an_account_is_one_mediator_only(office: Office) -> None:
    with office.records.writing() as session:
        demo_accounts.create(session)
    added(office, username="tiaojie")
    with pytest.raises(Refused) as refused:
        added(office, work_number="N-02", username="tiaojie")
    assert refused.value.reason == "account_taken"


def test_it_is_for_those_who_may_in_their_own_place_and_for_the_rooms_head(office: Office) -> None:
    def somebody(role: str, area: str, account: int | None = None) -> Person:
        return Person(account, "someone", "岗位", role, area)

    with pytest.raises(NotAllowed):
        added(office, somebody("leader", scenario.D))
    with pytest.raises(Refused) as refused:
        added(office, somebody("county_office", scenario.YULONG))
    assert refused.value.reason == "no_room"
    with office.records.writing() as session:
        demo_accounts.create(session)
        accounts = {one.username: one.id for one in session.scalars(select(Account))}
        for number, name in (("D1-1", "tiaojie"), ("D1-2", "hezheng")):
            session.query(Mediator).filter_by(work_number=number).one().account_id = accounts[name]
    head, other = (somebody("mediation_room", scenario.GUCHENG, accounts[name]) for name in ("tiaojie", "hezheng"))
    added(office, head)
    for who, wanted in ((other, {"work_number": "N-02"}), (head, {"work_number": "N-02", "room_code": "D2"})):
        with pytest.raises(Refused) as refused:
            added(office, who, **wanted)
        assert refused.value.reason == "not_head"


def test_who_is_dismissed_gets_no_more_cases_and_keeps_those_before(office: Office) -> None:
    case = office.register(on=TODAY)
    office.act(handling.accept, case, on=TODAY)
    office.act(handling.assign, case, work_number="D1-2", on=TODAY)
    with office.records.writing(within=WHOLE) as session:
        dismiss(session, office.desk, work_number="D1-2", on=TODAY, by=access.operator())
    assert "D1-2" not in docket.mediators(office.records, "D1", TODAY)
    assert "D1-2" in docket.mediators(office.records, "D1", TODAY - timedelta(days=1))
    assert office.case(case).mediator_id is not None
    added(office)
    with pytest.raises(Refused) as refused, office.records.writing(within=WHOLE) as session:
        dismiss(session, office.desk, work_number="N-01", on=TODAY, by=access.operator())
    assert refused.value.reason == "dismissed_before"
