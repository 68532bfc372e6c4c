"""Every step reaches the figures at once, whichever database; a dispute that is being mediated isn't undone."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from core import clock, parity
from core.mediation import handling, outcome
from core.metrics import measure
from db.models import Matter, MediationCase
from db.queries import import_changes
from db.read_model.model import ReadModel
from db.session import WHOLE
from tests import factories, scenario
from tests.core.mediation.conftest import Office
from tests.db.read_model.test_incremental import everything

YESTERDAY = clock.today() - timedelta(days=1)


def test_a_step_is_counted_when_it_is_taken_and_as_a_rebuild_would_count_it(office: Office, model: ReadModel) -> None:
    model.catch_up()
    case = office.register(on=YESTERDAY)
    steps = (
        (handling.accept, {}, "mediation_accepted"),
        (handling.assign, {"work_number": "D1-1"}, "open_mediations"),
        (outcome.agree, {"form": "written", "amount_fen": 1}, "mediation_agreements"),
        (outcome.renege, {}, "mediation_reneged"),
        (outcome.reopen, {}, "mediation_reopened"),
    )
    for do, told, key in steps:
        office.act(do, case, on=YESTERDAY, **told)
        model.catch_up()
        scope = scenario.scope(office.records, f"{YESTERDAY}..{YESTERDAY}", today=clock.today())
        assert measure(model, [key], scope)["value"].iloc[0] == 1, key
    with office.records.writing(within=WHOLE) as session:
        # What the dispute says is said of its case too.
        session.get_one(MediationCase, case).matter.area = factories.areas_of(session)[scenario.H]
    assert parity.check(office.records, model).differences == []
    taken_in = everything(model)
    model.rebuild()
    assert everything(model) == taken_in
    (row, *_) = taken_in["fact_mediation"]
    assert scenario.YULONG in row


def test_a_dispute_that_is_being_mediated_stays(office: Office) -> None:
    case = office.case(office.register(on=YESTERDAY))
    with office.records.reading(within=WHOLE) as session:
        assert import_changes.referring(session, Matter, [case.matter_id]) == {case.matter_id: "mediation_case"}
    with pytest.raises(IntegrityError), office.records.writing(within=WHOLE) as session:
        import_changes.remove(session, Matter, [case.matter_id])
