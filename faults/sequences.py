"""Random sequences of all that is done to the stores: after every step the read model is what the records say."""

# ruff: noqa: S311 - chance, not secrets

import random
import shutil
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest import mock

from sqlalchemy import case, delete, func, select
from sqlalchemy.orm import Session

from core import access, change_log, intake
from core.intake import importing
from db.models import DataSource, Matter, MatterEvent, ModelReader
from db.models.matter import OPENING
from db.read_model.daily import DAILY, cells
from db.read_model.model import ReadModel
from db.read_model.tables import fact_matter
from db.session import Records
from faults import town
from faults.town import DATABASES, Figure, Town

SEQUENCES = 2_000
STEPS = 5
# So many sequences go on from each other's end in one town, which then gives way to a new one.
SEQUENCES_A_TOWN = 50
PORTION = 2
BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)


class Ended(BaseException):
    """Stands for kill -9 where the process that asks has to live on."""


class World:
    """One installation with its read model, and what may be done to them."""

    def __init__(self, place: Town, chance: random.Random) -> None:
        self.place, self.chance, self.imported = place, chance, 0
        self.records = Records(place.url)
        self.model = ReadModel(self.records, place.folder)

    def create(self) -> None:
        with self.records.writing() as session:
            number = (session.scalar(select(func.max(Matter.id))) or 0) + 1_000_000
            said = {"matter_class": "dispute", "status": "reported", "data_source_id": _source(session)}
            events = [self._event("reported")]
            session.add(Matter(code=f"C{number}", source_ref=f"C{number}", events=events, **said))

    def change(self) -> None:
        with self.records.writing() as session:
            if (matter := self._any(session)) is None:
                return
            matter.matter_class = self.chance.choice(("dispute", "public_safety", "livelihood", "other"))
            if len(matter.events) == 1:
                matter.events.append(self._event("closed", days=5))
            elif len({event.episode for event in matter.events}) == 1 and self.chance.random() < 0.5:
                matter.events.append(self._event("reopened", episode=2, days=9))

    def remove(self) -> None:
        with self.records.writing() as session:
            if (matter := self._any(session)) is not None:
                session.execute(delete(Matter).where(Matter.id == matter.id))

    def fail(self) -> None:
        """A transaction that is taken back."""
        try:
            with self.records.writing() as session:
                session.execute(delete(MatterEvent))
                raise InterruptedError
        except InterruptedError:
            pass

    def bring_in(self) -> None:
        """A table of which half is known."""
        self.imported += 1
        file = self.place.home / "table.csv"
        town.write_table(file, self.imported * 3, 6, closed=self.chance.random() < 0.5)
        self.bring_in_again()

    def bring_in_again(self) -> None:
        if (file := self.place.home / "table.csv").exists():
            with mock.patch.object(importing, "PORTION", PORTION):
                intake.run(self.records, "matters", file, town.MAPPING, by=access.operator(), home=self.place.home)

    def be_killed_in_import(self) -> None:
        """The import ends at any of its commits, before or after it; nobody runs it again."""
        number, after = self.chance.randint(1, 5), self.chance.random() < 0.5
        try:
            with town.ended_at_commit(number, after=after, end=_end):
                self.bring_in()
        except Ended:
            pass

    def sync(self) -> None:
        self.model.catch_up()

    def rebuild(self) -> None:
        self.model.rebuild()

    def be_killed_in_rebuild(self) -> None:
        """The rebuild ends before or after its commit, and the process with it."""
        try:
            with town.ended_at_commit(1, after=self.chance.random() < 0.5, end=_end):
                self.model.rebuild()
        except Ended:
            pass
        self.crash()

    def prune(self) -> None:
        change_log.prune(self.records)

    def be_forgotten(self) -> None:
        """The log is pruned as if this reader hadn't been seen for long: it has missed something."""
        self.model.close()
        self.create()
        self.change()
        with self.records.writing() as session:
            session.execute(delete(ModelReader))
        change_log.prune(self.records)
        self.model = ReadModel(self.records, self.place.folder)

    def restart(self) -> None:
        self.model.close()
        self.model = ReadModel(self.records, self.place.folder)

    def crash(self) -> None:
        """The process is gone without a word: its slot is free, and its file is what was on the disk at that moment."""
        slot = self.place.slot
        kept = {path: path.with_name(path.name + ".kept") for path in (slot, slot.with_name(slot.name + ".wal"))}
        for path, copy in kept.items():
            if path.exists():
                shutil.copyfile(path, copy)
        self.model.close()
        for path, copy in kept.items():
            path.unlink(missing_ok=True)
            if copy.exists():
                copy.replace(path)
        self.model = ReadModel(self.records, self.place.folder)

    def be_read_by_another(self) -> None:
        """Another process, with a copy of its own that is as old as its last visit, has to come level as well."""
        other = ReadModel(self.records, self.place.folder)
        try:
            if not self.level(other):
                raise AssertionError("the other process read something else")
        finally:
            other.close()

    def level(self, model: ReadModel | None = None) -> bool:
        """Whether every handling stands in the read model once, as the records tell it."""
        model = model or self.model
        model.catch_up()
        fact = fact_matter.c
        columns = (fact.matter_id, fact.episode, fact.matter_class, fact.opened_on, fact.closed_on)
        rows = model.execute(select(*columns))
        found = [(*row[:4], row[4] is not None) for row in rows]
        told = self._told()
        return len(found) == len(told) and set(found) == told and _added_up(model)

    def close(self) -> None:
        self.model.close()
        self.records.close()

    def _told(self) -> set[tuple[Any, ...]]:
        opened = func.min(case((MatterEvent.status.in_(OPENING), MatterEvent.at)))
        closings = func.sum(case((MatterEvent.status == "closed", 1), else_=0))
        handlings = select(Matter.id, MatterEvent.episode, Matter.matter_class, opened, closings).join(MatterEvent)
        with self.records.reading() as session:
            return {
                (*row[:3], (row[3] + timedelta(hours=8)).date(), bool(row[4]))
                for row in session.execute(handlings.group_by(*handlings.selected_columns[:3]))
            }

    def _event(self, status: str, episode: int = 1, days: int = 0) -> MatterEvent:
        at = BEGINNING + timedelta(days=days + self.chance.randrange(3), hours=self.chance.randrange(24))
        return MatterEvent(status=status, episode=episode, at=at)

    def _any(self, session: Session) -> Matter | None:
        ids = session.scalars(select(Matter.id)).all()
        return session.get(Matter, self.chance.choice(ids)) if ids else None


