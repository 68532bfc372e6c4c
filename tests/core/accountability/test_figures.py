"""Twelve acts and four notices counted by hand, and the rows behind."""

import random
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core import access, areas, cases, clock, parity, words
from core.accountability import deciding, notices
from core.metrics import measure
from core.scope import Scope
from db.models import AccountabilityAction, AccountabilityNotice, Area
from db.models.accountability import LADDER
from db.read_model.model import ReadModel
from db.session import WHOLE, Records
from tests import acts, factories, scenario
from tests.core.accountability.conftest import BODY, MAKER, SECOND, Desk
from tests.db.read_model.test_incremental import everything

#        kind, place, state, from, last day planned, lifted or annulled on
ACTS = (
    ("reminder", scenario.D, "in_force", "2026-10-05", "2026-11-04", None),  # over since 5 November
    ("reminder", scenario.S, "in_force", "2026-11-02", "2026-12-01", None),
    ("circulated_criticism", scenario.D, "in_force", "2026-11-03", "2027-05-02", None),
    ("circulated_criticism", scenario.H, "drafted", "2026-11-03", None, None),  # never came into force
    ("summons_talk", scenario.S, "lifted", "2026-09-10", "2027-03-09", "2026-11-10"),
    ("summons_talk", scenario.GUCHENG, "in_force", "2026-11-12", None, None),
    ("yellow_card", scenario.H, "annulled", "2026-11-04", "2027-11-03", "2026-11-16"),
    ("yellow_card", scenario.H, "in_force", "2026-11-16", "2027-11-15", None),
    ("one_vote_veto", scenario.D, "rejected", "2026-11-05", None, None),
    ("listed_supervision", scenario.D, "lifted", "2026-11-06", None, "2026-11-06"),  # for no day
    ("safe_township", scenario.S, "in_force", "2026-01-01", "2026-12-31", None),
    ("safe_county", scenario.YULONG, "in_force", "2026-11-20", "2027-11-19", None),
)
#           kind, place, issued, due, answered, closed
NOTICES = (
    ("risk_letter", scenario.D, "2026-10-20", "2026-10-27", "2026-10-27", "2026-10-28"),  # on its last day
    ("supervision_notice", scenario.S, "2026-10-26", "2026-11-09", "2026-11-11", None),  # two days late
    ("supervision_notice", scenario.H, "2026-11-02", "2026-11-16", None, None),  # overdue since the 17th
    ("risk_letter", scenario.D, "2026-11-18", "2026-11-25", None, None),  # there is time
)


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def plant(session: Session) -> None:
    places = factories.areas(session)
    for kind, place, state, starts, ends, ended in ACTS:
        over = {"lifted": "lifted_on", "annulled": "annulled_on"}.get(state)
        _add(
            session, places, place, kind, starts, state=state, ends_on=day(ends), **({over: day(ended)} if over else {})
        )
    for number, (kind, place, issued, due, answered, closed) in enumerate(NOTICES, 1):
        told = {"state": "lifted", "lifted_on": day(closed)} if closed else {"state": "in_force"}
        act = _add(session, places, place, kind, issued, **told)
        days = {"issued_on": day(issued), "due_on": day(due), "answered_on": day(answered), "closed_on": day(closed)}
        texts = {"facts": "情况", "demands": "要求"}
        act.notice = AccountabilityNotice(
            issuer_id=places["5307"].id, kind=kind, year=2026, number=number, **days, **texts
        )
    session.flush()


def _add(
    session: Session, places: dict[str, Area], place: str, kind: str, starts: str, **told: Any
) -> AccountabilityAction:
    plain = {
        "basis": "duty_not_done",
        "reference": "细则",
        "lift_condition": "expiry",
        "effect": "none",
        "drafted_by": "x",
    }
    act = AccountabilityAction(
        kind=kind, area=places[place], issuer=places["5307"], starts_on=day(starts), **plain, **told
    )
    session.add(act)
    return act


def values(model: ReadModel, scope: Scope, *keys: str) -> dict[str, float]:
    frame = measure(model, keys, scope)
    return dict(zip(frame["metric"], frame["value"], strict=True))


