"""Random people ask for random places by every door that shows rows or figures; a plain walk up the tree knows better.

On SQLite, where the one door (`access.scope`) stands alone, and on PostgreSQL as its working role, which the row guard
holds as well. An answer is a leak if it holds anything that the person may not see, and wrong if it isn't all they may.
"""

import random
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pandas as pd
from sqlalchemy import select

from core import access, areas, cases, clock, exports, foundation, situation, tiles, words
from core.access import OutOfScope, Person
from core.areas import AreaTree
from core.documents import workbook
from core.documents.workbook import Cover
from core.mediation import agenda, desk, docket
from core.metrics import measure
from core.periods import Period, Span
from core.scope import FILTERS, UNKNOWN, Request, Scope
from core.subsidy import ledger, tariff
from core.words import Words
from db import roles
from db.models import (
    Area,
    Matter,
    MediationCase,
    MediationDeadline,
    MediationRoom,
    MediationSession,
    Mediator,
    SubsidyEntry,
)
from db.models.account import ROLES
from db.read_model.model import ReadModel
from db.session import WHOLE, Records, Session, sqlite_url
from tests import factories, postgresql
from trust.figure import Figure

ATTEMPTS = 5_000
MATTERS = 240
LIMIT = 1_000
FIRST = date(2026, 1, 1)
DAYS = 300
YEAR = Span(date(2026, 1, 1), date(2026, 12, 31))
VALUES = {
    "matter_class": ("dispute", "livelihood", "public_safety"),
    "source": ("grid_patrol", "visit", "hotline"),
    "risk_level": ("high", "medium", "low"),
    "severity": ("02", "03", "04"),
}


@dataclass(frozen=True)
class Row:
    """A matter as the oracle knows it; `place` is None where none is known."""

    code: str
    place: str | None
    opened: date
    open: bool
    values: dict[str, str]


@dataclass(frozen=True)
class World:
    """A store with its matters, and who lies in whom."""

    records: Records
    model: ReadModel
    tree: AreaTree
    words: Words
    rows: list[Row]
    parents: dict[str, str | None]

    def inside(self, outer: str, place: str | None) -> bool:
        """Whether a place is `outer` or lies in it; what lies nowhere lies in the whole only."""
        if outer == WHOLE[0]:
            return True
        while place is not None:
            if place == outer:
                return True
            place = self.parents.get(place)
        return False


@dataclass(frozen=True)
class Attempt:
    """Who asks for what; `allowed` are the places of it that are theirs, as the oracle reckons."""

    person: Person
    request: Request
    allowed: tuple[str, ...]

    def sees(self, world: World, row: Row) -> bool:
        places = any(world.inside(place, row.place) for place in self.allowed)
        return places and all(row.values.get(name, UNKNOWN) in values for name, values in self.request.filters)


