"""The audit trail: each row proves itself, none is changed or removed, none is without its act."""

from datetime import UTC

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DatabaseError

from core import access, audit, refusals
from core.access import OutOfScope, Person
from db.models import AuditEvent, DataSource
from db.session import Records
from tests import factories

BY = Person(None, "zhou", "某办公室", "county_office", "530702", 5)


def write(records: Records, **more: str) -> AuditEvent:
    with records.writing() as session:
        return audit.append(session, action="matter.close", object_kind="matter", object_key="T1", by=BY, **more)


def stored(records: Records) -> list[AuditEvent]:
    with records.reading() as session:
        return list(session.scalars(select(AuditEvent).order_by(AuditEvent.id)))


def test_a_row_says_who_did_what_to_which_object_with_what_result(records: Records) -> None:
    write(records, detail="按期", scope="5307", before="旧", after="新", purpose="督办")
    (event,) = stored(records)
    assert (event.actor, event.role, event.login_session_id, event.result) == ("zhou", "county_office", 5, "ok")
    assert (event.action, event.object_kind, event.object_key) == ("matter.close", "matter", "T1")
    assert event.at.tzinfo == UTC
    # What was written before and after is proved, not kept.
    assert (event.before_hash, event.after_hash) == (audit._digest("旧"), audit._digest("新"))
    assert event.own_hash == audit.own_hash(event)


@pytest.mark.parametrize("column", audit.HASHED)
def test_the_rows_own_hash_covers_every_column(records: Records, column: str) -> None:
    write(records)
    (event,) = stored(records)
    value = getattr(event, column)
    changed = (
        value.replace(year=1999) if column == "at" else 99 if column in ("account_id", "login_session_id") else "x"
    )
    assert changed != value
    setattr(event, column, changed)
    assert audit.own_hash(event) != event.own_hash
    assert {*audit.HASHED, "id", "own_hash"} == {one.name for one in AuditEvent.__table__.columns}


@pytest.mark.parametrize(
    "statement",
    [
        update(AuditEvent).values(result="ok"),
        delete(AuditEvent),
        text("update audit_event set actor = 'nobody'"),
        text("delete from audit_event where id > 0"),
    ],
)
def test_no_row_is_changed_or_removed(records: Records, statement: object) -> None:
    write(records)
    before = [event.own_hash for event in stored(records)]
    with pytest.raises(DatabaseError, match="only grows"), records.writing() as session:
        session.execute(statement)  # type: ignore[call-overload]
    assert [event.own_hash for event in stored(records)] == before


def test_an_event_stands_and_falls_with_its_act(records: Records) -> None:
    def fails() -> None:
        with records.writing() as session:
            factories.data_source(session)
            audit.append(session, action="source.add", object_kind="data_source", object_key="test", by=BY)
            session.flush()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fails()
    assert stored(records) == []
    with records.reading() as session:
        assert session.scalars(select(DataSource)).all() == []


def test_an_act_that_cannot_be_written_down_does_not_happen(records: Records) -> None:
    nobody = Person(987_654, "ghost", "", "county_office", None)

    def acts() -> None:
        with records.writing() as session:
            factories.data_source(session)
            audit.append(session, action="source.add", object_kind="data_source", object_key="test", by=nobody)

    with pytest.raises(DatabaseError):
        acts()
    with records.reading() as session:
        assert session.scalars(select(DataSource)).all() == []


def test_long_texts_are_cut_and_still_prove_themselves(records: Records) -> None:
    with records.writing() as session:
        audit.append(
            session, action="a", object_kind="k", object_key="键" * 500, by=BY, detail="长" * 5000, scope="5" * 900
        )
    (event,) = stored(records)
    assert (len(event.object_key), len(event.detail or ""), len(event.scope or "")) == (128, 1000, 400)
    assert event.own_hash == audit.own_hash(event)


def test_a_refusal_is_written_down(records: Records) -> None:
    refusals.log(records, OutOfScope(BY, ("530721", "530721100")))
    refusals.log(records, OutOfScope(access.operator(), ()))
    first, second = stored(records)
    assert (first.action, first.result, first.object_kind, first.object_key) == (
        "scope.refused", "refused", "area", "530721,530721100",
    )  # fmt: skip
    assert second.object_key == ""
