"""Labels that were changed after a matter came, counted from the log of what feeds said before."""

from collections import Counter
from datetime import timedelta

from core import clock
from core.areas import AreaTree
from core.periods import Span
from core.scope import Scope
from db.queries import relabelling
from db.session import Records

SOFTENED, SPLIT = "softened", "split"


def counted(records: Records, areas: AreaTree, scope: Scope, span: Span, level: str) -> dict[tuple[str, str], int]:
    """How many matters became lighter by a changed label, by kind and the place of a level that they lie in.

    SOFTENED: complaints that became consultations; SPLIT: those of a group that became a single person's.
    """
    seen: set[tuple[str, str, int]] = set()
    until = clock.start_of(span.end + timedelta(days=1))
    with records.reading(within=scope.codes) as session:
        for matter, code, softened, split in relabelling.changed(session, clock.start_of(span.start), until):
            path = areas.path(code)
            place = next((step.code for step in path if step.level == level), None)
            if place is None or not any(step.code in scope.codes for step in path):
                continue
            seen |= {(kind, place, matter) for kind, holds in ((SOFTENED, softened), (SPLIT, split)) if holds}
    return dict(Counter((kind, place) for kind, place, _ in seen))
