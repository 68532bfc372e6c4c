"""Runs as they are looked at: which there are for whom, their tables by peer group, and one body in full."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from core import access, clock
from core.access import Person
from core.areas import AreaTree
from core.periods import Span, unit_end
from core.scoring import bodies, exact, office, schemes
from core.scoring.outcome import Sheet, Standing, sheet_of
from core.scoring.scheme import Scheme
from core.scoring.snapshot import Body
from db.models.scoring import AFTER_APPEALS, AS_PUBLISHED, SHOWN_STATES, ScoringRun, ScoringSheet
from db.queries import scoring, scoring_runs
from db.session import Records, Session


@dataclass(frozen=True)
class Run:
    """One run without its sheets; whoever made, published and finished it is named as their post.

    `maker` is the account of whoever made it: who may not publish it, nor decide the appeals against it.
    """

    id: int
    version: int
    state: str
    scheme_id: int
    edition: int
    scheme: Scheme
    span: Span
    as_of: date
    maker: str
    made_by: str
    made_at: datetime
    published_by: str | None
    published_at: datetime | None
    appeal_until: date | None
    finished_by: str | None
    finished_at: datetime | None
    input_hash: str
    output_hash: str
    final_hash: str | None
    code_version: str
    generated: bool

    @property
    def months(self) -> tuple[date, ...]:
        return tuple(bucket.start for bucket in self.span.buckets("month"))

    @property
    def until(self) -> date:
        """The last day that its frozen data tell of, within its months."""
        return min(self.as_of, self.span.end)

    @property
    def told_until(self) -> datetime:
        """The last minute of that day: the one instant that pages and files give as the end of its data."""
        return told_until(self.as_of, self.span)

    @property
    def final_from(self) -> date | None:
        """The first day on which it can be made final, and with it what appeals gave takes effect."""
        return self.appeal_until and self.appeal_until + timedelta(days=1)


def told_until(as_of: date, span: Span) -> datetime:
    """The last minute of the last day of a span of which data as of a day tell."""
    return clock.start_of(min(as_of, span.end) + timedelta(days=1)) - timedelta(minutes=1)


@dataclass(frozen=True)
class Row:
    """One body at a run's end: as published and, where appeals changed anything, after them."""

    body: Body
    standing: Standing
    after: Standing | None = None
    before: Standing | None = None
    """The month before, of the same edition as `told`."""

    @property
    def told(self) -> Standing:
        """What stands: after the appeals, where there is such."""
        return self.after or self.standing


@dataclass(frozen=True)
class Spread:
    """How a group did at an item: median and best points of those that were assessed."""

    median: Decimal
    best: Decimal


def runs(records: Records, areas: AreaTree, by: Person) -> list[Run]:
    """Those of schemes whose area holds the person's place or lies in it; drafts only for whoever scores there."""
    own = by.area_code
    if own is None:
        return []
    scores = access.may(by, office.RIGHT)
    with records.reading() as session:
        found = [one for one in scoring_runs.runs(session, shown_only=not scores) if _is_for(areas, own, one)]
        names = office.posts(session)
        return [_run(one, names) for one in found]


def _is_for(areas: AreaTree, own: str, run: ScoringRun) -> bool:
    area = run.scheme.area_code
    within = areas.contains(own, area)
    return within or (run.state in SHOWN_STATES and areas.contains(area, own))


def rows(records: Records, run_id: int) -> list[Row]:
    """Every body's last standing."""
    with records.reading() as session:
        after = {
            row.body: _sheet(row.body, row.called, row.peer_group, row.standing) for row in _final(session, run_id)
        }
        before = scoring_runs.sheets(session, run_id, AS_PUBLISHED)
        sheets = [_sheet(row.body, row.called, row.peer_group, row.standing) for row in before]
    return [
        Row(s.body, s.last, _last(after.get(s.body.key)), _before(after.get(s.body.key, s))) for s in sheets if s.last
    ]


def sheet(records: Records, run_id: int, body: str) -> Sheet | None:
    """One body with all its months as they stand: after the appeals, where there is such."""
    with records.reading() as session:
        editions = (scoring_runs.sheet(session, run_id, edition, body) for edition in (AFTER_APPEALS, AS_PUBLISHED))
        row = next(filter(None, editions), None)
        return None if row is None else _sheet(row.body, row.called, row.peer_group, row.months)


def spreads(rows: Iterable[Row], group: str) -> dict[str, Spread]:
    """By item median and best points within a group."""
    found: dict[str, list[Decimal]] = {}
    for row in rows:
        if row.body.group == group:
            for key, cell in row.told.cells.items():
                if cell.points is not None:
                    found.setdefault(key, []).append(cell.points)
    return {key: Spread(median(points), max(points)) for key, points in found.items()}


def visible(records: Records, areas: AreaTree, by: Person, keys: Sequence[str]) -> set[str]:
    """The bodies whose figures (not only whose place) this person may look into: those of their own area."""
    own = by.area_code
    if own is None:
        return set()
    with records.reading() as session:
        places = scoring.places_of_units(session)
    codes = {key: bodies.code_of(key) if bodies.is_area(key) else places.get(bodies.code_of(key), "") for key in keys}
    return {key for key, code in codes.items() if areas.contains(own, code)}


def around(rows: Sequence[Row], body: str, reach: int = 5) -> list[Row]:
    """The ranked of a group in order, those up to `reach` places around one of them."""
    ordered = in_order(rows)
    at = next((at for at, row in enumerate(ordered) if row.body.key == body), None)
    return [] if at is None else ordered[max(0, at - reach) : at + reach + 1]


def in_order(rows: Iterable[Row]) -> list[Row]:
    """The best first; those without a rank last, by their codes."""
    return sorted(rows, key=lambda row: (row.told.rank is None, row.told.rank or 0, row.body.key))


def _final(session: Session, run_id: int) -> Sequence[ScoringSheet]:
    return scoring_runs.sheets(session, run_id, AFTER_APPEALS)


def _last(sheet: Sheet | None) -> Standing | None:
    return sheet.last if sheet else None


def _before(sheet: Sheet) -> Standing | None:
    return sheet.standings[-2] if len(sheet.standings) > 1 else None


def _sheet(body: str, called: str, group: str, text: str) -> Sheet:
    return sheet_of(Body(body, called, group, ()), text)


def median(points: Sequence[Decimal]) -> Decimal:
    ordered, half = sorted(points), len(points) // 2
    if len(ordered) % 2:
        return ordered[half]
    return exact.points(exact.quotient(ordered[half - 1] + ordered[half], Decimal(2)))


def _run(row: ScoringRun, names: Mapping[str, str]) -> Run:
    known = schemes.loaded(row.scheme)
    return Run(
        row.id,
        row.version,
        row.state,
        row.scheme_id,
        known.edition,
        known.scheme,
        Span(row.first_month, unit_end(row.last_month, "month")),
        row.as_of,
        row.made_by,
        names.get(row.made_by, row.made_by),
        row.made_at,
        row.published_by and names.get(row.published_by, row.published_by),
        row.published_at,
        row.appeal_until,
        row.finished_by and names.get(row.finished_by, row.finished_by),
        row.finished_at,
        row.input_hash,
        row.output_hash,
        row.final_hash,
        row.code_version,
        row.generated,
    )
