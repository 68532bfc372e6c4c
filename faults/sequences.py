"""Random sequences of all that is done to the stores: after every step the read model is what the records say."""

# ruff: noqa: S311 - chance, not secrets

import random
import shutil
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import case, delete, func, select
from sqlalchemy.orm import Session

from core import access, change_log, intake
from db.models import DataSource, Matter, MatterEvent
from db.models.matter import OPENING
from db.read_model.model import ReadModel
from db.read_model.tables import fact_matter
from db.session import Records, sqlite_url
from faults import town
from faults.town import Figure

SEQUENCES = 2_000
STEPS = 8
BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)


class World:
    """One installation with its read model, and what may be done to them."""

    def __init__(self, home: Path, chance: random.Random) -> None:
        self.home, self.chance, self.imported = home, chance, 0
        self.records = Records(sqlite_url(home))
        self.model = ReadModel(self.records, home / "read_model")

    def create(self) -> None:
        with self.records.writing() as session:
            number = self._next(session)
            session.add(
                Matter(
                    code=f"C{number}", source_ref=f"C{number}", data_source_id=_source(session),
                    matter_class="dispute", status="reported", events=[self._event("reported")],
                )
            )  # fmt: skip

    def change(self) -> None:
        with self.records.writing() as session:
            if (matter := self._any(session)) is None:
                return
            matter.matter_class = self.chance.choice(("dispute", "public_safety", "livelihood", "other"))
            if len({event.episode for event in matter.events}) == 1 and len(matter.events) == 1:
                matter.events.append(self._event("closed", days=5))
            elif self.chance.random() < 0.5:
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
        self.imported += 1
        town.write_table(self.home / "table.csv", self.imported * 3, 6, closed=self.chance.random() < 0.5)
        self.bring_in_again()

    def bring_in_again(self) -> None:
        if (file := self.home / "table.csv").exists():
            intake.run(self.records, "matters", file, town.MAPPING, by=access.operator(), home=self.home)

    def sync(self) -> None:
        self.model.catch_up()

    def rebuild(self) -> None:
        self.model.rebuild()

    def prune(self) -> None:
        change_log.prune(self.records)

    def restart(self) -> None:
        self.model.close()
        self.model = ReadModel(self.records, self.home / "read_model")

    def crash(self) -> None:
        """The process is gone without a word: its slot is free, and its file is what was on the disk at that moment."""
        slot = self.model._slot.path
        kept = {path: path.with_name(path.name + ".kept") for path in (slot, slot.with_name(slot.name + ".wal"))}
        for path, copy in kept.items():
            if path.exists():
                shutil.copyfile(path, copy)
        self.model.close()
        for path, copy in kept.items():
            path.unlink(missing_ok=True)
            if copy.exists():
                copy.replace(path)
        self.model = ReadModel(self.records, self.home / "read_model")

    def level(self) -> bool:
        """Whether every handling stands in the read model once, as the records tell it."""
        self.model.catch_up()
        day = func.min(case((MatterEvent.status.in_(OPENING), MatterEvent.at)))
        with self.records.reading() as session:
            told = {
                (row[0], row[1], row[2], (row[3] + timedelta(hours=8)).date(), bool(row[4]))
                for row in session.execute(
                    select(
                        Matter.id, MatterEvent.episode, Matter.matter_class, day,
                        func.sum(MatterEvent.status == "closed"),
                    ).join(MatterEvent).group_by(Matter.id, MatterEvent.episode)
                )
            }  # fmt: skip
        fact = fact_matter.c
        rows = self.model.execute(
            select(fact.matter_id, fact.episode, fact.matter_class, fact.opened_on, fact.closed_on)
        )
        found = [(*row[:4], row[4] is not None) for row in rows]
        return len(found) == len(told) and set(found) == told

    def close(self) -> None:
        self.model.close()
        self.records.close()

    def _event(self, status: str, episode: int = 1, days: int = 0) -> MatterEvent:
        at = BEGINNING + timedelta(days=days + self.chance.randrange(3), hours=self.chance.randrange(24))
        return MatterEvent(status=status, episode=episode, at=at)

    def _any(self, session: Session) -> Matter | None:
        ids = session.scalars(select(Matter.id)).all()
        return session.get(Matter, self.chance.choice(ids)) if ids else None

    @staticmethod
    def _next(session: Session) -> int:
        return (session.scalar(select(func.max(Matter.id))) or 0) + 1_000_000


STEPS_TO_TAKE: tuple[Callable[[World], None], ...] = (
    World.create,
    World.create,
    World.change,
    World.change,
    World.remove,
    World.fail,
    World.bring_in,
    World.bring_in_again,
    World.sync,
    World.rebuild,
    World.prune,
    World.restart,
    World.crash,
)


def run(sequences: int = SEQUENCES, seed: int = 1) -> list[Figure]:
    """The sequences go on from each other's end, a hundred in one installation."""
    wrong: list[str] = []
    for group in range(0, sequences, 100):
        wrong += _group(min(100, sequences - group), seed + group)
    steps = sequences * STEPS
    result = f"{sequences} sequences, {steps} steps: {len(wrong)} left the model apart from the records"
    return [Figure("random sequences", f"{result} {wrong[:3] or ''}".strip(), not wrong)]


def _group(sequences: int, seed: int) -> list[str]:
    with tempfile.TemporaryDirectory(prefix="fengqiao-sequences-") as folder:
        home = Path(folder)
        town.found(home)
        chance = random.Random(seed)
        world = World(home, chance)
        try:
            return [said for number in range(sequences) if (said := _sequence(world, chance, f"{seed}/{number}"))]
        finally:
            world.close()


def _sequence(world: World, chance: random.Random, name: str) -> str:
    """Nothing, or the name of the sequence with the steps that led apart."""
    taken: list[str] = []
    for step in chance.choices(STEPS_TO_TAKE, k=STEPS):
        step(world)
        taken.append(step.__name__)
        if not world.level():
            return f"{name}: {' '.join(taken)}"
    return ""


def _source(session: Session) -> int:
    found = session.scalars(select(DataSource).where(DataSource.key == "faults")).first()
    if found is None:
        found = DataSource(key="faults", name="faults", mode="feed")
        session.add(found)
        session.flush()
    return found.id
