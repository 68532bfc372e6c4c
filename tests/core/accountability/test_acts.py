"""An act from its draft to its end: who may, whom it meets, what is refused, and what stays on record."""

from contextlib import AbstractContextManager
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from core import areas, clock
from core.access import Person
from core.accountability import deciding, in_force, register
from core.accountability.office import Seen
from core.accountability.refusal import NotAllowed, Refused
from db.models import AuditEvent
from db.session import WHOLE
from tests import scenario
from tests.core.accountability.conftest import BODY, COUNTY, MAKER, SECOND, Desk

TODAY = clock.today()
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


def refused(reason: str) -> AbstractContextManager[object]:
    return pytest.raises(Refused, match=f"^{reason}$")


def test_an_act_without_effect_holds_at_once_and_one_with_it_waits_for_another_person(desk: Desk) -> None:
    assert desk.read(desk.draft("reminder")).state == "in_force"
    card = desk.draft("yellow_card")
    assert desk.read(card).state == "drafted"
    with refused("own_draft"):
        desk.act(deciding.approve, card, MAKER)
    desk.act(deciding.approve, card, SECOND)
    kept = desk.read(card)
    assert (kept.state, kept.drafted_by, kept.approved_by) == ("in_force", "dudao", "dudao2")
    # Whoever drafted it takes away nothing of what it does to a score either.
    for do in (deciding.lift, deciding.annul):
        told: dict[str, Any] = {"on": TODAY} if do is deciding.lift else {}
        with refused("own_draft"):
            desk.act(do, card, MAKER, reason="rectified" if told else "facts", **told)
    desk.act(deciding.lift, card, SECOND, reason="rectified", on=TODAY)
    assert [event.step for event in desk.read(card).events] == ["drafted", "approved", "lifted"]
    with desk.records.reading() as session:
        audited = session.execute(select(AuditEvent.action, AuditEvent.actor).order_by(AuditEvent.id)).all()
    assert [tuple(one) for one in audited][1:] == [
        ("accountability.drafted", "dudao"),
        ("accountability.approved", "dudao2"),
        ("accountability.lifted", "dudao2"),
    ]


def test_a_draft_is_seen_by_those_who_decide_and_not_by_the_body(desk: Desk) -> None:
    card = desk.draft("yellow_card")
    tree = areas.load(desk.records)
    assert register.opened(desk.records, BODY, card, tree) is None
    assert register.opened(desk.records, SECOND, card, tree) is not None
    desk.act(deciding.approve, card, SECOND)
    assert register.opened(desk.records, BODY, card, tree) is not None


def test_a_county_acts_on_its_own_bodies_only(desk: Desk) -> None:
    desk.draft(by=COUNTY)
    desk.draft(by=COUNTY, area_code=scenario.GUCHENG, unit_code="U1")
    for told in ({"area_code": scenario.H}, {"area_code": scenario.GUCHENG}, {"area_code": "5307"}):
        with refused("body_elsewhere"):
            desk.draft(by=COUNTY, **told)
    with refused("no_unit"):
        desk.draft(by=COUNTY, unit_code="U1")
    elsewhere = desk.draft(area_code=scenario.H)
    with refused("no_act"):
        desk.act(deciding.annul, elsewhere, COUNTY, reason="facts")
    # What the prefecture did isn't the county's to undo, though the body lies in it.
    above = desk.draft("reminder", starts_on=YESTERDAY)
    with refused("no_act"):
        desk.act(deciding.annul, above, COUNTY, reason="facts")


def test_only_who_has_the_right_acts_or_approves(desk: Desk) -> None:
    leader = Person(None, "lijiang", "领导", "leader", "5307")
    for nobody in (BODY, leader, Person(None, "x", "x", "supervision_office", None)):
        with pytest.raises(NotAllowed):
            desk.draft(by=nobody, area_code=scenario.V)
    card = desk.draft("yellow_card")
    with pytest.raises(NotAllowed):
        desk.act(deciding.approve, card, BODY)
    desk.act(deciding.approve, card, leader)
    with pytest.raises(NotAllowed):
        desk.act(deciding.lift, card, leader, reason="rectified", on=TODAY)


