"""Rows that come by the million: one entry in the change log for all of them, and every index and rule back."""

import pytest
from sqlalchemy import func, inspect, select
from sqlalchemy.exc import IntegrityError

from db.models import Change, Matter, MatterEvent
from db.queries.unlogged import unlogged
from db.read_model.model import ReadModel
from db.read_model.tables import FACTS
from db.session import Records
from tests import factories

HANDLINGS = select(func.count()).select_from(FACTS["fact_matter"])


def _shape(records: Records) -> list[object]:
    found = inspect(records.engine)
    named = lambda rows: sorted(map(repr, rows))  # noqa: E731
    return [
        (named(found.get_indexes(name)), named(found.get_foreign_keys(name))) for name in ("matter", "matter_event")
    ]


def _report(records: Records, *, logged: bool) -> None:
    with records.writing() as session:
        feed = factories.data_source(session, key=f"feed{logged}")
        session.flush()
        if logged:
            factories.matter(session, feed, None, [("reported", "2026-01-05")])
            return
        with unlogged(session, Matter, MatterEvent):
            factories.matter(session, feed, None, [("reported", "2026-01-05"), ("closed", "2026-01-06")])
            session.flush()


def _changes(records: Records) -> dict[str, int]:
    with records.reading() as session:
        return dict(session.execute(select(Change.entity, func.count()).group_by(Change.entity)).all())


@pytest.mark.parametrize("others", [False, True], ids=["into an empty table", "beside other rows"])
def test_everything_is_back_and_one_entry_tells_of_it(records: Records, model: ReadModel, others: bool) -> None:
    if others:
        _report(records, logged=True)
    shape, before = _shape(records), _changes(records)
    model.catch_up()
    _report(records, logged=False)
    after = _changes(records)
    assert after.get("matter", 0) == before.get("matter", 0)
    assert after["structure"] == before.get("structure", 0) + 1
    assert _shape(records) == shape
    model.catch_up()
    assert model.execute(HANDLINGS)[0][0] == 1 + others
    with records.writing() as session:
        session.add(MatterEvent(matter_id=1, status="accepted", at=factories.moment("2026-01-07")))
    assert _changes(records)["matter"] == before.get("matter", 0) + 1


def test_a_row_that_refers_to_nothing_is_refused_as_ever(records: Records) -> None:
    shape = _shape(records)
    with pytest.raises(IntegrityError):
        _put_nowhere(records)
    assert _shape(records) == shape


def _put_nowhere(records: Records) -> None:
    with records.writing() as session, unlogged(session, MatterEvent):
        session.add(MatterEvent(matter_id=77, status="accepted", at=factories.moment("2026-01-07")))
        session.flush()
