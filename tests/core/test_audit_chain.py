"""The chain over the audit trail: whatever is changed, removed, moved or cut off is found, and where."""

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pysqlite3.dbapi2
import pytest
from sqlalchemy import create_engine, text, update
from sqlalchemy.orm import Session

from core import audit, audit_chain, clock
from core.access import Person
from core.audit_anchors import Anchors
from core.audit_chain import Finding
from db.models import AuditEvent, AuditSeal, Installation
from db.session import Records

BY = Person(None, "zhou", "某办公室", "county_office", "530702", 5)


@pytest.fixture
def anchors(tmp_path: Path) -> Anchors:
    return Anchors(tmp_path / "elsewhere" / "audit.jsonl")


def act(records: Records, times: int = 1, action: str = "matter.close") -> None:
    with records.writing() as session:
        for number in range(times):
            audit.append(session, action=action, object_kind="matter", object_key=f"T{number}", by=BY)


def by_hand(records: Records, change: Callable[[Session], object]) -> None:
    """What somebody does who owns the database: triggers and foreign keys are no hindrance to them."""
    if records.url.get_backend_name() == "sqlite":
        engine = create_engine(records.url, module=pysqlite3.dbapi2)
        hindrances = "select name, sql from sqlite_master where type = 'trigger' and tbl_name like 'audit%'"
    else:
        engine = create_engine(records.url)
        hindrances = "select 'x', '' where set_config('session_replication_role', 'replica', true) = ''"
    with Session(engine) as session, session.begin():
        lifted = list(session.execute(text(hindrances)))
        for name, _sql in lifted:
            session.execute(text(f"drop trigger {name}"))
        change(session)
        session.flush()
        for _name, sql in lifted:
            session.execute(text(sql))
    engine.dispose()


def remove(session: Session, first_event: int) -> None:
    session.execute(text("delete from audit_seal where audit_event_id >= :event"), {"event": first_event})
    session.execute(text("delete from audit_event where id >= :event"), {"event": first_event})


def test_what_was_committed_is_linked_once_and_in_order(records: Records, anchors: Anchors) -> None:
    act(records, 3)
    assert audit_chain.extend(records, anchors) == 3
    assert audit_chain.extend(records, anchors) == 0
    act(records, 2)
    assert audit_chain.extend(records, anchors) == 2
    verdict = audit_chain.verify(records, anchors)
    assert (verdict.events, verdict.sealed, verdict.waiting, verdict.finding) == (5, 5, 0, None)
    assert verdict.anchors == 2


def test_an_empty_trail_holds(records: Records, anchors: Anchors) -> None:
    assert audit_chain.verify(records, anchors) == audit_chain.Verdict(0, 0, 0, 0, None)


def test_an_event_that_waits_for_its_link_is_proved_by_its_own_hash(records: Records, anchors: Anchors) -> None:
    act(records)
    assert audit_chain.verify(records, anchors).waiting == 1
    by_hand(records, lambda session: session.execute(update(AuditEvent).values(actor="nobody")))
    assert audit_chain.verify(records, anchors).finding == Finding("event_altered", 0, 1)


def test_an_event_older_than_its_commit_by_hours_is_still_linked(
    records: Records, anchors: Anchors, monkeypatch: pytest.MonkeyPatch
) -> None:
    act(records)
    audit_chain.extend(records, anchors)
    earlier = clock.now() - timedelta(hours=20)
    with monkeypatch.context() as long_ago:
        long_ago.setattr(clock, "now", lambda: earlier)
        act(records)
    assert audit_chain.extend(records, anchors) == 1


def test_a_clock_that_was_years_behind_leaves_nothing_unlinked_for_good(
    records: Records, anchors: Anchors, monkeypatch: pytest.MonkeyPatch
) -> None:
    act(records)
    audit_chain.extend(records, anchors)
    with monkeypatch.context() as long_ago:
        long_ago.setattr(clock, "now", lambda: datetime(2001, 1, 1, tzinfo=UTC))
        act(records)
    assert audit_chain.extend(records, anchors) == 0
    assert audit_chain.verify(records, anchors).waiting == 1
    assert audit_chain.extend(records, anchors, all_of_them=True) == 1


def altered(column: str, value: object) -> Callable[[Session], object]:
    return lambda session: session.execute(update(AuditEvent).where(AuditEvent.id == 4).values({column: value}))


def rehashed(session: Session) -> None:
    event = session.get_one(AuditEvent, 4)
    event.detail = "更轻的事"
    event.own_hash = audit.own_hash(event)


def relinked(session: Session) -> None:
    """The most thorough forger: a new content, its hash, and every link from there on."""
    rehashed(session)
    previous = session.get_one(AuditSeal, 3).own_hash
    for number in range(4, 10):
        link = session.get_one(AuditSeal, number)
        link.event_hash = session.get_one(AuditEvent, link.audit_event_id).own_hash
        link.previous_hash = previous
        link.own_hash = previous = audit_chain.own_hash(link)


