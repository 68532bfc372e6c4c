"""Gathering the inputs of a run once: a few questions to `measure`, never one a body."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

import pandas as pd

from core import access, areas, coverage
from core.access import OutOfScope, Person
from core.metrics import measure
from core.periods import Period, Span, unit_end
from core.scope import Request, Scope
from core.scoring import bodies
from core.scoring.faults import NotAllowed, Refused
from core.scoring.scheme import Scheme
from core.scoring.snapshot import Act, Body, Count, Entry, Snapshot
from db.read_model.model import ReadModel
from db.session import Records

MOST_MONTHS = 24
Counts = dict[tuple[str, str], tuple[Count, ...]]


def gather(
    records: Records,
    model: ReadModel,
    scheme: Scheme,
    span: Span,
    by: Person,
    entries: Sequence[Entry],
    acts: Sequence[Act],
) -> Snapshot:
    """All that the scheme asks for over whole months. Raises Refused, or NotAllowed outside of the person's area."""
    months = months_of(span)
    scope = _scope(records, scheme, span, by)
    known = coverage.coverage(model, "fact_matter", scope)
    if known.last_day is None or known.last_day < span.end:
        raise Refused("not_over", day=known.last_day.isoformat() if known.last_day else "-")
    with records.reading() as session:
        found = bodies.found(session, scheme, months)
    if not found:
        raise Refused("no_bodies")
    counts: Counts = {}
    for dimension, metrics in scheme.metrics.items():
        mine = [body for body in found if scheme.group_of(body.group).members.dimension == dimension]
        if metrics and mine:
            counts |= _counts(model, scope, dimension, metrics, mine)
    names = {body.key for body in found}
    theirs = tuple(entry for entry in entries if entry.body in names)
    held = tuple(act for act in acts if act.body in names)
    return Snapshot(months, found, counts, theirs, held, known.last_day.isoformat())


def months_of(span: Span) -> tuple[date, ...]:
    """The first days of the span's months. Raises Refused where it isn't made of whole ones."""
    months = tuple(bucket.start for bucket in span.buckets("month"))
    if span.start.day != 1 or span.end != unit_end(span.end, "month"):
        raise Refused("not_whole_months")
    if len(months) > MOST_MONTHS:
        raise Refused("too_long", most=MOST_MONTHS)
    return months


def _scope(records: Records, scheme: Scheme, span: Span, by: Person) -> Scope:
    tree = areas.load(records)
    if scheme.area not in tree:
        raise Refused("no_area", area=scheme.area)
    try:
        scope = access.scope(by, Request(Period.between(span.start, span.end), (scheme.area,)), tree)
    except OutOfScope as outside:
        raise NotAllowed(by.username) from outside
    if scope.codes != (scheme.area,):
        raise NotAllowed(by.username)
    return scope


def _counts(model: ReadModel, scope: Scope, dimension: str, metrics: Sequence[str], mine: Sequence[Body]) -> Counts:
    """The parts of each metric by month and body, of those that have any."""
    keys = {bodies.code_of(body.key): body.key for body in mine}
    seen = scope.with_filter(dimension, *keys) if dimension == "handling_unit" else scope
    found: dict[tuple[str, str], list[Count]] = defaultdict(list)
    for code, month, metric, over, under in _told(measure(model, metrics, seen, ("month", dimension)), dimension):
        if code in keys and over == over:
            denominator = None if under != under else _exact(under)
            found[metric, keys[code]].append(Count(month, _exact(over), denominator))
    return {place: tuple(sorted(counts, key=lambda count: count.month)) for place, counts in sorted(found.items())}


def _told(frame: pd.DataFrame, dimension: str) -> Iterable[tuple[str, date, str, float, float]]:
    names = (dimension, "month", "metric", "numerator", "denominator")
    return zip(*(frame[name].tolist() for name in names), strict=True)


def _exact(number: float) -> Decimal:
    """Counts are whole; what isn't is taken in its shortest decimal form."""
    return Decimal(int(number)) if number == int(number) else Decimal(repr(number))