def run(attempts: int = ATTEMPTS) -> Iterator[Figure]:
    """One figure a store."""
    for name, store in (("SQLite", on_sqlite), ("PostgreSQL, working role", on_postgresql)):
        with tempfile.TemporaryDirectory(prefix="fengqiao-trust-") as folder, store(Path(folder)) as world:
            chance = random.Random(5_000)
            tried: dict[str, int] = dict.fromkeys(DOORS, 0)
            wrong = [said for _ in range(attempts // 2) if (said := _try(world, chance, tried))]
        spread = " ".join(f"{door} {count}" for door, count in tried.items())
        covered = min(tried.values()) > 0
        first = f" first: {wrong[0]}" if wrong else ""
        result = f"{len(wrong)} leaks or gaps ({spread}){first}"
        yield Figure(f"{attempts // 2} random requests, {name}", result, not wrong and covered)


def _try(world: World, chance: random.Random, tried: dict[str, int]) -> str | None:
    """What was wrong with one random request; None for nothing."""
    attempt = _attempt(world, chance)
    try:
        scope = access.scope(attempt.person, attempt.request, world.tree)
    except OutOfScope:
        tried["refused"] += 1
        return f"refused {attempt}" if attempt.allowed else None
    if not attempt.allowed:
        return f"let in {attempt}"
    door = chance.choice([name for name in DOORS if name != "refused"])
    tried[door] += 1
    said = DOORS[door](world, attempt, scope, chance)
    return f"{door}: {said} {attempt}" if said else None


def _attempt(world: World, chance: random.Random) -> Attempt:
    codes = [*world.parents, "999999", WHOLE[0]]
    own = chance.choice([*codes, None])
    role = chance.choice(ROLES)
    person = Person(None, "somebody", "x", role, own)
    wanted = tuple(chance.sample(codes, chance.choice((0, 0, 1, 1, 2, 3))))
    start = FIRST + timedelta(days=chance.randrange(DAYS - 30))
    period = Period.between(start, start + timedelta(days=chance.randrange(1, DAYS)))
    names = chance.sample(sorted(VALUES), chance.choice((0, 0, 1, 2)))
    filters = tuple((name, tuple(sorted(chance.sample(VALUES[name], chance.randint(1, 2))))) for name in names)
    ordered = tuple(sorted(filters, key=lambda pair: FILTERS.index(pair[0])))
    return Attempt(person, Request(period, wanted, ordered), allowed(world, person, wanted))


def allowed(world: World, person: Person, wanted: tuple[str, ...]) -> tuple[str, ...]:
    own = person.area_code
    known = own in world.parents or own == WHOLE[0]
    if own is None or not known or person.role.endswith("_manager"):
        return ()
    near = [place for place in wanted or (own,) if _touches(world, own, place)]
    return tuple(place if world.inside(own, place) else own for place in near)


def _touches(world: World, own: str, place: str) -> bool:
    there = place in world.parents or place == WHOLE[0]
    return there and (world.inside(own, place) or world.inside(place, own))


def counted(world: World, attempt: Attempt, scope: Scope) -> set[str]:
    span = scope.span
    return {row.code for row in world.rows if attempt.sees(world, row) and span.start <= row.opened <= span.end}


def _figure(world: World, attempt: Attempt, scope: Scope, chance: random.Random) -> str | None:
    found = measure(world.model, ("new_matters",), scope).iloc[0]["numerator"]
    expected = len(counted(world, attempt, scope))
    return None if (0 if pd.isna(found) else found) == expected else f"{found} for {expected}"


def _grouped(world: World, attempt: Attempt, scope: Scope, chance: random.Random) -> str | None:
    if scope.level_below is None:
        return None
    found = measure(world.model, ("new_matters",), scope, by=("area",))
    # Of places of several levels the deeper ones count towards the one above them, which is theirs as well.
    foreign = [c for c in found["area"].dropna() if not world.inside(attempt.person.area_code or "", c)]
    expected = len(counted(world, attempt, scope))
    if foreign:
        return f"names {foreign}"
    return None if found["numerator"].sum() == expected else f"parts come to {found['numerator'].sum()} for {expected}"


def _urgent(world: World, attempt: Attempt, scope: Scope, chance: random.Random) -> str | None:
    found = {one.matter.code for one in situation.most_urgent(world.model, world.records, scope, LIMIT)}
    expected = {row.code for row in world.rows if row.open and attempt.sees(world, row)}
    return _differs(found, expected)


def _newest(world: World, attempt: Attempt, scope: Scope, chance: random.Random) -> str | None:
    found = {one.matter.code for one in situation.newest(world.model, world.records, scope, LIMIT)}
    return _differs(found, {row.code for row in world.rows if attempt.sees(world, row)})


def _listed(world: World, attempt: Attempt, scope: Scope, chance: random.Random) -> str | None:
    order = chance.choice(("", "code", "area", "nonsense"))
    try:
        page = cases.page(
            world.records, world.model, "new_matters", scope, "numerator",
            words=world.words, by=attempt.person, order=order, limit=LIMIT,
        )  # fmt: skip
    except cases.NotAllowed:
        return "refused a list" if access.may(attempt.person, cases.RIGHT) else None
    if not access.may(attempt.person, cases.RIGHT):
        return "listed without the right"
    expected = counted(world, attempt, scope)
    if page.size.rows != len(expected):
        return f"{page.size.rows} rows for {len(expected)}"
    return _differs(set(page.frame["code"]) if len(page.frame) else set(), expected)


def _exported(world: World, attempt: Attempt, scope: Scope, chance: random.Random) -> str | None:
    asked = tiles.Asked(scope, ("new_matters",), ("source",))
    sheet = tiles.sheet(world.model, asked, "x", world.words)

    def make() -> bytes:
        return workbook.write([sheet], Cover("x", attempt.person.username))

    try:
        content = exports.export(world.records, attempt.person, scope, what="x", make=make)
    except exports.NotAllowed:
        return "refused a file" if access.may(attempt.person, exports.RIGHT) else None
    if not access.may(attempt.person, exports.RIGHT):
        return "gave a file without the right"
    read = pd.read_excel(BytesIO(content), sheet_name=0, engine="calamine")
    total = pd.to_numeric(read.iloc[:, 1], errors="coerce").sum()
    expected = len(counted(world, attempt, scope))
    return None if total == expected else f"the file comes to {total} for {expected}"


def _due(world: World, attempt: Attempt, scope: Scope, chance: random.Random) -> str | None:
    found = {one.code for one in agenda.due(world.records, scope, LIMIT)}
    return _differs(found, _mediated(world, attempt))


def _meetings(world: World, attempt: Attempt, scope: Scope, chance: random.Random) -> str | None:
    found = {one.code for one in agenda.meetings(world.records, scope, LIMIT)}
    return _differs(found, _mediated(world, attempt))


def _docket(world: World, attempt: Attempt, scope: Scope, chance: random.Random) -> str | None:
    """What somebody can work on lies in their own place, whatever they asked for."""
    found = {one.code for one in docket.listed(world.records, attempt.person)}
    if not access.may(attempt.person, desk.RIGHT):
        return "listed cases without the right" if found else None
    leaked = found - {f"{row.code}-T1" for row in world.rows if world.inside(attempt.person.area_code or "", row.place)}
    return f"leaks {sorted(leaked)[:3]}" if leaked else None


def _ledger(world: World, attempt: Attempt, scope: Scope, chance: random.Random) -> str | None:
    """Whom something is paid to is told to those who approve, of their own place."""
    found = ledger.lines(world.records, attempt.person, YEAR, limit=LIMIT)
    own = {f"{row.code}-T1" for row in world.rows if world.inside(attempt.person.area_code or "", row.place)}
    if leaked := {line.code for line in found} - own:
        return f"leaks {sorted(leaked)[:3]}"
    told = any(line.mediator for line in found)
    return "tells who is paid" if told and not access.may(attempt.person, tariff.APPROVE) else None


def _mediated(world: World, attempt: Attempt) -> set[str]:
    """Every matter has a case with a clock and a meeting; filters of matters aren't those of an agenda."""
    places = attempt.allowed
    return {f"{row.code}-T1" for row in world.rows if any(world.inside(place, row.place) for place in places)}


DOORS: dict[str, Callable[[World, Attempt, Scope, random.Random], str | None]] = {
    "refused": lambda *_: None,
    "figure": _figure,
    "by area": _grouped,
    "urgent": _urgent,
    "newest": _newest,
    "cases": _listed,
    "file": _exported,
    "due": _due,
    "meetings": _meetings,
    "docket": _docket,
    "ledger": _ledger,
}


def _differs(found: set[str], expected: set[str]) -> str | None:
    if leaked := found - expected:
        return f"leaks {sorted(leaked)[:3]}"
    return f"lacks {sorted(expected - found)[:3]}" if expected - found else None


@contextmanager
def on_sqlite(home: Path) -> Iterator[World]:
    records = Records(sqlite_url(home))
    foundation.prepare(records)
    _plant(records)
    with _opened(records, home) as world:
        yield world


@contextmanager
def on_postgresql(home: Path) -> Iterator[World]:
    with postgresql.running() as cluster:
        passwords = {roles.OWNER: "x", roles.APP: "x"}
        urls = roles.create(cluster.url("postgres"), "trusted", passwords)
        owner = Records(urls[roles.OWNER].render_as_string(hide_password=False))
        roles.upgrade(owner)
        foundation.prepare(owner)
        _plant(owner)
        owner.close()
        with _opened(Records(urls[roles.APP].render_as_string(hide_password=False)), home) as world:
            yield world


def _plant(records: Records) -> None:
    chance, now = random.Random(7), clock.now()
    with records.writing(within=WHOLE) as session:
        places = factories.areas(session)
        source = factories.data_source(session, as_of=now, fetched_at=now)
        mediator = _mediator(session, places["530702"])
        for _ in range(MATTERS):
            day = FIRST + timedelta(days=chance.randrange(DAYS))
            events: list[factories.Event] = [("reported", f"{day} 09:00")]
            if chance.random() < 0.6:
                events.append(("closed", f"{day} 15:00"))
            values = {name: chance.choice(codes) for name, codes in VALUES.items()}
            place = places[chance.choice(sorted(places))] if chance.random() < 0.9 else None
            matter = factories.matter(session, source, place, events, **values)
            _mediate(session, matter, mediator, now)


def _mediator(session: Session, place: Area) -> Mediator:
    since = {"valid_from": FIRST}
    room = MediationRoom(code="R1", name="R1", kind="workroom", area=place, **since)
    found = Mediator(work_number="R1-1", room=room, kind="full_time", **since)
    session.add(found)
    session.flush()
    return found


def _mediate(session: Session, matter: Matter, mediator: Mediator, now: datetime) -> None:
    """A case with a clock that has run out, a meeting to come, and a line of the ledger."""
    own = {"matter_id": matter.id}
    case = MediationCase(code=f"{matter.code}-T1", channel="people", status="assigned", room=mediator.room, **own)
    clock_of = {"episode": 1, "kind": "mediate", "rule_from": FIRST, "days": 1, "working": True}
    case.deadlines.append(MediationDeadline(starts_on=FIRST, due_on=FIRST, **own, **clock_of))
    case.sessions.append(MediationSession(planned_at=now + timedelta(days=1), **own))
    kind = {"level": "county", "difficulty": "simple", "form": "oral", "files": ""}
    paid = {"episode": 1, "amount_fen": 100, "claimed_on": FIRST, "made_by": "x", "state": "claimed"}
    room = {"area": mediator.room.area, "room": mediator.room, "mediator": mediator}
    session.add(SubsidyEntry(case=case, **own, **kind, **paid, **room))


@contextmanager
def _opened(records: Records, home: Path) -> Iterator[World]:
    model = ReadModel(records, home / "read_model")
    model.catch_up()
    tree = areas.load(records)
    with records.reading(within=WHOLE) as session:
        places = session.scalars(select(Area).where(Area.level != "root")).all()
        above = {place.code: place.parent for place in places}
        parents = {code: parent.code if parent and parent.level != "root" else None for code, parent in above.items()}
        rows = [_row(matter) for matter in session.scalars(select(Matter))]
    try:
        yield World(records, model, tree, words.load(records, tree), rows, parents)
    finally:
        model.close()
        records.close()


def _row(matter: Matter) -> Row:
    values = {name: getattr(matter, name) for name in VALUES}
    opened = clock.local_day(matter.events[0].at)
    return Row(matter.code, matter.area.code if matter.area else None, opened, matter.status != "closed", values)
