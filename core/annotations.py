"""Annotations: the days that explain a trend, from the calendar and from people; kept with their audit events."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from core import audit, clock, editing
from core.access import Person
from core.areas import AreaTree
from core.editing import EditRefused
from core.periods import Span
from core.scope import Scope
from db.models import Annotation
from db.models.annotation import KINDS
from db.queries import accounts, marks
from db.session import Records, Session

__all__ = ["KINDS", "Kept", "Mark", "add", "change", "listed", "remove", "shown"]
RIGHT = "annotate"
LONGEST = 24
Kind = Literal["holiday", "drive", "policy", "event"]
_ALWAYS = (date(1900, 1, 1), date(2199, 12, 31))


@dataclass(frozen=True)
class Mark:
    """Some days with a name, as a chart shows them: `kind` is "holiday" or one of those that people write."""

    label: str
    kind: str
    span: Span


@dataclass(frozen=True)
class Kept:
    """An annotation as it may be edited; `version` goes back with an edit, so that nobody overwrites unseen."""

    id: int
    label: str
    kind: str
    span: Span
    area_code: str
    changed_by: str
    changed_on: date
    version: int


def shown(records: Records, scope: Scope, areas: AreaTree, span: Span) -> list[Mark]:
    """What marks `span` for this scope: holidays, and the annotations that hold for all of its places."""
    with records.reading() as session:
        kept = [mark for mark in marks.annotations(session, span.start, span.end) if _holds(mark, scope, areas)]
        return [
            *_holidays(marks.days_off(session, span.start, span.end)),
            *(Mark(mark.label, mark.kind, Span(mark.starts_on, mark.ends_on)) for mark in kept),
        ]


def listed(records: Records, by: Person, areas: AreaTree) -> list[Kept]:
    """All that this person may edit: those of places within their own, the latest first."""
    own = by.area_code or ""
    with records.reading() as session:
        rows = [row for row in marks.annotations(session, *_ALWAYS) if areas.contains(own, row.area_code)]
        names = accounts.display_names(session)
    return [
        Kept(
            row.id,
            row.label,
            row.kind,
            Span(row.starts_on, row.ends_on),
            row.area_code,
            names.get(row.changed_by, row.changed_by),
            clock.local_day(row.changed_at),
            row.version,
        )
        for row in reversed(rows)
    ]


def add(session: Session, areas: AreaTree, *, label: str, kind: str, span: Span, area_code: str, by: Person) -> None:
    """A new annotation. Raises EditRefused (no right or place, no or a long name, or it is there already)."""
    label = _checked(areas, label, kind, area_code, by)
    if marks.same_annotation(session, label, span.start, span.end, area_code):
        raise EditRefused("already_there")
    row = Annotation(label=label, kind=kind, area_code=area_code, starts_on=span.start, ends_on=span.end)
    editing.sign(row, by)
    session.add(row)
    session.flush()
    _tell(session, "add_annotation", row, by)


def change(
    session: Session,
    areas: AreaTree,
    *,
    kept: int,
    version: int,
    label: str,
    kind: str,
    span: Span,
    area_code: str,
    by: Person,
) -> None:
    """Other words, days or places. Raises EditRefused, with "changed_meanwhile" where somebody was faster."""
    row = editing.find(session, areas, Annotation, kept, version, right=RIGHT, by=by)
    row.label = _checked(areas, label, kind, area_code, by)
    row.kind, row.starts_on, row.ends_on, row.area_code = kind, span.start, span.end, area_code
    editing.sign(row, by)
    _tell(session, "change_annotation", row, by)


def remove(session: Session, areas: AreaTree, *, kept: int, version: int, by: Person) -> None:
    row = editing.find(session, areas, Annotation, kept, version, right=RIGHT, by=by)
    _tell(session, "remove_annotation", row, by)
    session.delete(row)


def _holds(row: Annotation, scope: Scope, areas: AreaTree) -> bool:
    return all(areas.contains(row.area_code, area.code) for area in scope.areas)


def _holidays(days: Sequence[tuple[date, str]]) -> Iterator[Mark]:
    """Days off of one name that follow each other are one holiday."""
    for label, group in _runs(days):
        yield Mark(label, "holiday", Span(group[0], group[-1]))


def _runs(days: Iterable[tuple[date, str]]) -> Iterator[tuple[str, list[date]]]:
    label, run = "", [date.min]
    for day, name in days:
        if label == name and day - run[-1] == timedelta(days=1):
            run.append(day)
            continue
        if label:
            yield label, run
        label, run = name, [day]
    if label:
        yield label, run


def _checked(areas: AreaTree, label: str, kind: str, area_code: str, by: Person) -> str:
    label = " ".join(label.split())
    editing.check_right(areas, RIGHT, area_code, by)
    if not label:
        raise EditRefused("no_label")
    if len(label) > LONGEST or kind not in KINDS:
        raise EditRefused("long_label")
    return label


def _tell(session: Session, action: str, row: Annotation, by: Person) -> None:
    told = f"{row.kind} {row.label} {row.starts_on}..{row.ends_on} {row.area_code}"
    audit.append(session, action=action, object_kind="annotation", object_key=str(row.id), by=by, detail=told)
