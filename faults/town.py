"""A small installation to be hurt, in a folder of its own, and the questions that it must answer unharmed."""

import time
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select, text

from core import access, foundation, intake, parity
from core.intake import Outcome
from db.models import Matter, MatterEvent
from db.read_model.model import ReadModel
from db.read_model.tables import fact_matter
from db.session import Records, sqlite_url

MAPPING = Path(__file__).with_name("mapping.toml")
AREAS = ("5307", "530702", "530702001", "530702002")


@dataclass(frozen=True)
class Figure:
    """One line of the table: what was done, what came of it, and whether that is as it must be."""

    fault: str
    result: str
    good: bool


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


def found(home: Path) -> None:
    """Lays down the records and their areas."""
    records = Records(sqlite_url(home))
    foundation.prepare(records)
    rows = (f"{code},P{code},{AREAS[max(0, number - 1)] if number else 0}\n" for number, code in enumerate(AREAS[:3]))
    file = home / "areas.csv"
    file.write_text("code,name,parent\n" + "".join(rows) + f"{AREAS[3]},P{AREAS[3]},{AREAS[1]}\n")
    intake.run(records, "areas", file, MAPPING, by=access.operator(), home=home)
    records.close()


def write_table(file: Path, first: int, count: int, closed: bool) -> None:
    """A table of matters `first` … with the state that all of them are to have in the end."""
    rows = (
        f"R{n},2026-01-{n % 28 + 1:02},{f'2026-03-{n % 28 + 1:02}' if closed else ''},{AREAS[n % len(AREAS)]}\n"
        for n in range(first, first + count)
    )
    file.write_text("ref,reported,closed,area\n" + "".join(rows))


def take(home: Path, file: Path) -> Outcome:
    records = Records(sqlite_url(home))
    try:
        return intake.run(records, "matters", file, MAPPING, by=access.operator(), home=home)
    finally:
        records.close()


def examine(home: Path, expected: int | None = None, *, integrity: bool = True) -> Health:
    """Starts as a server does, and compares everything."""
    began = time.monotonic()
    records = Records(sqlite_url(home))
    foundation.prepare(records)
    model = ReadModel(records, home / "read_model")
    model.catch_up()
    restart = time.monotonic() - began
    try:
        with records.reading() as session:
            matters = session.scalar(select(func.count()).select_from(Matter)) or 0
            refs = session.scalar(select(func.count(Matter.source_ref.distinct()))) or 0
            handlings = session.execute(select(MatterEvent.matter_id, MatterEvent.episode).distinct()).all()
            sound = not integrity or session.scalar(text("pragma integrity_check(1)")) == "ok"
        facts = [tuple(row) for row in model.execute(select(fact_matter.c.matter_id, fact_matter.c.episode))]
        doubled = len(facts) - len(set(facts)) + matters - refs
        lost = len({tuple(row) for row in handlings} ^ set(facts)) + (
            0 if expected is None else abs(expected - matters)
        )
        return Health(restart, len(parity.check(records, model).differences), matters, doubled, lost, sound)
    finally:
        model.close()
        records.close()
