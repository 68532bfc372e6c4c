"""Millions of rows come through another process: the very rows that the session sees, and none twice."""

import random

import pytest
from sqlalchemy import delete, select

from db.models import Change, Matter, MatterEvent
from db.read_model import staging, whole_tables
from db.read_model.model import ReadModel
from db.read_model.whole_tables import CopyFailed, whole
from db.session import Records
from tests import acts, care_months, factories, mediations, reports, scenario
from tests.db.read_model.test_incremental import everything

TRAILS = (staging.MATTER, staging.MATTER_EVENT)


@pytest.fixture
def in_bulk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything counts as many, in slices of two."""
    monkeypatch.setattr(whole_tables, "MANY", 1)
    monkeypatch.setattr(whole_tables, "SLICE", 2)


def _plant(records: Records) -> None:
    with records.writing() as session:
        scenario.plant(session)
        mediations.scatter(session, random.Random(5))
        reports.scatter(session, random.Random(5))
        acts.scatter(session, random.Random(6))
        care_months.scatter(session, random.Random(7))


def test_the_copy_in_bulk_is_the_copy_by_the_session(
    records: Records, model: ReadModel, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    _plant(records)
    model.catch_up()
    by_session = everything(model)
    request.getfixturevalue("in_bulk")
    monkeypatch.setattr(staging.Stage, "read", lambda *_: pytest.fail("not by the session"))
    model.rebuild()
    assert everything(model) == by_session
    assert by_session["fact_matter"]
    assert by_session["fact_mediation"]
    assert by_session["fact_report"]
    assert by_session["fact_accountability"]
    assert by_session["fact_indicator"]
    assert by_session["fact_service"]


@pytest.mark.usefixtures("in_bulk")
def test_a_column_that_begins_with_nothing_keeps_its_type(records: Records) -> None:
    with records.writing() as session:
        feed = factories.data_source(session)
        for _ in range(3):
            factories.matter(session, feed, None, [("reported", "2026-01-05")], source=None, category_key=None)
        factories.matter(session, feed, None, [("reported", "2026-01-05", {"due_on": "2026-01-09"})], source="visit")
    with records.reading() as session, whole(session, TRAILS) as slices:
        batches = [(stage, batch) for rows in slices for stage, batch in rows]
    assert all(batch.schema == stage.schema for stage, batch in batches)
    rows = [row for stage, batch in batches if stage is staging.MATTER for row in batch.to_pylist()]
    assert [row["source"] for row in rows] == [None, None, None, "visit"]
    dues = [row["due_on"] for stage, batch in batches if stage is not staging.MATTER for row in batch.to_pylist()]
    assert [str(due) for due in dues] == ["None", "None", "None", "2026-01-09"]


@pytest.mark.usefixtures("in_bulk")
def test_what_is_written_during_the_copy_is_in_the_model_afterwards(
    records: Records, model: ReadModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    _plant(records)
    asked = whole_tables._asked

    def with_a_write_in_between(*given):
        result = asked(*given)
        with records.writing() as session:
            session.execute(delete(MatterEvent).where(MatterEvent.status == "closed"))
            feed = factories.data_source(session, key=f"late{len(written)}")
            factories.matter(session, feed, None, [("reported", "2026-01-05"), ("closed", "2026-01-06")])
        written.append(1)
        return result

    written: list[int] = []
    monkeypatch.setattr(whole_tables, "_asked", with_a_write_in_between)
    model.catch_up()
    monkeypatch.undo()
    model.catch_up()
    kept = everything(model)
    model.rebuild()
    assert written
    assert kept == everything(model)


@pytest.mark.usefixtures("in_bulk")
@pytest.mark.parametrize("records_url", ["postgresql"], indirect=True)
def test_the_other_process_sees_the_snapshot_of_the_session(records: Records) -> None:
    with records.writing() as session:
        scenario.plant(session)
    with records.reading() as session:
        before = len(session.scalars(select(Matter.id)).all())
        with records.writing() as other:
            for table in (MatterEvent, Matter):
                other.execute(delete(table))
            other.execute(delete(Change))
        with whole(session, TRAILS) as slices:
            copied = sum(batch.num_rows for rows in slices for stage, batch in rows if stage is staging.MATTER)
    assert copied == before > 0


def test_a_reader_that_fails_says_why_and_leaves_the_model_as_it_was(
    records: Records, model: ReadModel, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    _plant(records)
    model.catch_up()
    before = everything(model)
    request.getfixturevalue("in_bulk")
    monkeypatch.setattr(whole_tables, "_plain", lambda *_: "select no_such_column from matter")
    with pytest.raises(CopyFailed, match="no_such_column"):
        model.rebuild()
    assert everything(model) == before
