"""The alarms in force for a scope, for pages and walls: grouped by rule, and as a summary when there are too many."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from core import access, audit, clock
from core.access import Person
from core.alarms.refusal import NotAllowed, Refused
from core.alarms.rules import Rule, as_rule
from core.areas import AreaTree
from core.scope import Scope
from db.models import Alarm
from db.queries import accounts, alarms, wall
from db.session import Records, Session

RIGHT = "acknowledge"
FLOOD, WITHIN = 10, timedelta(minutes=10)
HISTORY = timedelta(days=30)


@dataclass(frozen=True)
class InForce:
    """One alarm: of which rule and place, what it was when it rang, its clock, and who has acknowledged it."""

    id: int
    rule_id: int
    rule: Rule
    area_code: str
    state: str
    value: float | None
    raised_at: datetime
    returned_at: datetime | None
    acknowledged_at: datetime | None
    acknowledged_by: str | None

    @property
    def answer_by(self) -> datetime:
        """Until when its owner shall have acknowledged it."""
        return self.raised_at + timedelta(hours=self.rule.respond_hours)

    def is_late(self, now: datetime) -> bool:
        return self.acknowledged_at is None and self.returned_at is None and now > self.answer_by


@dataclass(frozen=True)
class Flood:
    """More than ten in ten minutes: how many, and how many of each metric."""

    count: int
    metrics: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Board:
    """What is in force: the gravest and oldest first; in a flood the summary stands for the new ones."""

    alarms: tuple[InForce, ...]
    flood: Flood | None

    @property
    def unanswered(self) -> int:
        return sum(one.acknowledged_at is None for one in self.alarms)

    def groups(self) -> dict[int, list[InForce]]:
        """By rule, in the order of the gravest."""
        found: dict[int, list[InForce]] = {}
        for one in self.alarms:
            found.setdefault(one.rule_id, []).append(one)
        return found


def in_force(records: Records, scope: Scope, now: datetime | None = None) -> Board:
    """The alarms of a scope's places that ring now; "no_data" is a state of its own."""
    at = now or clock.now()
    with records.reading(within=scope.codes) as session:
        names = accounts.display_names(session) | wall.device_names(session)
        found = [_told(row, names) for row in alarms.in_force(session, scope.codes)]
    found.sort(key=lambda one: (one.rule.severity, one.rule_id, one.raised_at, one.area_code))
    return Board(tuple(found), flood(one for one in found if at - one.raised_at <= WITHIN))


def history(records: Records, scope: Scope, limit: int = 50) -> list[InForce]:
    """Alarms of the last thirty days that are back to normal, the latest first."""
    with records.reading(within=scope.codes) as session:
        names = accounts.display_names(session) | wall.device_names(session)
        rows = alarms.returned(session, scope.codes, clock.now() - HISTORY, limit)
        return [_told(row, names) for row in rows]


def may(areas: AreaTree, one_area: str, owner: str, by: Person) -> bool:
    """Whether the person answers for it: the office that owns it, or the command desk, of the place or above it."""
    inside = one_area in areas and areas.contains(by.area_code or "", one_area)
    return access.may(by, RIGHT) and inside and by.role in (owner, "command_desk", "operator")


def acknowledge(session: Session, areas: AreaTree, *, alarms_seen: Sequence[int], by: Person) -> int:
    """Takes note of alarms, once each; gives how many. Raises NotAllowed, or Refused where none is left to answer."""
    rows = [row for key in alarms_seen if (row := alarms.held(session, key)) is not None]
    if not all(may(areas, row.area_code, row.rule.owner, by) for row in rows):
        raise NotAllowed(by.username)
    waiting = [row for row in rows if row.acknowledged_at is None]
    if not waiting:
        raise Refused("answered_already")
    _answer(session, waiting, by)
    return len(waiting)


def acknowledge_from(session: Session, scope: Scope, *, alarms_seen: Sequence[int], by: Person) -> int:
    """The same from the phone that steers a wall of the scope: it was paired for the command desk of that place.

    Raises Refused where none is left to answer.
    """
    inside = {row.id for row in alarms.in_force(session, scope.codes)}
    rows = [alarms.held(session, key) for key in alarms_seen if key in inside]
    waiting = [row for row in rows if row is not None and row.acknowledged_at is None]
    if not waiting:
        raise Refused("answered_already")
    _answer(session, waiting, by)
    return len(waiting)


def _answer(session: Session, waiting: Sequence[Alarm], by: Person) -> None:
    for row in waiting:
        row.acknowledged_at, row.acknowledged_by = clock.now(), by.username
        key = f"{row.id} {row.rule.metric} {row.area_code}"
        audit.append(session, action="alarm.acknowledge", object_kind="alarm", object_key=key, by=by)
    session.flush()


def _told(row: Alarm, names: dict[str, str]) -> InForce:
    by = row.acknowledged_by and names.get(row.acknowledged_by, row.acknowledged_by)
    value = None if row.value is None else float(row.value)
    return InForce(
        row.id,
        row.alarm_rule_id,
        as_rule(row.rule),
        row.area_code,
        row.state,
        value,
        row.raised_at,
        row.returned_at,
        row.acknowledged_at,
        by,
    )


def flood(new: Iterable[InForce]) -> Flood | None:
    """The summary of those that are new; None while they are few enough to be told one by one."""
    counts = Counter(one.rule.metric for one in new)
    return Flood(counts.total(), tuple(counts.most_common())) if counts.total() > FLOOD else None
