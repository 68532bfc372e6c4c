"""The chain over the audit trail: sealing what was committed, and proving that nothing was changed, removed or cut off.

An event proves itself by its own hash, a link proves where it stands, and an anchor outside of the database proves that
the chain wasn't cut off at its end or written anew as a whole.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from core import audit, audit_anchors, audit_start, catalogue, clock
from core.audit_anchors import Anchor, Anchors, AnchorsBroken
from core.audit_start import GENESIS, Start
from db.models import AuditEvent, AuditSeal
from db.queries import audit_chain, change_feed
from db.queries.audit_chain import Link
from db.session import Records, Session

# How far behind the last link events without one are looked for: their time is older than their commit.
LOOK_BACK = timedelta(days=1)
RESTORE = "records.restored"


@dataclass(frozen=True)
class Finding:
    """The first thing that is wrong: its code (catalogue: audit.finding), the link and the event where it was met."""

    code: str
    number: int = 0
    event_id: int | None = None

    @property
    def told(self) -> str:
        """The finding in a sentence."""
        return catalogue.say(f"audit.finding.{self.code}", number=self.number, event=self.event_id)


@dataclass(frozen=True)
class Verdict:
    """What was looked at. `waiting` events have no link yet; `finding` is None where everything holds.

    `retired` links at the beginning were removed when their time was over.
    """

    events: int
    sealed: int
    waiting: int
    anchors: int
    finding: Finding | None
    retired: int = 0

    @property
    def told(self) -> str:
        """The verdict in a sentence."""
        if self.finding:
            return catalogue.say("audit.broken", finding=self.finding.told)
        counts = {"events": self.events, "sealed": self.sealed, "waiting": self.waiting, "anchors": self.anchors}
        clean = catalogue.say("audit.clean", **counts)
        return clean + (catalogue.say("audit.retired", count=self.retired) if self.retired else "")


def extend(records: Records, anchors: Anchors, *, all_of_them: bool = False) -> int:
    """Links the committed events that have no link yet and notes the chain's end; returns how many."""
    sealed = 0
    while _wanting(records, all_of_them) and (anchor := _seal_some(records, all_of_them)):
        anchors.note(anchor)
        sealed += anchor.number - anchor.first + 1
    return sealed


def verify(records: Records, anchors: Anchors) -> Verdict:
    """Walks the whole trail and compares it with the anchors; nothing is written. Finds the first thing wrong."""
    with records.reading() as session:
        try:
            noted, broken = anchors.read(), None
        except AnchorsBroken as error:
            noted, broken = [], Finding("anchors_broken", error.line)
        start = audit_start.found(session, noted)
        if start is None:
            return Verdict(audit_chain.count_events(session), 0, 0, len(noted), broken or Finding("head_cut", 1))
        binding = audit_anchors.binding(noted)
        expected = {anchor.number: anchor.hash for anchor in binding if anchor.number > start.number}
        sealed, finding = _walk(audit_chain.links(session), expected, start)
        loose = audit_chain.unsealed(session, None, None)
        finding = finding or broken or _end(start.number + sealed, expected) or _restored(session, noted, start)
        finding = finding or _altered(loose)
        return Verdict(audit_chain.count_events(session), sealed, len(loose), len(noted), finding, start.number)


def own_hash(link: AuditSeal) -> str:
    """SHA-256 over everything else that the link says."""
    content = [link.number, link.audit_event_id, link.event_hash, link.previous_hash, link.sealed_at.isoformat()]
    return sha256(json.dumps(content).encode()).hexdigest()


def _wanting(records: Records, all_of_them: bool) -> bool:
    """Looked at without holding up any writer: most of the time there is nothing to seal."""
    with records.reading() as session:
        return bool(_unsealed(session, audit_chain.last(session), all_of_them, 1))


def _seal_some(records: Records, all_of_them: bool) -> Anchor | None:
    with records.writing() as session:
        if not audit_chain.alone(session):
            return None
        before = audit_chain.last(session)
        links = _linked(before, _unsealed(session, before, all_of_them, audit_chain.AT_ONCE))
        if not links:
            return None
        session.add_all(links)
        first, last = links[0], links[-1]
        return Anchor(change_feed.installation(session), first.number, last.number, last.own_hash, last.sealed_at)


def _unsealed(session: Session, before: AuditSeal | None, all_of_them: bool, limit: int) -> Sequence[AuditEvent]:
    since = None if before is None or all_of_them else before.sealed_at - LOOK_BACK
    return audit_chain.unsealed(session, since, limit)


def _linked(before: AuditSeal | None, events: Iterable[AuditEvent]) -> list[AuditSeal]:
    number, previous, now = (before.number, before.own_hash, clock.now()) if before else (0, GENESIS, clock.now())
    links: list[AuditSeal] = []
    for number, event in enumerate(events, start=number + 1):  # noqa: B020 - goes on from the last link
        link = AuditSeal(
            number=number,
            audit_event_id=event.id,
            sealed_at=now,
            event_hash=event.own_hash,
            previous_hash=previous,
        )
        link.own_hash = previous = own_hash(link)
        links.append(link)
    return links


def _walk(links: Iterable[Link], expected: dict[int, str], start: Start) -> tuple[int, Finding | None]:
    """How many links hold, and what is wrong with the next."""
    number, previous = start.number, start.hash
    for link, event in links:
        number += 1
        if code := _wrong(link, event, number, previous, expected.get(number, link.own_hash)):
            return number - 1 - start.number, Finding(code, number, link.audit_event_id)
        previous = link.own_hash
    return number - start.number, None


def _wrong(link: AuditSeal, event: AuditEvent | None, number: int, previous: str, anchored: str) -> str | None:
    if link.number != number:
        return "link_missing"
    if event is None:
        return "event_missing"
    if event.own_hash != audit.own_hash(event) or event.own_hash != link.event_hash:
        return "event_altered"
    if link.previous_hash != previous or link.own_hash != own_hash(link):
        return "link_altered"
    return None if link.own_hash == anchored else "chain_rewritten"


def _end(last: int, expected: dict[int, str]) -> Finding | None:
    if last and not expected:
        return Finding("no_anchors", last)
    return Finding("tail_cut", last + 1) if last < max(expected, default=0) else None


def _restored(session: Session, noted: Sequence[Anchor], start: Start) -> Finding | None:
    """Another installation took over without a restore having been written down: anchors were made void by hand."""
    for group in audit_anchors.by_installation(noted)[1:]:
        since = group[0].first
        if since > start.number and not audit_chain.holds(session, since, group[0].number, RESTORE):
            return Finding("restore_unfounded", since)
    return None


def _altered(loose: Iterable[AuditEvent]) -> Finding | None:
    return next(
        (Finding("event_altered", 0, event.id) for event in loose if event.own_hash != audit.own_hash(event)), None
    )
