"""A thousand forgeries of the audit trail by somebody who owns the database, and fifty tails cut off: all are found."""

import random
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from core import access, audit, audit_chain, audit_start, foundation
from core.audit_anchors import Anchors
from db.models import AuditEvent, AuditSeal
from db.session import Records, sqlite_url
from trust.figure import Figure

EVENTS, TAMPERS, CUTS = 250, 1000, 50
TEXTS = ("actor", "role", "action", "object_kind", "object_key", "result", "detail", "own_hash")
LINKS = ("event_hash", "previous_hash", "own_hash")


def run(tampers: int = TAMPERS, cuts: int = CUTS) -> Iterator[Figure]:
    """Each forgery is done, looked for, and taken back; after all of them the trail holds again."""
    with tempfile.TemporaryDirectory(prefix="fengqiao-trust-") as folder:
        records, anchors = _sealed(Path(folder))
        chance = random.Random(1999)
        missed = sum(_missed(records, anchors, _forgery(chance)) for _ in range(tampers))
        uncut = sum(_missed(records, anchors, _cut(chance)) for _ in range(cuts))
        whole = audit_chain.verify(records, anchors)
        records.close()
    yield Figure(f"{tampers} forged, swapped, rehashed, removed or beheaded", f"{missed} not found", not missed)
    yield Figure(f"{cuts} tails cut off", f"{uncut} not found", not uncut)
    yield Figure("the trail itself", f"{whole.sealed} links, {whole.finding or 'holds'}", whole.finding is None)


def _sealed(home: Path) -> tuple[Records, Anchors]:
    records, anchors = Records(sqlite_url(home)), Anchors(home / "elsewhere" / "audit.jsonl")
    foundation.prepare(records)
    by = access.operator()
    with records.writing() as session:
        for number in range(EVENTS):
            audit.append(session, action="export", object_kind="document", object_key=str(number), by=by, detail="x")
    audit_chain.extend(records, anchors)
    # The last to close it leaves one file without a log beside it.
    records.close()
    return records, anchors


def _missed(records: Records, anchors: Anchors, forge: Callable[[Session], None]) -> bool:
    with _owner(records) as session:
        forge(session)
        session.commit()
        found = audit_chain.verify(records, anchors).finding
    return found is None


@contextmanager
def _owner(records: Records) -> Iterator[Session]:
    """What somebody does who owns the file: no trigger, no foreign key; put back from a copy afterwards."""
    file = Path(records.url.database or "")
    before = file.read_bytes()
    engine = create_engine(records.url, module=records.engine.dialect.dbapi)
    with Session(engine) as session:
        for name in session.scalars(text("select name from sqlite_master where type = 'trigger'")).all():
            session.execute(text(f"drop trigger {name}"))
        yield session
    engine.dispose()
    records.close()
    for ending in ("-wal", "-shm"):
        file.with_name(file.name + ending).unlink(missing_ok=True)
    file.write_bytes(before)


def _forgery(chance: random.Random) -> Callable[[Session], None]:
    return chance.choice((_altered, _rehashed, _rewritten, _relinked, _swapped, _removed, _beheaded))(chance)


def _altered(chance: random.Random) -> Callable[[Session], None]:
    number, column = chance.randint(1, EVENTS), chance.choice(TEXTS)
    return lambda session: setattr(session.get_one(AuditEvent, number), column, "forged")


def _rehashed(chance: random.Random) -> Callable[[Session], None]:
    number, column = chance.randint(1, EVENTS), chance.choice(TEXTS[:-1])

    def forge(session: Session) -> None:
        event = session.get_one(AuditEvent, number)
        setattr(event, column, "forged")
        event.own_hash = audit.own_hash(event)

    return forge


def _rewritten(chance: random.Random) -> Callable[[Session], None]:
    """The most thorough one: another content, its hash, and every link from there on."""
    number = chance.randint(1, EVENTS)

    def forge(session: Session) -> None:
        event = session.get_one(AuditEvent, number)
        event.detail = "forged"
        event.own_hash = audit.own_hash(event)
        previous = session.get_one(AuditSeal, number - 1).own_hash if number > 1 else audit_chain.GENESIS
        for at in range(number, EVENTS + 1):
            link = session.get_one(AuditSeal, at)
            link.event_hash = session.get_one(AuditEvent, link.audit_event_id).own_hash
            link.previous_hash = previous
            link.own_hash = previous = audit_chain.own_hash(link)

    return forge


def _relinked(chance: random.Random) -> Callable[[Session], None]:
    number, column = chance.randint(1, EVENTS), chance.choice(LINKS)
    return lambda session: setattr(session.get_one(AuditSeal, number), column, "0" * 64)


def _swapped(chance: random.Random) -> Callable[[Session], None]:
    one, other = chance.sample(range(1, EVENTS + 1), 2)

    def forge(session: Session) -> None:
        first, second = session.get_one(AuditEvent, one), session.get_one(AuditEvent, other)
        first.object_key, second.object_key = second.object_key, first.object_key
        first.own_hash, second.own_hash = audit.own_hash(first), audit.own_hash(second)

    return forge


def _removed(chance: random.Random) -> Callable[[Session], None]:
    number, both = chance.randint(1, EVENTS - 1), chance.random() < 0.5

    def forge(session: Session) -> None:
        if both:
            session.execute(text("delete from audit_seal where number = :number"), {"number": number})
        session.execute(text("delete from audit_event where id = :number"), {"number": number})

    return forge


def _beheaded(chance: random.Random) -> Callable[[Session], None]:
    """The oldest links gone before their time; half of the forgers write down the act that a purge would have."""
    last, told = chance.randint(1, EVENTS - 1), chance.random() < 0.5

    def forge(session: Session) -> None:
        ending = session.get_one(AuditSeal, last).own_hash
        session.execute(text("delete from audit_seal where number <= :last"), {"last": last})
        session.execute(text("delete from audit_event where id <= :last"), {"last": last})
        if told:
            act = {"action": audit_start.ACT, "object_key": str(last), "detail": ending}
            audit.append(session, object_kind="records", by=access.operator(), **act)

    return forge


def _cut(chance: random.Random) -> Callable[[Session], None]:
    first = chance.randint(1, EVENTS)

    def forge(session: Session) -> None:
        session.execute(text("delete from audit_seal where number >= :first"), {"first": first})
        session.execute(text("delete from audit_event where id >= :first"), {"first": first})

    return forge