def test_whoever_acts_on_what_has_changed_is_told(desk: Desk) -> None:
    card = desk.draft("yellow_card")
    seen = Seen(card, desk.read(card).version)
    desk.act(deciding.approve, card, SECOND, seen=seen)
    with refused("changed_meanwhile"):
        desk.act(deciding.reject, card, SECOND, seen=seen, reason="basis")


@pytest.mark.parametrize(
    ("reason", "kind", "told"),
    [
        ("unknown_code", "scolding", {}),
        ("unknown_code", "reminder", {"basis": "mood"}),
        ("no_reference", "reminder", {"reference": " \x00\x1b "}),
        ("personal", "reminder", {"reference": "联系13812345678"}),
        ("too_long", "reminder", {"reference": "条" * 121}),
        ("ends_before_start", "reminder", {"ends_on": YESTERDAY}),
        ("too_far_ahead", "reminder", {"starts_on": TODAY + timedelta(days=32)}),
        ("notice_today", "supervision_notice", {"starts_on": YESTERDAY}),
        ("notice_today", "risk_letter", {"effect": "veto"}),
        ("bad_days", "risk_letter", {"answer_days": 61}),
        ("no_facts", "risk_letter", {"facts": ""}),
        ("points_missing", "yellow_card", {"effect_points": None}),
        ("points_without_effect", "reminder", {"effect_points": Decimal(1)}),
        ("bad_points", "yellow_card", {"effect_points": Decimal("0.001")}),
        ("bad_points", "yellow_card", {"effect_points": Decimal(-1)}),
        ("act_effect", "reminder", {"effect": "bonus", "effect_points": Decimal(1)}),
        ("award_effect", "safe_township", {"effect": "veto"}),
        ("wrong_level", "safe_county", {}),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_written(
    desk: Desk, reason: str, kind: str, told: dict[str, Any]
) -> None:
    with refused(reason):
        desk.draft(kind, **told)
    assert in_force.acts_in_force(desk.records, YESTERDAY, TOMORROW) == []


def test_the_same_act_isnt_written_twice(desk: Desk) -> None:
    first = desk.draft("yellow_card")
    with refused("same_act"):
        desk.draft("yellow_card")
    desk.act(deciding.reject, first, SECOND, reason="text")
    desk.draft("yellow_card")


def test_scoring_reads_what_held_until_when_with_its_effect(desk: Desk) -> None:
    card = desk.draft("yellow_card", starts_on=YESTERDAY, ends_on=TOMORROW)
    assert in_force.acts_in_force(desk.records, YESTERDAY, TODAY) == []
    desk.act(deciding.approve, card, SECOND)
    (held,) = in_force.acts_in_force(desk.records, YESTERDAY, TODAY)
    assert (held.area, held.unit, held.kind, held.effect, held.points) == (
        *(scenario.D, None, "yellow_card", "deduction", Decimal("5.00")),
    )
    assert (held.starts_on, held.until) == (YESTERDAY, TOMORROW + timedelta(days=1))
    assert in_force.acts_in_force(desk.records, TOMORROW + timedelta(days=1), TOMORROW + timedelta(days=9)) == []
    desk.act(deciding.lift, card, SECOND, reason="rectified", on=TODAY)
    assert in_force.acts_in_force(desk.records, TODAY, TOMORROW) == []
    assert [one.until for one in in_force.acts_in_force(desk.records, YESTERDAY, TODAY)] == [TODAY]
    desk.act(deciding.annul, card, SECOND, reason="appeal")
    assert in_force.acts_in_force(desk.records, YESTERDAY, TODAY) == []
    # It is still there, with what was said of it.
    with desk.records.reading(within=WHOLE):
        assert desk.read(card).annul_reason == "appeal"


def test_an_act_is_lifted_between_its_first_day_and_today(desk: Desk) -> None:
    reminder = desk.draft("reminder")
    for day in (YESTERDAY, TOMORROW):
        with refused("lift_day"):
            desk.act(deciding.lift, reminder, SECOND, reason="rectified", on=day)
    with refused("no_reason"):
        desk.act(deciding.lift, reminder, SECOND, reason="whim", on=TODAY)
    desk.act(deciding.lift, reminder, MAKER, reason="rectified", on=TODAY)
    with refused("not_in_force"):
        desk.act(deciding.lift, reminder, MAKER, reason="rectified", on=TODAY)