HAND_COUNTED = {
    # Begun in November: reminder S, criticism D, talk 古城, card H, listed D, and the two notices of November.
    "accountability_acts": 7,
    # Standing on the 30th: reminder S, criticism D, talk 古城, card H, and three notices.
    "acts_in_force": 7,
    "reminders": 1,
    "circulated_criticisms": 1,
    "summons_talks": 1,
    "listed_supervisions": 1,
    "yellow_cards": 1,
    "one_vote_vetoes": 0,
    "awards_granted": 1,
    "acts_annulled": 1,
    "notices_issued": 2,
    "notices_answered": 1,
    "notices_closed": 0,
    # Due by the 21st: the second, late, and the third, not at all.
    "notice_on_time_rate": 0.0,
    "open_notices": 3,
    "overdue_notices": 1,
}


def test_november_as_counted_by_hand(records: Records, model: ReadModel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: factories.moment("2026-11-21 10:00"))
    with records.writing(within=WHOLE) as session:
        plant(session)
    model.catch_up()
    november, october = (scenario.scope(records, month) for month in ("2026-11", "2026-10"))
    assert values(model, november, *HAND_COUNTED) == HAND_COUNTED
    before = {"accountability_acts": 3, "notice_on_time_rate": 100.0, "open_notices": 1, "overdue_notices": 0}
    before |= {"acts_in_force": 3, "notices_closed": 1}
    assert values(model, october, *before) == before
    by_kind = measure(model, ["acts_in_force"], november, by=("action_kind", "target_kind"))
    shown = {
        (kind, body): value for kind, body, value in by_kind[["action_kind", "target_kind", "value"]].values if value
    }
    assert shown == {
        ("reminder", "township"): 1,
        ("circulated_criticism", "township"): 1,
        ("summons_talk", "county"): 1,
        ("yellow_card", "township"): 1,
        ("supervision_notice", "township"): 2,
        ("risk_letter", "township"): 1,
    }
    by_area = measure(model, ["accountability_acts"], november, by=("county",))
    assert dict(by_area[["county", "value"]].values) == {scenario.GUCHENG: 5, scenario.YULONG: 2}
    assert parity.check(records, model).differences == []


def test_the_rows_behind_a_number_are_as_many_as_it(
    records: Records, model: ReadModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: factories.moment("2026-11-21 10:00"))
    with records.writing(within=WHOLE) as session:
        plant(session)
    model.catch_up()
    scope, known = scenario.scope(records), words.load(records, areas.load(records))
    page = cases.page(records, model, "acts_in_force", scope, "numerator", words=known, by=access.operator())
    assert page.size.rows == 7
    assert list(page.frame["action_kind"])[:2] == ["风险提示函", "黄牌警告"]
    assert set(page.frame["action_state"]) == {"生效"}


def test_a_step_is_counted_when_it_is_taken_and_as_a_rebuild_would_count_it(desk: Desk, model: ReadModel) -> None:
    model.catch_up()
    today = scenario.scope(desk.records, f"{clock.today()}..{clock.today()}", today=clock.today())

    def counted(*keys: str) -> Sequence[float]:
        model.catch_up()
        return list(values(model, today, *keys).values())

    act = desk.draft("supervision_notice")
    assert counted("notices_issued", "open_notices", "notices_answered") == [1, 1, 0]
    desk.act(notices.answer, act, BODY, text="已整改。")
    assert counted("notices_answered") == [1]
    desk.act(notices.close, act, MAKER)
    assert counted("open_notices", "notices_closed") == [0, 1]
    card = desk.draft("yellow_card", effect_points=Decimal("2.5"))
    assert counted("yellow_cards", "acts_in_force") == [0, 0]
    desk.act(deciding.approve, card, SECOND)
    assert counted("yellow_cards", "acts_in_force") == [1, 1]
    desk.act(deciding.annul, card, SECOND, reason="facts")
    assert counted("yellow_cards", "acts_in_force", "acts_annulled") == [0, 0, 1]
    assert parity.check(desk.records, model).differences == []
    taken_in = everything(model)
    model.rebuild()
    assert everything(model) == taken_in


def test_scattered_acts_are_the_same_in_records_and_model(records: Records, model: ReadModel) -> None:
    with records.writing(within=WHOLE) as session:
        places = factories.areas(session)
        factories.member_unit(session, "U1", area=places[scenario.D])
        acts.scatter(session, random.Random(3), 150)
    model.catch_up()
    assert parity.check(records, model).differences == []
    with records.reading(within=WHOLE) as session:
        assert set(LADDER) <= set(session.scalars(select(AccountabilityAction.kind)))
