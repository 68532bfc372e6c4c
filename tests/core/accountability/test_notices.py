"""Notices: numbers without gaps or doubles, answer dates on working days, and the loop until it is closed."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlalchemy import select

from core import clock
from core.accountability import deciding, drafting, notices
from core.accountability.refusal import NotAllowed, Refused
from db.models import AccountabilityNotice
from db.queries import accountability
from db.session import WHOLE
from tests import factories, scenario
from tests.core.accountability.conftest import BODY, COUNTY, MAKER, SECOND, Desk, wanted
from tests.core.accountability.test_acts import refused


def numbers(desk: Desk) -> list[int]:
    with desk.records.reading(within=WHOLE) as session:
        return sorted(session.scalars(select(AccountabilityNotice.number)))


class GivenUp(Exception):
    pass


def test_fifty_writers_at_once_leave_no_gap_and_no_double(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every fifth writer gives up at the last moment: its number goes to somebody else."""
    # The same body is written to ten times today.
    monkeypatch.setattr(accountability, "is_there", lambda *_: False)

    def write(turn: int) -> None:
        place = (scenario.D, scenario.S, scenario.H, scenario.GUCHENG, scenario.YULONG)[turn % 5]
        with desk.records.writing(within=("5307",)) as session:
            drafting.draft(session, desk.office, wanted("supervision_notice", area_code=place), by=MAKER)
            if turn % 5 == 4:
                raise GivenUp

    with ThreadPoolExecutor(50) as pool:
        outcomes = [one.exception() for one in [pool.submit(write, turn) for turn in range(50)]]
    assert [type(one) for one in outcomes].count(GivenUp) == 10
    assert {type(one) for one in outcomes} == {type(None), GivenUp}
    assert numbers(desk) == list(range(1, 41))


def test_each_office_kind_and_year_has_a_series_of_its_own(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.draft("supervision_notice")
    desk.draft("risk_letter")
    desk.draft("supervision_notice", by=COUNTY, area_code=scenario.S)
    assert numbers(desk) == [1, 1, 1]
    monkeypatch.setattr(clock, "now", lambda: factories.moment("2027-01-04 09:00"))
    new = desk.read(desk.draft("supervision_notice")).notice
    assert new is not None
    assert (new.year, new.number) == (2027, 1)
    names = {"丽江市": "丽江", "玉龙纳西族自治县": "玉龙", "大研街道": "大研街"}
    for issuer, short in names.items():
        assert notices.number_words(new, issuer) == f"{short}综治督〔2027〕1号"


def test_the_answer_date_counts_working_days(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    # 30 September 2026 is a Wednesday; the 1st to the 7th are a holiday, Saturday the 10th is worked on.
    monkeypatch.setattr(clock, "now", lambda: factories.moment("2026-09-30 09:00"))
    notice = desk.read(desk.draft("risk_letter", answer_days=3)).notice
    assert notice is not None
    assert (notice.issued_on, notice.due_on) == (date(2026, 9, 30), date(2026, 10, 10))


def test_from_dispatch_to_the_closed_loop(desk: Desk) -> None:
    act = desk.draft("supervision_notice")
    with refused("not_answered"):
        desk.act(notices.close, act, MAKER)
    desk.act(notices.receive, act, BODY)
    with refused("already_received"):
        desk.act(notices.receive, act, BODY)
    with refused("no_answer"):
        desk.act(notices.answer, act, BODY, text=" ")
    desk.act(notices.answer, act, BODY, text="已整改\x00：建立台账。")
    with refused("already_answered"):
        desk.act(notices.answer, act, BODY, text="再答")
    desk.act(notices.send_back, act, MAKER, reason="no_evidence")
    returned = desk.read(act).notice
    assert returned is not None
    assert (returned.answered_on, returned.answer) == (None, "已整改：建立台账。")
    desk.act(notices.answer, act, BODY, text="补充佐证。")
    desk.act(notices.close, act, MAKER)
    kept = desk.read(act)
    assert kept.notice is not None
    assert (kept.state, kept.lift_reason, kept.notice.closed_on) == ("lifted", "answered", clock.today())
    assert [event.step for event in kept.events] == [
        *("issued", "received", "answered", "returned", "answered", "closed"),
    ]
    with refused("no_act"):
        desk.act(notices.receive, act, BODY)


def test_only_the_body_answers_and_not_whoever_judges_the_answer(desk: Desk) -> None:
    act = desk.draft("supervision_notice")
    for other in (MAKER, SECOND):
        with pytest.raises(NotAllowed):
            desk.act(notices.answer, act, other, text="代答")
    with refused("no_act"):
        desk.act(notices.answer, act, COUNTY, text="代答")
    unit = desk.draft("risk_letter", by=COUNTY, area_code=scenario.GUCHENG, unit_code="U1")
    desk.act(notices.answer, unit, COUNTY, text="单位答复")
    with refused("own_answer"):
        desk.act(notices.close, unit, COUNTY)
    with pytest.raises(Refused, match="notice_is_closed"):
        desk.act(deciding.lift, unit, COUNTY, reason="rectified", on=clock.today())
