"""What only the situation board asks for: the matters that can wait least, and those reported last."""

from dataclasses import dataclass
from datetime import datetime

from core.scope import Scope
from db.queries import matters
from db.queries.matters import OpenMatter
from db.read_model.model import ReadModel
from db.session import Records


@dataclass(frozen=True)
class Urgent:
    """One matter with its clock: `days_left` until it is due (negative: overdue, None: no date)."""

    matter: OpenMatter
    days_left: int | None
    opened_at: datetime | None = None
    """When it was reported, in the list of the newest."""


def most_urgent(model: ReadModel, records: Records, scope: Scope, limit: int = 8) -> list[Urgent]:
    """The scope's open matters whatever its period, gravest and soonest due first; no names and no free text."""
    keys = matters.most_urgent(model, scope.subtrees, scope.filters, limit)
    with records.reading(within=scope.codes) as session:
        found = matters.waiting(session, keys)
    return [Urgent(matter, _days_left(matter, scope)) for matter in found]


def newest(model: ReadModel, records: Records, scope: Scope, limit: int = 8) -> list[Urgent]:
    """The scope's matters reported last, whatever its period and done or not; no names and no free text."""
    keys = matters.newest(model, scope.subtrees, scope.filters, limit)
    with records.reading(within=scope.codes) as session:
        found = matters.reported(session, keys)
    return [Urgent(matter, _days_left(matter, scope), at) for matter, at in found]


def _days_left(matter: OpenMatter, scope: Scope) -> int | None:
    return (matter.due_on - scope.today).days if matter.due_on else None
