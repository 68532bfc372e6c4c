"""Claiming, approving, refusing and taking back: what is paid for, by whom, and what is refused."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from core import access, areas, catalogue, exports, words
from core.access import Person
from core.mediation import outcome
from core.mediation.desk import Seen
from core.mediation.refusal import NotAllowed, Refused
from core.periods import Span
from core.subsidy import budget, claiming, deciding, ledger, tariff
from db.models import Account, AuditEvent, Mediator, SubsidyEntry
from db.session import WHOLE
from tests import factories, scenario
from tests.core.mediation.conftest import Office
from tests.core.mediation.test_steps import agreed, day
from tests.core.subsidy.conftest import COUNTY, FIRST, MAKER, SECOND, amounts

pytestmark = pytest.mark.parametrize("records_url", ["sqlite"], indirect=True)
YEAR = Span(date(2026, 1, 1), date(2026, 12, 31))
ON = date(2026, 10, 10)


def claim(office: Office, case: int, by: Person = MAKER, **told: Any) -> SubsidyEntry:
    """Claimed on 10 October as an ordinary case with every paper, unless told otherwise."""
    seen = told.pop("seen", None) or Seen(case, office.case(case).version)
    form = next(event.form for event in office.case(case).events if event.form) or ""
    told = {"difficulty": "ordinary", "files": claiming.required(form), "on": ON} | told
    with office.records.writing(within=WHOLE) as session:
        return claiming.claim(session, office.desk, seen, by=by, **told)


def act(office: Office, do: Any, line: SubsidyEntry, by: Person = COUNTY, **told: Any) -> SubsidyEntry:
    told = {"on": ON, "version": entry(office, line.id).version} | told
    with office.records.writing(within=WHOLE) as session:
        return do(session, office.desk, entry=line.id, by=by, **told)


def entry(office: Office, key: int) -> SubsidyEntry:
    with office.records.reading(within=WHOLE) as session:
        return session.get_one(SubsidyEntry, key)


def visited(office: Office, form: str = "written") -> int:
    case = agreed(office, form)
    office.act(outcome.perform, case, on=day(7))
    office.act(outcome.visit, case, satisfaction="satisfied", on=day(8))
    return case


def refused(do: Any, *told: Any, **more: Any) -> str:
    with pytest.raises(Refused) as found:
        do(*told, **more)
    assert catalogue.say(f"mediation.refused.{found.value.reason}", **found.value.values)
    return found.value.reason


def test_a_case_is_paid_by_the_tariff_of_the_day_of_its_agreement(paying: Office) -> None:
    line = claim(paying, visited(paying))
    # Agreed on 7 September: the version of January; the room lies in a township.
    assert (line.amount_fen, line.level, line.difficulty, line.form) == (200_00, "township", "ordinary", "written")
    assert line.files == "application,inquiry,minutes,agreement"
    act(paying, deciding.approve, line)
    paid = entry(paying, line.id)
    assert (paid.state, paid.decided_on, paid.decided_by) == ("approved", ON, "county")
    balance = budget.balance(paying.records, COUNTY, 2026)
    assert balance is not None
    assert (balance.amount, balance.approved, balance.waiting, balance.left) == (3_000_00, 200_00, 0, 2_800_00)
    with paying.records.reading() as session:
        told = session.scalars(select(AuditEvent.action).where(AuditEvent.object_kind == "subsidy_entry"))
        assert list(told) == ["subsidy.claimed", "subsidy.approved"]


def test_only_a_complete_file_with_an_outcome_on_record_is_paid(paying: Office) -> None:
    case = agreed(paying)
    assert refused(claim, paying, case) == "subsidy_not_visited"
    assert refused(claim, paying, case, files=("minutes",)) == "subsidy_files"
    paying.act(outcome.visit, case, satisfaction="satisfied", on=day(8))
    assert refused(claim, paying, case, difficulty=None) == "subsidy_no_difficulty"
    assert refused(claim, paying, case, difficulty="difficult") == "subsidy_no_tariff"
    assert refused(claim, paying, case, on=day(1)) == "before_last"
    claim(paying, case)
    assert paying.case(case).difficulty == "ordinary"
    assert refused(claim, paying, case) == "subsidy_claimed_before"
    oral = agreed(paying, "oral")
    assert refused(claim, paying, oral, difficulty="simple") == "subsidy_not_performed"
    paying.act(outcome.renege, oral, on=day(9))
    assert refused(claim, paying, oral, difficulty="simple") == "subsidy_no_agreement"


def test_one_person_claims_and_another_approves(paying: Office) -> None:
    line = claim(paying, visited(paying), by=COUNTY)
    assert refused(act, paying, deciding.approve, line) == "subsidy_own_claim"
    assert refused(act, paying, deciding.refuse, line, reason="files") == "subsidy_own_claim"
    other = Person(None, "other", "x", "county_office", scenario.GUCHENG)
    act(paying, deciding.approve, line, by=other)
    assert refused(act, paying, deciding.approve, line, by=other) == "subsidy_decided_before"


def test_only_who_may_and_only_in_their_own_area(paying: Office) -> None:
    case = visited(paying)
    seen = Seen(case, paying.case(case).version)
    for role, area, error in (
        ("leader", scenario.GUCHENG, NotAllowed),
        ("service_office", scenario.GUCHENG, NotAllowed),
        ("county_office", scenario.YULONG, Refused),
    ):
        with pytest.raises(error):
            claim(paying, case, by=Person(None, "x", "x", role, area), seen=seen)
    line = claim(paying, case)
    for role, area, error in (
        ("township_centre", scenario.GUCHENG, NotAllowed),
        # The county pays, so its township doesn't decide; another county doesn't see the line.
        ("county_office", scenario.D, NotAllowed),
        ("county_office", scenario.YULONG, Refused),
    ):
        with pytest.raises(error):
            act(paying, deciding.approve, line, by=Person(None, "x", "x", role, area))
    with paying.records.writing(within=WHOLE) as session, pytest.raises(NotAllowed):
        budget.put(session, paying.desk, area_code=scenario.YULONG, year=2026, amount_fen=1, version=None, by=COUNTY)


def test_what_was_refused_can_be_claimed_anew(paying: Office) -> None:
    case = visited(paying)
    line = claim(paying, case)
    assert refused(act, paying, deciding.refuse, line, reason="nonsense") == "no_reason"
    act(paying, deciding.refuse, line, reason="files")
    act(paying, deciding.approve, claim(paying, case))


def test_an_approved_line_is_taken_back_by_another_line(paying: Office) -> None:
    case = visited(paying)
    line = claim(paying, case)
    assert refused(act, paying, claiming.reverse, line, by=MAKER, reason="duplicate") == "subsidy_not_approved"
    act(paying, deciding.approve, line)
    back = act(paying, claiming.reverse, line, by=MAKER, reason="duplicate")
    assert refused(act, paying, claiming.reverse, line, by=MAKER, reason="duplicate") == "subsidy_reversed_before"
    assert refused(claim, paying, case) == "subsidy_claimed_before"
    act(paying, deciding.approve, back)
    balance = budget.balance(paying.records, COUNTY, 2026)
    assert balance is not None
    assert (balance.approved, balance.left) == (0, 3_000_00)
    assert [one.amount_fen for one in ledger.lines(paying.records, COUNTY, YEAR)] == [-200_00, 200_00]
    claim(paying, case)


def test_no_line_is_deleted_or_loses_its_money(paying: Office) -> None:
    line = claim(paying, visited(paying))
    for statement in ("delete from subsidy_entry", "update subsidy_entry set amount_fen = 1"):
        with pytest.raises(DBAPIError), paying.records.writing(within=WHOLE) as session:
            session.execute(text(statement))
    assert entry(paying, line.id).amount_fen == 200_00


def test_an_agreement_that_broke_is_not_approved(paying: Office) -> None:
    case = agreed(paying)
    paying.act(outcome.visit, case, satisfaction="satisfied", on=day(8))
    line = claim(paying, case)
    paying.act(outcome.renege, case, on=day(9))
    assert refused(act, paying, deciding.approve, line) == "subsidy_no_agreement"


def test_no_more_is_approved_than_the_year_has(paying: Office) -> None:
    lines = [claim(paying, visited(paying)) for _ in range(2)]
    next_year = ON + timedelta(days=31)
    with paying.records.writing(within=WHOLE) as session:
        change = {"area_code": scenario.GUCHENG, "year": 2026, "by": COUNTY}
        assert refused(budget.put, session, paying.desk, amount_fen=1, version=None, **change) == "changed_meanwhile"
        budget.put(session, paying.desk, amount_fen=399_99, version=1, **change)
    act(paying, deciding.approve, lines[0])
    with pytest.raises(Refused) as over:
        act(paying, deciding.approve, lines[1], on=next_year)
    assert (over.value.reason, over.value.values["left"]) == ("subsidy_over_budget", "199.99")
    with paying.records.writing(within=WHOLE) as session:
        assert refused(budget.put, session, paying.desk, amount_fen=1, version=2, **change) == "subsidy_spent_more"


def test_a_tariff_is_followed_by_later_ones_only(paying: Office) -> None:
    put = {"area_code": scenario.GUCHENG, "by": COUNTY}
    with paying.records.writing(within=WHOLE) as session:
        for day_from in (FIRST, SECOND):
            told = {"valid_from": day_from, "amounts": amounts()} | put
            assert refused(tariff.put, session, paying.desk, **told) == "subsidy_older_tariff"
        dear = {"valid_from": date(2027, 1, 1), "amounts": amounts(simple_oral=10_000_01)} | put
        assert refused(tariff.put, session, paying.desk, **dear) == "subsidy_bad_tariff"


def test_whom_it_is_paid_to_is_seen_by_the_head_and_by_who_approves(paying: Office) -> None:
    case = visited(paying)
    claim(paying, case)
    with paying.records.writing(within=WHOLE) as session:
        places = factories.areas_of(session)
        people = {}
        for name, number in (("head", "D1-1"), ("mediator", "D1-2"), ("next_door", "D2-1")):
            at, told = factories.moment("2026-01-01"), {"display_name": name, "role": "mediation_room"}
            account = Account(
                username=name, area=places[scenario.D], password_hash="x", password_changed_at=at, created_at=at, **told
            )
            session.add(account)
            session.flush()
            session.scalars(select(Mediator).where(Mediator.work_number == number)).one().account_id = account.id
            people[name] = Person(account.id, name, name, "mediation_room", scenario.D)

    def seen(by: Person) -> list[str | None]:
        return [line.mediator for line in ledger.lines(paying.records, by, YEAR)]

    assert seen(COUNTY) == seen(people["head"]) == ["D1-1"]
    assert seen(MAKER) == [None]
    assert seen(people["mediator"]) == seen(people["next_door"]) == []
    assert seen(Person(None, "x", "x", "leader", scenario.GUCHENG)) == []
    assert [one.code for one in ledger.claimable(paying.records, people["head"])] == []
    other = visited(paying)
    assert [one.id for one in ledger.claimable(paying.records, people["head"])] == [other]
    assert ledger.claimable(paying.records, people["mediator"]) == []
    assert refused(claim, paying, other, by=people["mediator"]) == "subsidy_not_head"
    assert refused(claim, paying, other, by=people["next_door"]) == "other_room"


def test_the_list_of_payments_is_audited_and_only_for_those_who_see_it(paying: Office) -> None:
    act(paying, deciding.approve, claim(paying, visited(paying)))
    claim(paying, visited(paying))
    known = words.load(paying.records, areas.load(paying.records))
    content = ledger.payments(paying.records, COUNTY, YEAR, known)
    totals = pd.read_excel(BytesIO(content), sheet_name=0, engine="calamine")
    assert totals.values.tolist() == [["调解室D1", "D1-1", 1, 200]]
    for by in (MAKER, Person(None, "x", "x", "leader", scenario.GUCHENG)):
        with pytest.raises(exports.NotAllowed):
            ledger.payments(paying.records, by, YEAR, known)
    with paying.records.reading() as session:
        told = select(AuditEvent.actor, AuditEvent.result).where(AuditEvent.object_key == ledger.WHAT)
        assert list(session.execute(told)) == [("county", "ok"), ("maker", "refused"), ("x", "refused")]
    assert access.may(COUNTY, tariff.APPROVE)
