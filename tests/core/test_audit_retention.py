"""Events older than three years go, by an act of the trail itself; the chain is still proved, and nothing else goes."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from core import access, audit, audit_chain, audit_start, clock, retention
from core.audit_anchors import Anchors
from core.audit_chain import Finding
from db.models import AuditEvent
from db.queries import audit_chain as rows
from db.session import WHOLE, Records
from tests.core.test_audit_chain import act, anchors, by_hand

__all__ = ["anchors"]
NOW = clock.now()


@pytest.fixture
def old(records: Records, anchors: Anchors, monkeypatch: pytest.MonkeyPatch) -> Records:
    """Five events of four years ago, four of today, all sealed."""
    for years, times in ((4.2, 3), (4, 2), (0, 4)):
        monkeypatch.setattr(clock, "now", lambda years=years: NOW - timedelta(days=365 * years))
        act(records, times)
        audit_chain.extend(records, anchors)
    return records


def retired(records: Records) -> int:
    with records.writing(within=WHOLE) as session:
        return audit_start.retire(session, by=access.operator())


def test_what_is_older_than_three_years_goes_and_the_chain_still_holds(
    old: Records, anchors: Anchors, tmp_path: Path
) -> None:
    gone = retention.purge(old, tmp_path, by=access.operator())
    assert gone.events == 5
    for _ in range(2):
        verdict = audit_chain.verify(old, anchors)
        assert (verdict.events, verdict.finding, verdict.retired) == (6, None, 5)
        assert "前 5 环已满三年" in verdict.told
        audit_chain.extend(old, anchors)
    assert retired(old) == 0
    with old.reading() as session:
        acts = [event.action for event in session.query(AuditEvent).order_by(AuditEvent.id)][-2:]
    assert acts == ["audit.retired", "purge"]


def test_the_server_does_it_once_a_day(old: Records, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def purges() -> int:
        retention.keep(old, tmp_path)
        with old.reading() as session:
            return session.query(AuditEvent).where(AuditEvent.action == retention.ACT).count()

    assert (purges(), purges()) == (1, 1)
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(hours=25))
    assert purges() == 2


def test_the_database_itself_lets_nothing_younger_go(old: Records) -> None:
    with pytest.raises(DatabaseError, match="only grows"), old.writing(within=WHOLE) as session:
        rows.retire(session, 6)
    with old.reading() as session:
        assert rows.count_events(session) == 9


def cut(session: Session) -> None:
    session.execute(text("delete from audit_seal where number <= 7"))
    session.execute(text("delete from audit_event where id <= 7"))


def altered(session: Session) -> None:
    session.execute(update(AuditEvent).where(AuditEvent.id == 8).values(actor="nobody"))


@pytest.mark.parametrize(
    ("change", "finding"), [(cut, Finding("head_cut", 1)), (altered, Finding("event_altered", 8, 8))]
)
def test_after_it_forgeries_are_found_as_before(
    old: Records, anchors: Anchors, change: Callable[[Session], None], finding: Finding
) -> None:
    retired(old)
    audit_chain.extend(old, anchors)
    by_hand(old, change)
    assert audit_chain.verify(old, anchors).finding == finding


@pytest.mark.parametrize("years", [0, 4], ids=["now", "in four years"])
def test_whoever_cuts_younger_links_off_and_writes_an_act_for_it_is_found(
    old: Records, anchors: Anchors, years: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with old.reading() as session:
        last = next(link for link, _ in rows.links(session) if link.number == 7)
    by_hand(old, cut)
    with monkeypatch.context() as forged, old.writing(within=WHOLE) as session:
        forged.setattr(clock, "now", lambda: NOW + timedelta(days=366 * years))
        audit.append(
            session, action=audit_start.ACT, object_kind="records", object_key="7", by=access.operator(),
            detail=last.own_hash,
        )  # fmt: skip
    audit_chain.extend(old, anchors, all_of_them=True)
    assert audit_chain.verify(old, anchors).finding == Finding("head_cut", 1)
