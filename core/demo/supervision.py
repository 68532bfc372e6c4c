"""The demo's supervision: a scheme, what was entered under it, two final runs and one whose appeals are open."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from core import areas, catalogue, clock, working_days
from core.access import Person
from core.areas import AreaTree
from core.demo.shares import generator
from core.periods import Span, unit_end, unit_start
from core.scoring import appeals, entering, run, runs, schemes
from core.scoring.appeals import Claim
from core.scoring.exact import hundredths
from core.scoring.faults import Refused
from core.scoring.office import Seen
from core.scoring.runs import Computed
from core.scoring.scheme import Item, Scheme
from core.scoring.snapshot import Body, Entry, Snapshot
from db.models.scoring import ScoringEntry, ScoringRun
from db.queries import accounts, scoring_runs
from db.read_model.model import ReadModel
from db.session import WHOLE, Records, Session

MAKER, OTHER, COUNTY = "dudao", "fuhe", "gucheng"
FIRST_MONTHS = 8
"""Of a year so many are told together in the first run; each later month has a run of its own."""


def create(records: Records, model: ReadModel, today: date) -> int:
    """Makes it where the demo's accounts are there and nothing was loaded yet; gives the number of runs."""
    tree = areas.load(records)
    with records.reading() as session:
        people = {name: _person(session, name) for name in (MAKER, OTHER, COUNTY)}
        present = bool(scoring_runs.schemes(session))
    if present or None in people.values():
        return 0
    maker, other, county = (people[name] for name in (MAKER, OTHER, COUNTY))
    if maker is None or other is None or county is None:
        return 0
    span = _span(today)
    with records.writing(within=WHOLE) as session:
        kept = schemes.load(session, tree, text=schemes.example(), by=maker, generated=True)
        scheme = schemes.loaded(kept).scheme
    model.catch_up()
    try:
        whole = runs.compute(records, model, kept.id, span, maker)
    except Refused:
        return 0
    made = list(_entries(scheme, whole.snapshot))
    with records.writing(within=WHOLE) as session:
        session.add_all(made)
        _visits(session, tree, kept.id, whole.snapshot, maker)
    entered = tuple(Entry(one.body, one.item, one.on_day, hundredths(one.hundredths)) for one in made)
    whole = replace(whole, snapshot=replace(whole.snapshot, entries=entered))
    parts = [
        _until(whole, months)
        for months in range(min(FIRST_MONTHS, len(whole.snapshot.months)), len(whole.snapshot.months) + 1)
    ]
    for at, part in enumerate(parts):
        _publish(records, tree, part, maker, other, county, final=at < len(parts) - 1)
    return len(parts)


def _person(session: Session, username: str) -> Person | None:
    account = accounts.by_name(session, username)
    if account is None or account.area is None:
        return None
    return Person(account.id, account.username, account.display_name, account.role, account.area.code)


def _span(today: date) -> Span:
    """The months of the year that are over; in January those of the year before."""
    end = unit_start(today, "month") - timedelta(days=1)
    return Span(date(end.year, 1, 1), end)


def _until(whole: Computed, months: int) -> Computed:
    """The same as it would have been after so many months: its figures don't know of later ones."""
    plain = whole.snapshot
    kept = plain.months[:months]
    counts = {place: tuple(c for c in found if c.month in kept) for place, found in plain.counts.items()}
    bodies = tuple(replace(body, months=tuple(m for m in body.months if m in kept)) for body in plain.bodies)
    end = unit_end(kept[-1], "month")
    entries = tuple(entry for entry in plain.entries if entry.on <= end)
    part = replace(plain, months=kept, bodies=bodies, counts=counts, entries=entries, as_of=end.isoformat())
    return replace(whole, snapshot=part, outcome=run.compute(whole.scheme, part))


def _entries(scheme: Scheme, snapshot: Snapshot) -> Iterator[ScoringEntry]:
    """Meetings nearly every month, a mark or two, now and then a practice that others took over."""
    words = catalogue.document("demo")["supervision"]
    now = clock.now()
    for body in snapshot.bodies:
        rng = generator(7, "supervision", body.key)
        for item in scheme.marked:
            if not item.is_for(body.group):
                continue
            for month in body.months:
                worth = _worth(item, body, month, rng.random(), rng.random())
                if worth:
                    day = month + timedelta(days=int(rng.integers(3, 25)))
                    number = int(rng.integers(1, 90))
                    yield ScoringEntry(
                        scheme_code=scheme.key,
                        body=body.key,
                        called=body.called,
                        item=item.key,
                        on_day=day,
                        hundredths=worth,
                        evidence=words[item.key].format(year=month.year, month=month.month, number=number),
                        entered_by=MAKER,
                        entered_at=now,
                        generated=True,
                    )


def _worth(item: Item, body: Body, month: date, chance: float, much: float) -> int:
    """What is entered for a month, in hundredths; none for nothing."""
    if item.bonus:
        return 100 if chance < 0.02 else 0
    if item.evidence == "count":
        return 100 if chance < 0.9 else 0
    # Each is visited about twice a year.
    full = item.full(body.group)
    return int(full * 100 * (70 + int(much * 29)) / 100) // 10 * 10 if chance < 0.2 or month.month == 1 else 0


def _visits(session: Session, tree: AreaTree, scheme_id: int, snapshot: Snapshot, maker: Person) -> None:
    """Every week one of the coming ones, by turn."""
    visited = [body.key for body in snapshot.bodies if body.group in ("towns", "subdistricts")][:6]
    for at, body in enumerate(visited):
        on = clock.today() + timedelta(days=3 + 7 * at)
        entering.plan_visit(session, tree, scheme_id=scheme_id, body=body, on=on, by=maker, generated=True)


def _publish(
    records: Records, tree: AreaTree, part: Computed, maker: Person, other: Person, county: Person, *, final: bool
) -> None:
    with records.writing(within=WHOLE) as session:
        made = runs.keep(session, tree, part, by=maker, generated=True)
        runs.submit(session, tree, _seen(made), by=maker)
        runs.publish(session, tree, working_days.published(), _seen(made), by=other)
        _appeal(session, tree, made, part, county, other, decided=final)
        if final:
            after = (made.appeal_until or clock.today()) + timedelta(days=1)
            runs.finish(session, tree, _seen(made), by=other, today=after)


def _appeal(
    session: Session, tree: AreaTree, made: ScoringRun, part: Computed, county: Person, other: Person, *, decided: bool
) -> None:
    """The county appeals for one of its own: of a run that is final it was upheld, of the last one it waits."""
    words = catalogue.document("demo")["supervision"]
    body = f"area:{county.area_code}"
    last = part.outcome.of(body).last
    if last is None:
        return
    for item in part.scheme.items_of("counties"):
        points = last.cells[item.key].points
        if item.metric and points is not None and points < item.full("counties"):
            claim = Claim(made.id, body, item.key, words["grounds"], words["shown"])
            appeal = appeals.file(session, tree, claim, by=county)
            if decided:
                given = min(item.full("counties"), hundredths(int(points * 100)) + hundredths(50))
                appeals.decide(session, tree, _seen(appeal), points=given, answer=words["answer"], by=other)
            return


def _seen(row: object) -> Seen:
    return Seen(row.id, row.version)  # type: ignore[attr-defined]
