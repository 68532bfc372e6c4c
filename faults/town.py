"""A small installation to be hurt, in a folder of its own, and the questions that it must answer unharmed."""

import os
import shutil
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from sqlalchemy import func, select, text
from sqlalchemy.engine.default import DefaultDialect

from core import access, foundation, intake, parity
from core.intake import Outcome
from db.models import Matter, MatterEvent
from db.read_model.model import ReadModel
from db.read_model.tables import fact_matter
from db.session import Records, sqlite_url
from tests import postgresql

MAPPING = Path(__file__).with_name("mapping.toml")
AREAS = ("5307", "530702", "530702001", "530702002")
DATABASES = ("sqlite", "postgresql")


@dataclass(frozen=True)
class Figure:
    """One line of the table: what was done, what came of it, and whether that is as it must be."""

    fault: str
    result: str
    good: bool


@dataclass(frozen=True)
class Town:
    """One installation: its data folder and the address of its records."""

    home: Path
    url: str

    @classmethod
    def at(cls, home: Path) -> "Town":
        """The installation that a folder holds by itself, on SQLite."""
        return cls(home, sqlite_url(home))

    @property
    def folder(self) -> Path:
        """Where its read models lie."""
        return self.home / "read_model"

    @property
    def slot(self) -> Path:
        """The read model of the first process."""
        return self.folder / "slot-0.duckdb"

    @contextmanager
    def opened(self) -> Iterator[Records]:
        records = Records(self.url)
        try:
            yield records
        finally:
            records.close()


@dataclass(frozen=True)
class Health:
    """What a restart found: seconds to be up, parity differences, matters, and what is there twice or not at all."""

    restart: float
    differences: int
    matters: int
    doubled: int
    lost: int
    sound: bool

    @property
    def good(self) -> bool:
        return not (self.differences or self.doubled or self.lost) and self.sound and self.restart <= 10


@contextmanager
def founding(database: str) -> Iterator[Callable[[], Town]]:
    """Gives towns on SQLite or PostgreSQL, each a copy of one that was founded at the beginning."""
    with tempfile.TemporaryDirectory(prefix="fengqiao-towns-", dir=postgresql.quick_folder()) as folder:
        homes = (Path(folder) / f"town-{number}" for number in count())
        if database == "sqlite":
            found(first := Town.at(next(homes)))
            yield lambda: Town.at(shutil.copytree(first.home, next(homes)))
            return
        with postgresql.running() as cluster:
            first = Town(next(homes), cluster.database())
            found(first)

            def another() -> Town:
                (home := next(homes)).mkdir()
                return Town(home, cluster.database(postgresql.name_of(first.url)))

            yield another


def found(town: Town) -> None:
    """Lays down the records and their areas."""
    rows = (f"{code},P{code},{AREAS[max(0, number - 1)] if number else 0}\n" for number, code in enumerate(AREAS[:3]))
    town.home.mkdir(parents=True, exist_ok=True)
    file = town.home / "areas.csv"
    file.write_text("code,name,parent\n" + "".join(rows) + f"{AREAS[3]},P{AREAS[3]},{AREAS[1]}\n")
    with town.opened() as records:
        foundation.prepare(records)
        intake.run(records, "areas", file, MAPPING, by=access.operator(), home=town.home)


def write_table(file: Path, first: int, count: int, closed: bool) -> None:
    """A table of matters `first` … with the state that all of them are to have in the end."""
    rows = (
        f"R{n},2026-01-{n % 28 + 1:02},{f'2026-03-{n % 28 + 1:02}' if closed else ''},{AREAS[n % len(AREAS)]}\n"
        for n in range(first, first + count)
    )
    file.write_text("ref,reported,closed,area\n" + "".join(rows))


def take(town: Town, file: Path) -> Outcome:
    with town.opened() as records:
        return intake.run(records, "matters", file, MAPPING, by=access.operator(), home=town.home)


def examine(town: Town, expected: int | None = None) -> Health:
    """Starts as a server does, and compares everything."""
    began = time.monotonic()
    with town.opened() as records:
        foundation.prepare(records)
        model = ReadModel(records, town.folder)
        try:
            model.catch_up()
            return _health(records, model, time.monotonic() - began, expected)
        finally:
            model.close()


def _health(records: Records, model: ReadModel, restart: float, expected: int | None) -> Health:
    with records.reading() as session:
        matters = session.scalar(select(func.count()).select_from(Matter)) or 0
        refs = session.scalar(select(func.count(Matter.source_ref.distinct()))) or 0
        handlings = session.execute(select(MatterEvent.matter_id, MatterEvent.episode).distinct()).all()
        sqlite = records.engine.dialect.name == "sqlite"
        sound = not sqlite or session.scalar(text("pragma integrity_check(1)")) == "ok"
    facts = [tuple(row) for row in model.execute(select(fact_matter.c.matter_id, fact_matter.c.episode))]
    doubled = len(facts) - len(set(facts)) + matters - refs
    missing = 0 if expected is None else abs(expected - matters)
    lost = len({tuple(row) for row in handlings} ^ set(facts)) + missing
    return Health(restart, len(parity.check(records, model).differences), matters, doubled, lost, sound)


@contextmanager
def ended_at_commit(number: int, *, after: bool, end: Callable[[], None] | None = None) -> Iterator[None]:
    """Within this, the process ends by its own hand (kill -9) just before or just after its `number`-th commit.

    Commits to the records and to the read model count alike.
    """
    commit, commits, ending = DefaultDialect.do_commit, count(1), end or _die

    def counted(self: DefaultDialect, connection: object) -> None:
        last = next(commits) == number
        if last and not after:
            ending()
        commit(self, connection)  # pyright: ignore[reportArgumentType]
        if last and after:
            ending()

    DefaultDialect.do_commit = counted  # pyright: ignore[reportAttributeAccessIssue]
    try:
        yield
    finally:
        DefaultDialect.do_commit = commit


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)