def swapped(session: Session) -> None:
    session.execute(update(AuditSeal).where(AuditSeal.number == 4).values(audit_event_id=999))
    session.execute(update(AuditSeal).where(AuditSeal.number == 5).values(audit_event_id=4))
    session.execute(update(AuditSeal).where(AuditSeal.number == 4).values(audit_event_id=5))


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        (altered("actor", "nobody"), Finding("event_altered", 4, 4)),
        (altered("result", "refused"), Finding("event_altered", 4, 4)),
        (rehashed, Finding("event_altered", 4, 4)),
        (relinked, Finding("chain_rewritten", 9, 9)),
        (swapped, Finding("event_altered", 4, 5)),
        (
            lambda session: session.execute(text("delete from audit_event where id = 4")),
            Finding("event_missing", 4, 4),
        ),
        (
            lambda session: session.execute(text("delete from audit_seal where number = 4")),
            Finding("link_missing", 4, 5),
        ),
        (
            lambda session: session.execute(update(AuditSeal).where(AuditSeal.number == 4).values(previous_hash="0")),
            Finding("link_altered", 4, 4),
        ),
        (lambda session: remove(session, 4), Finding("tail_cut", 4)),
        (lambda session: remove(session, 1), Finding("tail_cut", 1)),
    ],
)
def test_every_kind_of_forgery_is_found_where_it_was_done(
    records: Records, anchors: Anchors, change: Callable[[Session], object], finding: Finding
) -> None:
    act(records, 9)
    audit_chain.extend(records, anchors)
    by_hand(records, change)
    assert audit_chain.verify(records, anchors).finding == finding


def test_a_restore_takes_back_what_was_sealed_after_the_backup(records: Records, anchors: Anchors) -> None:
    act(records, 6)
    audit_chain.extend(records, anchors)
    by_hand(records, lambda session: remove(session, 4))
    with records.writing() as session:
        session.execute(update(Installation).values(identity="another"))
    act(records, action="records.restored")
    audit_chain.extend(records, anchors)
    assert audit_chain.verify(records, anchors).finding is None
    # What the older anchors say of the part that was kept still binds.
    by_hand(records, lambda session: remove(session, 4))
    assert audit_chain.verify(records, anchors).finding == Finding("tail_cut", 4)


def test_another_installation_without_a_restore_frees_nobody_of_the_anchors(records: Records, anchors: Anchors) -> None:
    act(records, 6)
    audit_chain.extend(records, anchors)
    by_hand(records, lambda session: remove(session, 4))
    with records.writing() as session:
        session.execute(update(Installation).values(identity="another"))
    act(records)
    audit_chain.extend(records, anchors)
    assert audit_chain.verify(records, anchors).finding == Finding("restore_unfounded", 4)


def test_anchors_that_are_gone_or_unreadable_are_a_finding(records: Records, anchors: Anchors) -> None:
    act(records, 2)
    audit_chain.extend(records, anchors)
    anchors.file.write_text("{", encoding="utf-8")
    assert audit_chain.verify(records, anchors).finding == Finding("anchors_broken", 1)
    for file in anchors.file.parent.iterdir():
        file.unlink()
    assert audit_chain.verify(records, anchors).finding == Finding("no_anchors", 2)


def test_the_file_of_anchors_grows_by_a_line_an_hour(
    records: Records, anchors: Anchors, monkeypatch: pytest.MonkeyPatch
) -> None:
    began = clock.now()
    for minutes in (0, 5, 59, 61, 100, 122):
        monkeypatch.setattr(clock, "now", lambda minutes=minutes: began + timedelta(minutes=minutes))
        act(records)
        audit_chain.extend(records, anchors)
    assert [anchor.number for anchor in anchors.read()] == [1, 4, 6, 6]


def test_random_forgeries_and_cut_tails_are_all_found(records: Records, anchors: Anchors) -> None:
    act(records, 40)
    audit_chain.extend(records, anchors)
    chance, columns = random.Random(20), ("actor", "role", "action", "object_key", "result", "own_hash")
    for _ in range(25):
        event, column = chance.randint(1, 40), chance.choice(columns)
        with records.reading() as session:
            before = getattr(session.get_one(AuditEvent, event), column)
        by_hand(records, lambda session, e=event, c=column: _set(session, e, c, "forged"))
        found = audit_chain.verify(records, anchors).finding
        assert found is not None
        assert found.event_id == event
        by_hand(records, lambda session, e=event, c=column, b=before: _set(session, e, c, b))
    assert audit_chain.verify(records, anchors).finding is None


def _set(session: Session, event: int, column: str, value: str) -> None:
    session.execute(update(AuditEvent).where(AuditEvent.id == event).values({column: value}))
