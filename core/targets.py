"""Targets: the value a place has set itself for a metric, and whether a figure reaches it.

A target is a level (of a rate, a standing number or a duration), so that it can stand beside any period's figure; sums
over a period have none. That of a rate or duration holds for all places below the one that set it, unless they have
their own; that of a number of matters holds for the place itself.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core import audit, clock, editing, numbers
from core.access import Person
from core.areas import AreaTree
from core.definitions import Metric, definition, definitions
from core.editing import EditRefused
from core.periods import Span
from core.scope import Scope
from db.models import Target
from db.queries import accounts, marks
from db.session import Records, Session

RIGHT = "targets"
_MOST = Decimal("1e12")


@dataclass(frozen=True)
class Goal:
    """What a metric shall reach, from when to when, and which place set it."""

    metric: Metric
    value: float
    span: Span
    area_code: str

    def reached(self, value: float) -> bool:
        return value >= self.value if self.metric.better == "higher" else value <= self.value


@dataclass(frozen=True)
class Kept:
    """A target as it may be edited; `version` goes back with an edit, so that nobody overwrites unseen."""

    id: int
    metric: str
    area_code: str
    span: Span
    value: float
    changed_by: str
    changed_on: date
    version: int


def possible() -> list[Metric]:
    """The metrics that can have a target: levels of which the catalogue says which way is good."""
    return [metric for metric in definitions().values() if _is_level(metric) and metric.better != "neutral"]


def goals(records: Records, metrics: Iterable[str], scope: Scope, areas: AreaTree) -> dict[str, list[Goal]]:
    """The targets that hold for the scope's place, by metric and in order of time.

    With filters or several places there are none for numbers of matters: nobody set one for that part.
    """
    with records.reading() as session:
        rows = list(marks.targets(session))
    wanted = [definition(key) for key in metrics]
    return {metric.key: found for metric in wanted if (found := _of(metric, rows, scope, areas))}


def goal_on(found: Sequence[Goal], day: date) -> Goal | None:
    """The one that holds on a day."""
    return next((goal for goal in found if goal.span.start <= day <= goal.span.end), None)


def written(value: float, decimals: int, unit: str) -> str:
    """A target as people set it: whole numbers without decimals."""
    if numbers.absent(value):
        return numbers.full(value)
    return numbers.full(value, 0 if value == int(value) else decimals) + unit


def listed(records: Records, by: Person, areas: AreaTree) -> list[Kept]:
    """All that this person may edit: those of places within their own."""
    return _kept(records, lambda row: areas.contains(by.area_code or "", row.area_code))


def set_above(records: Records, by: Person, areas: AreaTree) -> list[Kept]:
    """What places above this person's own have set, which may hold for theirs as well; theirs to read only."""
    own = by.area_code or ""
    return _kept(records, lambda row: row.area_code != own and areas.contains(row.area_code, own))


def _kept(records: Records, wanted: Callable[[Target], bool]) -> list[Kept]:
    with records.reading() as session:
        rows = [row for row in marks.targets(session) if wanted(row)]
        names = accounts.display_names(session)
    return [
        Kept(
            row.id,
            row.metric,
            row.area_code,
            Span(row.starts_on, row.ends_on),
            float(row.value),
            names.get(row.changed_by, row.changed_by),
            clock.local_day(row.changed_at),
            row.version,
        )
        for row in rows
    ]


def add(
    session: Session, areas: AreaTree, *, metric: str, area_code: str, span: Span, value: float, by: Person
) -> None:
    """A new target. Raises EditRefused (no right or place, a metric or value that can't be one, days already taken)."""
    row = Target(metric=metric, area_code=area_code, starts_on=span.start, ends_on=span.end)
    _check(session, areas, row, value, by)
    row.value = Decimal(str(value))
    editing.sign(row, by)
    session.add(row)
    session.flush()
    _tell(session, "add_target", row, by)


def change(
    session: Session, areas: AreaTree, *, kept: int, version: int, area_code: str, span: Span, value: float, by: Person
) -> None:
    """Another place, other days, another value. Raises EditRefused, "changed_meanwhile" where somebody was faster."""
    row = editing.find(session, areas, Target, kept, version, right=RIGHT, by=by)
    row.area_code, row.starts_on, row.ends_on = area_code, span.start, span.end
    _check(session, areas, row, value, by)
    row.value = Decimal(str(value))
    editing.sign(row, by)
    _tell(session, "change_target", row, by)


def remove(session: Session, areas: AreaTree, *, kept: int, version: int, by: Person) -> None:
    row = editing.find(session, areas, Target, kept, version, right=RIGHT, by=by)
    _tell(session, "remove_target", row, by)
    session.delete(row)


def _is_level(metric: Metric) -> bool:
    return metric.is_rate or metric.kind in ("stock", "duration")


def _of(metric: Metric, rows: Iterable[Target], scope: Scope, areas: AreaTree) -> list[Goal]:
    if len(scope.areas) != 1 or not _is_level(metric):
        return []
    own, inherits = scope.areas[0].code, metric.is_rate or metric.kind == "duration"
    if scope.filters and not inherits:
        return []
    mine = [row for row in rows if row.metric == metric.key]
    for area in reversed(areas.path(own)):
        here = [row for row in mine if row.area_code == area.code]
        if here or not inherits:
            return [_goal(metric, row) for row in here]
    return []


def _goal(metric: Metric, row: Target) -> Goal:
    return Goal(metric, float(row.value), Span(row.starts_on, row.ends_on), row.area_code)


def _check(session: Session, areas: AreaTree, row: Target, value: float, by: Person) -> None:
    editing.check_right(areas, RIGHT, row.area_code, by)
    if row.metric not in {metric.key for metric in possible()}:
        raise EditRefused("no_such_target")
    if not 0 <= value < _MOST or (definition(row.metric).unit == "%" and value > 100):
        raise EditRefused("bad_value")
    with session.no_autoflush:
        taken = marks.overlapping_target(session, row.metric, row.area_code, row.starts_on, row.ends_on)
    if any(other.id != row.id for other in taken):
        raise EditRefused("days_taken")


def _tell(session: Session, action: str, row: Target, by: Person) -> None:
    told = f"{row.metric} {row.value} {row.starts_on}..{row.ends_on} {row.area_code}"
    audit.append(session, action=action, object_kind="target", object_key=str(row.id), by=by, detail=told)
