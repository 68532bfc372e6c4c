"""The proof notices: a faithful copy passes, and every kind of tampering with it is found."""

import pytest
from sqlalchemy import text

from core import parity
from db.queries.parity import RecordsTooBusy
from db.read_model.model import ReadModel
from db.session import Records
from tests import scenario

TAMPERED = {
    "a matter's row gone": "delete from fact_matter where matter_id = (select min(matter_id) from fact_matter)",
    "a row twice": "insert into fact_matter select * from fact_matter limit 1",
    "on time made late": "update fact_matter set on_time = 0, late = 1 where on_time = 1 and opened_on < '2025-02-01'",
    "late hushed up": "update fact_matter set late = 0 where late = 1",
    "a closing forgotten": "update fact_matter set closed_on = null where late = 1",
    "a report in another month": "update fact_matter set opened_on = opened_on + 31 where risk_level = 'high'",
    "a report a day later": "update fact_matter set opened_on = opened_on + 1 where opened_on = '2026-11-05'",
    "a due date put off": "update fact_matter set due_on = due_on + 7 where overdue_from is not null",
    "overdue hidden": "update fact_matter set overdue_from = null where closed_on is null",
    "a reopening called new": "update fact_matter set first = 1",
    "satisfied out of nothing": "update fact_matter set satisfied = 1 where rated = 1",
    "another place": "update fact_matter set township = '530702002' where township = '530702001'",
    "another county over the same township": "update fact_matter set county = '530721' where township = '530702001'",
    "another type": "update fact_matter set category = 'A.05', category_detail = 'A.05' where category = 'A.06'",
    "another source": "update fact_matter set source = 'visit' where source = 'hotline'",
    "another body": "update fact_matter set handling_unit = 'U1' where handling_unit = 'U2'",
    "risk played down": "update fact_matter set risk_level = 'medium' where risk_level = 'high'",
    "severity played down": "update fact_matter set severity = '01'",
    "a centre's staff": "update fact_post set resident = resident + 1 where seconded = 16",
    "staff since another day": "update fact_post set ends_on = null",
    "a post's row gone": "delete from fact_post where seconded = 16",
    "a grid's team": "update fact_grid set workers = workers + 1",
    "a grid that ended": "update fact_grid set ends_on = null",
    "a room gone": "delete from fact_room where room_kind = 'workroom'",
    "a day's sum": "update daily_matter set open = open + 1 where day = (select min(day) from daily_matter)",
    "sums of another place": "update daily_matter set township = '530702002' where township = '530702001'",
    "a day and place without its sums": "delete from daily_matter where closed > 0",
    "a room of another kind": "update fact_room set room_kind = 'committee'",
}


def tamper(model: ReadModel, statement: str) -> None:
    with model._engine.begin() as connection:
        changed = connection.execute(text(statement))
        assert changed is not None


@pytest.fixture
def planted(records: Records, model: ReadModel) -> ReadModel:
    with records.writing() as session:
        scenario.plant(session)
    model.catch_up()
    return model


def test_a_faithful_copy_is_found_faithful(planted: ReadModel, records: Records) -> None:
    verdict = parity.check(records, planted)
    assert verdict.differences == []
    assert verdict.compared > 100


def test_an_empty_copy_of_nothing_is_faithful(records: Records, model: ReadModel) -> None:
    assert parity.check(records, model).differences == []


@pytest.mark.parametrize("records_url", ["sqlite"], indirect=True)
def test_every_tampering_is_found_and_a_rebuild_mends_it(planted: ReadModel, records: Records) -> None:
    missed = []
    for name, statement in TAMPERED.items():
        tamper(planted, statement)
        if not parity.check(records, planted).differences:
            missed.append(name)
        planted.rebuild()
        assert parity.check(records, planted).differences == []
    assert missed == []


def test_a_difference_names_its_place_and_both_sums(planted: ReadModel, records: Records) -> None:
    tamper(planted, "update fact_post set resident = 51 where resident = 50")
    (found,) = parity.check(records, planted).differences
    assert (found.fact, found.group, found.in_records, found.in_model) == ("fact_post", "530702", 90, 91)


def test_records_that_never_hold_still_are_not_judged(
    planted: ReadModel, records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ReadModel, "catch_up", lambda self: self.version)
    with records.writing() as session:
        session.execute(text("update grid set part_time = 9"))
    with pytest.raises(RecordsTooBusy):
        parity.check(records, planted)
