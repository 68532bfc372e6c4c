"""What has been entered under a scheme and which visits are planned, as the desk lists them."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from core import clock
from core.periods import unit_start
from core.scoring import bodies
from core.scoring.exact import hundredths
from core.scoring.scheme import Scheme
from core.scoring.snapshot import Body
from db.queries import scoring_runs
from db.session import Records

SHOWN = timedelta(days=60)


@dataclass(frozen=True)
class Entered:
    """One mark or count that stands."""

    id: int
    body: str
    called: str
    item: str
    on: date
    value: Decimal
    evidence: str


@dataclass(frozen=True)
class Visit:
    """One visit of the calendar."""

    id: int
    version: int
    body: str
    called: str
    planned_on: date
    state: str


def entries(records: Records, scheme: Scheme) -> list[Entered]:
    with records.reading() as session:
        rows = scoring_runs.entries(session, scheme.key)
        return [
            Entered(row.id, row.body, row.called, row.item, row.on_day, hundredths(row.hundredths), row.evidence)
            for row in rows
        ]


def visits(records: Records, scheme: Scheme) -> list[Visit]:
    """Those of the last two months and all to come."""
    with records.reading() as session:
        rows = scoring_runs.visits(session, scheme.key, clock.today() - SHOWN)
        return [Visit(row.id, row.version, row.body, row.called, row.planned_on, row.state) for row in rows]


def present(records: Records, scheme: Scheme) -> list[Body]:
    """The bodies that are there this month."""
    with records.reading() as session:
        return list(bodies.found(session, scheme, (unit_start(clock.today(), "month"),)))