STEPS_TO_TAKE: dict[Callable[[World], None], int] = {
    World.create: 4,
    World.change: 4,
    World.remove: 2,
    World.fail: 1,
    World.bring_in: 2,
    World.bring_in_again: 2,
    World.be_killed_in_import: 2,
    World.sync: 2,
    World.rebuild: 1,
    World.be_killed_in_rebuild: 1,
    World.prune: 2,
    World.be_forgotten: 1,
    World.restart: 1,
    World.crash: 2,
    World.be_read_by_another: 1,
}


def run(sequences: int = SEQUENCES, seed: int = 1, databases: tuple[str, ...] = DATABASES) -> list[Figure]:
    """On each database so many sequences of random steps, everything compared after each of them."""
    return [_figure(database, sequences, seed) for database in databases]


def _figure(database: str, sequences: int, seed: int) -> Figure:
    wrong: list[str] = []
    taken: Counter[str] = Counter()
    with town.founding(database) as new:
        for first in range(0, sequences, SEQUENCES_A_TOWN):
            wrong += _group(new(), min(SEQUENCES_A_TOWN, sequences - first), seed + first, taken)
    steps = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in taken.most_common())
    result = f"{sequences} sequences, {taken.total()} steps: {len(wrong)} left the model apart from the records"
    return Figure(f"random sequences, {database}", f"{result} {wrong[:3] or ''} ({steps})", not wrong)


def _group(place: Town, sequences: int, seed: int, taken: Counter[str]) -> list[str]:
    chance = random.Random(seed)
    world = World(place, chance)
    try:
        return [said for number in range(sequences) if (said := _sequence(world, chance, f"{seed}/{number}", taken))]
    finally:
        world.close()
        shutil.rmtree(place.home)


def _sequence(world: World, chance: random.Random, name: str, taken: Counter[str]) -> str:
    """Nothing, or the name of the sequence with the steps that led apart."""
    steps: list[str] = []
    for step in chance.choices(list(STEPS_TO_TAKE), list(STEPS_TO_TAKE.values()), k=STEPS):
        step(world)
        steps.append(step.__name__)
        if not world.level():
            return f"{name}: {' '.join(steps)}"
    taken.update(steps)
    return ""


def _end() -> None:
    raise Ended


def _added_up(model: ReadModel) -> bool:
    """Whether the sums by day are what the facts add up to."""
    for daily in DAILY.values():
        sums = (model.execute(statement) for statement in (cells(daily, daily.fact), select(daily.table)))
        expected, held = (sorted(map(tuple, rows)) for rows in sums)
        if expected != held:
            return False
    return True


def _source(session: Session) -> int:
    found = session.scalars(select(DataSource).where(DataSource.key == "faults")).first()
    if found is None:
        found = DataSource(key="faults", name="faults", mode="feed")
        session.add(found)
        session.flush()
    return found.id
