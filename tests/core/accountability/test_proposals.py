"""What rules propose, once each; a person makes it an act on that very body or dismisses it with a reason."""

from datetime import date

import pytest
from sqlalchemy import select

from core import areas, clock, working_days
from core.accountability import proposing
from core.accountability.office import Office, Seen
from core.accountability.proposing import FigureRule
from core.accountability.refusal import NotAllowed
from core.accountability.register import Proposed, proposals
from core.definitions import definitions
from db.models import AccountabilityProposal, AuditEvent
from db.read_model.model import ReadModel
from db.session import WHOLE, Records
from tests import factories, scenario
from tests.core.accountability.conftest import BODY, COUNTY, MAKER, Desk, wanted
from tests.core.accountability.test_acts import refused

RULES = (
    # Of October's closings H has one, late by a year; D has two, both in time.
    FigureRule("on_time_very_low", "on_time_rate", "township", "last_month", "supervision_notice", 1, below=50),
    FigureRule("on_time_low", "on_time_rate", "township", "last_month", "reminder", 1, below=80),
    FigureRule("reports_escalated_often", "new_matters", "township", "last_month", "risk_letter", above=2),
)


@pytest.fixture
def desk(records: Records, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr(clock, "now", lambda: factories.moment("2026-11-20 10:00"))
    monkeypatch.setattr(proposing, "figure_rules", lambda: RULES)
    with records.writing(within=WHOLE) as session:
        scenario.plant(session)
    return Desk(records, Office(areas.load(records), working_days.published()))


def waiting(desk: Desk, by: object = MAKER) -> list[Proposed]:
    scope = scenario.scope(desk.records, person=by, today=clock.today())  # type: ignore[arg-type]
    return proposals(desk.records, by, scope, desk.office.areas)  # type: ignore[arg-type]


def test_the_gravest_rule_proposes_once_and_a_person_decides(
    desk: Desk, model: ReadModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert proposing.raise_all(desk.records, model, desk.office.areas, by=MAKER) == 2
    assert proposing.raise_all(desk.records, model, desk.office.areas, by=MAKER) == 0
    low, many = waiting(desk)
    assert (low.rule, low.kind, low.body.area, low.value, low.threshold) == (
        *("on_time_very_low", "supervision_notice", scenario.H, 0, 50),
    )
    assert (low.period_start, low.period_end) == (date(2026, 10, 1), date(2026, 10, 31))
    # Three matters were reported in D in October, one of them in a village of it.
    assert (many.body.area, many.value) == (scenario.D, 3)
    assert [one.body.area for one in waiting(desk, COUNTY)] == [scenario.D]
    assert waiting(desk, BODY) == []
    with pytest.raises(NotAllowed):
        proposing.raise_all(desk.records, model, desk.office.areas, by=BODY)

    seen = Seen(low.id, low.version)
    with refused("other_body"), desk.records.writing(within=("5307",)) as session:
        proposing.accept(session, desk.office, seen, wanted("supervision_notice"), by=MAKER)
    with refused("no_proposal"), desk.records.writing(within=("530702",)) as session:
        proposing.dismiss(session, desk.office, seen, reason="explained", by=COUNTY)
    with desk.records.writing(within=("5307",)) as session:
        act = proposing.accept(
            session, desk.office, seen, wanted("supervision_notice", area_code=scenario.H), by=MAKER
        ).id
    with refused("changed_meanwhile"), desk.records.writing(within=("5307",)) as session:
        proposing.dismiss(session, desk.office, seen, reason="explained", by=MAKER)
    with desk.records.writing(within=("5307",)) as session:
        proposing.dismiss(session, desk.office, Seen(many.id, many.version), reason="explained", by=MAKER)
    with desk.records.reading(within=WHOLE) as session:
        kept = session.execute(
            select(AccountabilityProposal.state, AccountabilityProposal.action_id, AccountabilityProposal.reason)
        ).all()
    assert sorted(map(tuple, kept), key=str) == [("accepted", act, None), ("dismissed", None, "explained")]

    # Its answer was due on 27 November; four days later the next step is proposed, for this notice once.
    monkeypatch.setattr(clock, "now", lambda: factories.moment("2026-12-01 10:00"))
    monkeypatch.setattr(proposing, "figure_rules", tuple)
    assert proposing.raise_all(desk.records, model, desk.office.areas, by=MAKER) == 1
    (overdue,) = waiting(desk)
    assert (overdue.rule, overdue.kind, overdue.value) == ("supervision_notice_overdue", "circulated_criticism", 4)


def test_the_rules_that_ship_name_metrics_that_there_are() -> None:
    assert {rule.metric for rule in proposing.figure_rules()} <= set(definitions())
    assert all(rule.threshold is not None for rule in proposing.figure_rules())


def test_the_server_proposes_by_itself_once_and_decides_nothing(desk: Desk, model: ReadModel) -> None:
    assert proposing.keep(desk.records, model) == 2
    assert proposing.keep(desk.records, model) == 0
    assert [one.body.area for one in waiting(desk)] == [scenario.H, scenario.D]
    with desk.records.reading(within=WHOLE) as session:
        assert set(session.scalars(select(AccountabilityProposal.state))) == {"open"}
        raised = select(AuditEvent.actor).where(AuditEvent.action == proposing.RAISED)
        assert session.scalars(raised).all() == ["operator"]
