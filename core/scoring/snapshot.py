"""The frozen inputs of a run: who is scored, every figure by month, what people entered, which acts hold."""

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from hashlib import sha256
from typing import Any

from core.scoring.scheme import canonical


@dataclass(frozen=True)
class Body:
    """One that is scored: `key` is "area:code" or "unit:code"; `months` are those (by first day) it was there in."""

    key: str
    called: str
    group: str
    months: tuple[date, ...]


@dataclass(frozen=True)
class Count:
    """What a metric counted of a body in one month: the parts, never the rate."""

    month: date
    numerator: Decimal
    denominator: Decimal | None = None

    @property
    def tells(self) -> bool:
        """Whether anything was counted at all."""
        return bool(self.numerator or self.denominator)


@dataclass(frozen=True)
class Entry:
    """Something that a person entered for an item, with its evidence: a mark, or so many of what is counted."""

    body: str
    item: str
    on: date
    value: Decimal


@dataclass(frozen=True)
class Act:
    """An accountability act on a body as the ladder keeps it; `until` is the first day on which it no longer holds.

    `effect` is one of none, deduction, bonus (both with `points`), no_award, veto.
    """

    body: str
    kind: str
    since: date
    until: date | None
    effect: str
    points: Decimal | None = None

    def holds(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True)
class Snapshot:
    """All that a score is computed from; equal snapshots under equal schemes give equal scores.

    `counts` are by metric and body. Months are whole calendar months by their first day, without a gap.
    """

    months: tuple[date, ...]
    bodies: tuple[Body, ...]
    counts: Mapping[tuple[str, str], tuple[Count, ...]]
    entries: tuple[Entry, ...] = ()
    acts: tuple[Act, ...] = ()
    as_of: str = field(default="")

    @cached_property
    def text(self) -> str:
        """One text for one content, whatever the order in which it was gathered."""
        return canonical(
            {
                "months": [month.isoformat() for month in self.months],
                "bodies": sorted([b.key, b.called, b.group, [m.isoformat() for m in b.months]] for b in self.bodies),
                "counts": sorted([*pair, sorted(map(_told, found))] for pair, found in self.counts.items()),
                "entries": sorted([e.body, e.item, e.on.isoformat(), str(e.value)] for e in self.entries),
                "acts": sorted(map(_told_act, self.acts)),
                "as_of": self.as_of,
            }
        )  # fmt: skip

    @property
    def hash(self) -> str:
        """SHA-256 of the text."""
        return sha256(self.text.encode()).hexdigest()

    def packed(self) -> bytes:
        return zlib.compress(self.text.encode(), 6)


def unpacked(content: bytes) -> Snapshot:
    """The snapshot as it was packed."""
    told = json.loads(zlib.decompress(content))
    bodies = (Body(key, called, group, tuple(map(_day, months))) for key, called, group, months in told["bodies"])
    counts = {(metric, body): tuple(map(_count, found)) for metric, body, found in told["counts"]}
    entries = (Entry(body, item, _day(on), Decimal(worth)) for body, item, on, worth in told["entries"])
    months, acts = tuple(map(_day, told["months"])), tuple(map(_act, told["acts"]))
    return Snapshot(months, tuple(bodies), counts, tuple(entries), acts, told["as_of"])


def _told(count: Count) -> list[str]:
    return [count.month.isoformat(), str(count.numerator), "" if count.denominator is None else str(count.denominator)]


def _count(told: list[Any]) -> Count:
    month, numerator, denominator = told
    return Count(_day(month), Decimal(numerator), Decimal(denominator) if denominator else None)


def _told_act(act: Act) -> list[str]:
    until, points = "" if act.until is None else act.until.isoformat(), "" if act.points is None else str(act.points)
    return [act.body, act.kind, act.since.isoformat(), until, act.effect, points]


def _act(told: list[str]) -> Act:
    body, kind, since, until, effect, points = told
    return Act(body, kind, _day(since), _day(until) if until else None, effect, Decimal(points) if points else None)


def _day(text: str) -> date:
    return date.fromisoformat(text)
