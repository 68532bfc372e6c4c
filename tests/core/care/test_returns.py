"""A month's return from opening to restatement: what is refused, what is kept, and who may do which."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from core import accounts
from core.care import months, overview, returns
from core.care.desk import Seen
from core.care.refusal import Invalid, NotAllowed, Refused
from core.care.validation import Count, Strength, faults, is_complete
from db.models import AuditEvent, ServiceReturn
from db.models.care import GROUPS, LINES
from db.session import WHOLE, Records
from tests.core.care.conftest import (
    OCTOBER,
    OFFICE,
    TOWNSHIPS,
    approved,
    capacity,
    closed,
    count,
    desk,
    everything,
    expected,
    opened,
    state,
    submitted,
    township,
)

HERE, OTHER = TOWNSHIPS[0], TOWNSHIPS[1]
FINE = everything(count(30, 25, 3, asked=5, satisfied=4))
ONE = ("orphans", "care")


def test_an_opened_month_expects_a_return_of_each_township_by_the_fifth_working_day(office: Records) -> None:
    month = opened(office)
    (found,) = overview.office_months(office, OFFICE)
    assert [one.code for one in found.returns] == list(TOWNSHIPS)
    assert {one.status for one in found.returns} == {"expected"}
    assert found.due_on == date(2026, 11, 6)
    with pytest.raises(Refused, match="opened_already"):
        opened(office)
    assert overview.to_open([found], date(2026, 11, 5))[0] == date(2026, 9, 1)
    assert month.key == found.key


def test_a_draft_keeps_contradictions_which_are_named_when_it_is_handed_in(office: Records) -> None:
    month = opened(office)
    wrong = {**FINE, ONE: count(10, 12)}
    with office.writing(within=(HERE,)) as session:
        kept = returns.save(session, expected(office, month.key, HERE), wrong, capacity(), by=township(HERE))
        seen = Seen(kept.id, kept.version)
    with pytest.raises(Invalid) as invalid, office.writing(within=(HERE,)) as session:
        returns.submit(session, seen, wrong, capacity(), by=township(HERE))
    assert {(fault.group, fault.line, fault.column, fault.reason) for fault in invalid.value.faults} >= {
        (*ONE, "on_time", "done_over_due")
    }
    own = overview.own(office, seen.key, township(HERE))
    assert own is not None
    assert own.counts[ONE].on_time == 12
    assert own.listed.status == "draft"


@pytest.mark.parametrize(
    ("told", "before", "reason"),
    [
        (count(10, 8, 1, undone_staff=0), None, "sums"),
        (replace(count(10, 8), asked=9), None, "asked_over_done"),
        (replace(count(10, 8), asked=3, satisfied=4), None, "satisfied_over_asked"),
        (replace(count(10, 8), late=None), None, "missing"),
        (replace(count(10, 8), enrolled=1_000_000), None, "out_of_range"),
        (count(40, 40), count(20, 20), "jump"),
        (count(5, 5), count(20, 20), "jump"),
    ],
)
def test_numbers_that_contradict_each_other_are_named(told: Count, before: Count | None, reason: str) -> None:
    found = faults({ONE: told}, {}, {ONE: before} if before else {})
    assert reason in [fault.reason for fault in found]


def test_blanks_contradictions_and_what_is_no_number_are_told_together_with_their_numbers(office: Records) -> None:
    month = opened(office)
    wrong = {**FINE, ONE: count(44, 40, undone_staff=0)}
    wrong |= {("orphans", "living"): replace(count(10, 12), asked=None)}
    wrong |= {("veterans", "care"): replace(count(10, 8), due=13_800_138_000)}
    with pytest.raises(Invalid) as invalid, office.writing(within=(HERE,)) as session:
        returns.submit(session, expected(office, month.key, HERE), wrong, capacity(), by=township(HERE))
    found = {(one.group, one.line, one.reason): one.told for one in invalid.value.faults}
    assert found == {
        ("veterans", "care", "personal"): None,
        (*ONE, "sums"): (40, 44),
        ("orphans", "living", "missing"): None,
        ("orphans", "living", "done_over_due"): (12, 10),
    }
    assert invalid.value.told == "有 4 处需要处理：不是有效数字 1 处、空格 1 处、对不上 2 处。"
    assert "13800138000" not in repr(invalid.value.faults) + str(invalid.value)


def test_what_goes_together_is_no_fault() -> None:
    assert faults({ONE: count(30, 28)}, {"care": Strength(1, 2, 0, 5, 5)}, {ONE: count(20, 20)}) == []
    assert faults({ONE: replace(count(41, 41), jump="moved")}, {}, {ONE: count(20, 20)}) == []
    # Of few, half as many more is no jump.
    assert faults({ONE: count(9, 9)}, {}, {ONE: count(3, 3)}) == []
    assert [fault.reason for fault in faults({}, {"care": Strength(1, 2, 0, 5, 6)}, {})] == ["paid_over_budget"]


def test_completeness_is_found_by_the_validation_not_said(office: Records) -> None:
    month = opened(office)
    some = {cell: told for cell, told in FINE.items() if cell[1] != "rights"}
    assert not state(office, submitted(office, month.key, HERE, some).key).complete
    assert state(office, submitted(office, month.key, OTHER, FINE).key).complete
    assert not is_complete(FINE, {}, GROUPS, zero=False)


def test_a_zero_return_is_a_return(office: Records) -> None:
    month = opened(office)
    with office.writing(within=(HERE,)) as session:
        row = returns.submit_zero(session, expected(office, month.key, HERE), by=township(HERE))
        assert (row.status, row.zero, row.complete) == ("submitted", True, True)
        assert len(row.counts) == len(GROUPS) * len(LINES)


def test_a_form_begins_with_who_was_enrolled_and_due_the_month_before(office: Records) -> None:
    september = opened(office, date(2026, 9, 1))
    approved(office, september.key, HERE, FINE)
    october = opened(office)
    own = overview.own(office, expected(office, october.key, HERE).key, township(HERE))
    assert own is not None
    assert own.counts[ONE] == Count(enrolled=30, due=30)
    assert own.capacity == capacity()


def test_a_township_sees_and_writes_its_own_return_only_and_the_office_none(office: Records) -> None:
    month = opened(office)
    seen = expected(office, month.key, HERE)
    leader = replace(township(HERE), role="leader")
    above = replace(township(HERE), area_code="530702")
    for person in (township(OTHER), OFFICE, leader, above):
        assert overview.own(office, seen.key, person) is None
        with pytest.raises((NotAllowed, Refused)), office.writing(within=WHOLE) as session:
            returns.save(session, seen, FINE, capacity(), by=person)
    assert [one.code for one in overview.own_returns(office, township(HERE))] == [HERE]
    assert overview.own_returns(office, OFFICE) == []
    assert overview.office_months(office, township(HERE)) == []


def test_the_office_decides_in_its_own_area_only(office: Records) -> None:
    month = opened(office)
    seen, at = submitted(office, month.key, HERE, FINE), desk(office)
    for person in (replace(OFFICE, area_code="530721"), township(HERE), replace(OFFICE, area_code=None)):
        with pytest.raises((NotAllowed, Refused)), office.writing(within=WHOLE) as session:
            returns.approve(session, at, seen, by=person)
        with pytest.raises((NotAllowed, Refused)), office.writing(within=WHOLE) as session:
            months.close(session, Seen(month.key, month.version), b"", by=person)


def test_what_was_sent_back_is_corrected_and_handed_in_again(office: Records) -> None:
    month = opened(office)
    seen, at = submitted(office, month.key, HERE, FINE), desk(office)
    with pytest.raises(Refused, match="handed_in"), office.writing(within=(HERE,)) as session:
        returns.save(session, seen, FINE, capacity(), by=township(HERE))
    with office.writing(within=("5307",)) as session:
        returns.send_back(session, at, seen, by=OFFICE)
    assert state(office, seen.key).received_on is None
    assert state(office, submitted(office, month.key, HERE, FINE).key).status == "submitted"


def test_whoever_acts_on_what_has_changed_is_told(office: Records) -> None:
    month = opened(office)
    seen = expected(office, month.key, HERE)
    submitted(office, month.key, HERE, FINE)
    with pytest.raises(Refused, match="changed_meanwhile"), office.writing(within=(HERE,)) as session:
        returns.submit(session, seen, FINE, capacity(), by=township(HERE))


def test_nobody_approves_what_they_handed_in(office: Records) -> None:
    month, at = opened(office), desk(office)
    seen = submitted(office, month.key, HERE, FINE)
    with office.writing(within=WHOLE) as session:
        made = accounts.create(
            session, username="both", display_name="x", role="service_office", area_code="5307",
            password="Zhe-li-hao-2026", by=OFFICE,
        )  # fmt: skip
        row = session.get_one(ServiceReturn, seen.key)
        row.submitted_by = made.id
        session.flush()
        again, both = Seen(row.id, row.version), replace(OFFICE, account_id=made.id)
    with pytest.raises(Refused, match="own_return"), office.writing(within=("5307",)) as session:
        returns.approve(session, at, again, by=both)


def test_a_locked_month_is_only_restated_and_what_was_reported_stays(office: Records) -> None:
    month = opened(office)
    approved(office, month.key, HERE, FINE)
    assert closed(office, month.key).cube_version == 1
    seen = expected(office, month.key, HERE)
    assert state(office, seen.key).status == "locked"
    with pytest.raises(Refused, match="locked"), office.writing(within=(HERE,)) as session:
        returns.save(session, seen, FINE, capacity(), by=township(HERE))
    with pytest.raises(Refused, match="nothing_approved"):
        closed(office, month.key)
    with office.writing(within=(HERE,)) as session:
        fresh = returns.restate(session, seen, by=township(HERE))
        assert (fresh.revision, fresh.status) == (1, "draft")
    with pytest.raises(Refused, match="restated_already"), office.writing(within=(HERE,)) as session:
        returns.restate(session, seen, by=township(HERE))
    approved(office, month.key, HERE, {**FINE, ONE: count(31, 31)})
    assert closed(office, month.key).cube_version == 2
    assert returns.told(state(office, seen.key))[ONE].due == 30
    assert returns.told(state(office, expected(office, month.key, HERE).key))[ONE].due == 31


def test_a_correction_that_is_not_handed_in_can_be_given_up_and_nothing_else(office: Records) -> None:
    month = opened(office)
    submitted(office, month.key, OTHER, FINE)
    approved(office, month.key, HERE, FINE)
    with office.writing(within=(TOWNSHIPS[2],)) as session:
        own = expected(office, month.key, TOWNSHIPS[2])
        returns.save(session, own, FINE, capacity(), by=township(TOWNSHIPS[2]))
    closed(office, month.key)
    locked = expected(office, month.key, HERE)
    with office.writing(within=(HERE,)) as session:
        returns.restate(session, locked, by=township(HERE))
    # Nobody else's, nothing that was reported, no first draft, nothing that was handed in.
    for code, seen in ((OTHER, expected(office, month.key, HERE)), (HERE, locked)):
        with pytest.raises(Refused), office.writing(within=WHOLE) as session:
            returns.discard(session, seen, by=township(code))
    for code in (OTHER, TOWNSHIPS[2]):
        with pytest.raises(Refused, match="not_a_correction"), office.writing(within=(code,)) as session:
            returns.discard(session, expected(office, month.key, code), by=township(code))
    with office.writing(within=(HERE,)) as session:
        returns.discard(session, expected(office, month.key, HERE), by=township(HERE))
    assert expected(office, month.key, HERE) == locked
    assert returns.told(state(office, locked.key))[ONE].due == 30
    with office.reading() as session:
        last = session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert last is not None
    assert (last.action, last.object_key) == ("care.discarded", f"{HERE} 2026-10 r1")
    # It may be corrected again.
    with office.writing(within=(HERE,)) as session:
        assert returns.restate(session, locked, by=township(HERE)).revision == 1


def test_a_month_is_not_closed_before_it_is_over_nor_with_another_secret(office: Records) -> None:
    november = opened(office, date(2026, 11, 1))
    approved(office, november.key, HERE, FINE)
    with pytest.raises(Refused, match="not_over"):
        closed(office, november.key)
    october = opened(office)
    approved(office, october.key, HERE, FINE)
    closed(office, october.key)
    approved(office, october.key, OTHER, FINE)
    with pytest.raises(Refused, match="other_secret"):
        closed(office, october.key, b"lost and made anew")


def test_each_act_is_one_event_without_a_number(office: Records) -> None:
    month = opened(office)
    approved(office, month.key, HERE, FINE)
    closed(office, month.key)
    with office.reading() as session:
        events = session.scalars(
            select(AuditEvent).where(AuditEvent.action.startswith("care.")).order_by(AuditEvent.id)
        ).all()
    assert [one.action for one in events] == [
        "care.month_opened", "care.submitted", "care.approved", "care.month_closed",
    ]  # fmt: skip
    assert [one.detail for one in events] == ["returns=4", None, None, "version=1 returns=1"]
    assert OCTOBER.strftime("%Y-%m") in events[1].object_key
