"""What only the situation board asks for: the open matters that can wait least."""

from dataclasses import dataclass

from core.scope import Scope
from db.queries import matters
from db.queries.matters import OpenMatter
from db.session import Records


@dataclass(frozen=True)
class Urgent:
    """One open matter with its clock: `days_left` until it is due (negative: overdue, None: no date)."""

    matter: OpenMatter
    days_left: int | None


def most_urgent(records: Records, scope: Scope, limit: int = 8) -> list[Urgent]:
    """The scope's open matters whatever its period, gravest and soonest due first; no names and no free text."""
    with records.reading() as session:
        found = matters.most_urgent(session, [area.code for area in scope.areas], scope.filters, limit)
    return [Urgent(matter, (matter.due_on - scope.today).days if matter.due_on else None) for matter in found]
