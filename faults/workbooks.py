"""Workbooks as the world sends them: thousands of bad cells named one by one, and files with bytes knocked out.

What is bad is chosen first and written down; the import must find exactly that, keep every good row, and never die.
"""

# ruff: noqa: S311 - chance, not secrets

import os
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from xlsxwriter import Workbook

from core import access, intake
from core.intake import Refusal
from core.intake.report import rows_of
from db.models import Matter
from db.session import Records, sqlite_url
from faults import town
from faults.town import Figure, Town

BOOKS, BAD_ROWS, MUTANTS, REPEATS = 40, 10_000, 500, 20
LIMIT = 60.0
MAPPING = Path(__file__).with_name("workbooks.toml")
COLUMNS = ("ref", "reported", "closed", "class", "scale", "area", "summary", "stamp")
DAY = date(2026, 1, 5)
Place = tuple[str, str]
"""A sheet and a cell, such as ("s1", "B7")."""


@dataclass
class Book:
    """One workbook: its bytes, the cells that must be named, and how many of its rows are good."""

    content: bytes
    bad: set[Place] = field(default_factory=set)
    good: set[str] = field(default_factory=set)
    bad_rows: int = 0


@dataclass(frozen=True)
class Flaw:
    """A way to spoil a row: the column that is to be named, and what stands in it (by a chance generator)."""

    column: str
    value: Callable[[random.Random], Any]
    keeps_row: bool = False


def _of(*values: Any) -> Callable[[random.Random], Any]:
    return lambda chance: chance.choice(values)


# Refused rows, and cells that are given up while their row is kept.
FLAWS = (
    Flaw("ref", _of("", None, "\u200b", "  ")),
    Flaw("ref", _of("13888888888", "x" * 70, 530702199001011234)),
    Flaw("reported", _of("", None, "tomorrow", "2026-13-01", "2026-02-30", 45721, "31/12/2025", "2026-1")),
    Flaw("reported", _of("2199-01-01", "=NOW()", True, 0.5, "1900-01-01")),
    Flaw("closed", _of("2020-01-01", date(2021, 5, 5))),
    Flaw("closed", _of("never", "2026-02-31", 45999, "\uff12\uff10\uff12\uff16-99-01"), keeps_row=True),
    Flaw("class", _of("nothing", "\uff21", 99, "dispute;other"), keeps_row=True),
    Flaw("scale", _of("7", "9.5", "large", "-1"), keeps_row=True),
    Flaw("area", _of("999999", "530702999.0", "nowhere", "\x00x"), keeps_row=True),
    Flaw("summary", _of("call 13888888888", "5307021990010112345"[:18], "y" * 600), keeps_row=True),
)


def run(
    books: int = BOOKS, bad_rows: int = BAD_ROWS, mutants: int = MUTANTS, repeats: int = REPEATS, limit: float = LIMIT
) -> Iterator[Figure]:
    began, spent = time.monotonic(), _processor()
    with tempfile.TemporaryDirectory(prefix="fengqiao-workbooks-") as folder:
        place = Town.at(Path(folder) / "town")
        town.found(place)
        home, records = place.home, Records(sqlite_url(place.home))
        made = [_book(random.Random(seed), seed, bad_rows // books) for seed in range(books)]
        yield _malformed(records, home, made)
        yield _mutated(records, home, made, mutants)
        yield _again(records, home, made[0], repeats)
        records.close()
    seconds, used = time.monotonic() - began, _processor() - spent
    # Of a machine that others work on too, only one's own part of the time says how fast this is.
    told = f"{used:.0f} s of the processor's of at most {limit:.0f} ({seconds:.0f} s by the clock)"
    yield Figure("all of it in time", told, used <= limit)


def _processor() -> float:
    """Seconds of processor time that this process and those it has started have used."""
    return sum(os.times()[:4])


def _book(chance: random.Random, seed: int, bad_rows: int) -> Book:
    """A workbook with that many spoilt rows among as many good ones, on one or two sheets, its header somewhere."""
    target, book = BytesIO(), Book(b"")
    with Workbook(target, {"default_date_format": "yyyy-mm-dd", "strings_to_formulas": False}) as out:
        sheets = chance.choice((1, 1, 2))
        for number in range(sheets):
            _sheet(out.add_worksheet(f"s{number + 1}"), chance, book, f"{seed}-{number}", bad_rows // sheets)
    book.content = target.getvalue()
    return book


def _sheet(sheet: Any, chance: random.Random, book: Book, mark: str, bad_rows: int) -> None:
    columns, top = list(COLUMNS), chance.randrange(4)
    chance.shuffle(columns)
    if top:
        sheet.write_string(0, 0, "a title")
    left = chance.randrange(3)
    sheet.write_row(top, left, columns)
    places = {name: left + n for n, name in enumerate(columns)}
    # A column that nobody asks for is said too.
    book.bad.add((sheet.get_name(), f"{_letter(places['stamp'])}{top + 1}"))
    kinds = [True] * bad_rows + [False] * bad_rows
    chance.shuffle(kinds)
    for number, is_bad in enumerate(kinds):
        row, ref = top + 1 + number, f"R{mark}-{number}"
        cells: dict[str, Any] = _good_row(chance, ref)
        flaw = chance.choice(FLAWS) if is_bad else None
        if flaw is not None:
            cells[flaw.column] = flaw.value(chance)
            book.bad.add((sheet.get_name(), f"{_letter(places[flaw.column])}{row + 1}"))
            book.bad_rows += 1
        if flaw is None or flaw.keeps_row:
            book.good.add(ref)
        for name, value in cells.items():
            sheet.write(row, places[name], value)


def _good_row(chance: random.Random, ref: str) -> dict[str, Any]:
    day = DAY + timedelta(days=chance.randrange(200))
    return {
        "ref": ref,
        "reported": chance.choice((day, day.isoformat(), f"{day.year}.{day.month}.{day.day}", f"{day:%Y%m%d}")),
        "closed": chance.choice((None, day + timedelta(days=3), (day + timedelta(days=9)).isoformat())),
        "class": chance.choice(("dispute", "other", "\uff44ispute", "livelihood ")),
        "scale": chance.choice(("01", "02", 3, "\uff10\uff11")),
        "area": chance.choice((530702001, "530702001", "530702002.0", "530702\u200b")),
        "summary": chance.choice(("a ditch", "=1+1", "", "\ufefftext")),
        "stamp": ref,
    }


def _letter(place: int) -> str:
    return chr(ord("A") + place)


def _malformed(records: Records, home: Path, books: list[Book]) -> Figure:
    missed, invented, lost, bad = 0, 0, 0, 0
    for number, book in enumerate(books):
        file = home / f"book-{number}.xlsx"
        file.write_bytes(book.content)
        outcome = intake.run(records, "matters", file, MAPPING, by=access.operator(), home=home)
        told = {(row.sheet, row.cell) for row in rows_of(outcome.report)} if outcome.report else set()
        missed += len(book.bad - told)
        invented += len(told - book.bad)
        bad += book.bad_rows
        lost += len(book.good - _refs(records, book.good))
    result = (
        f"{bad:,} bad rows in {len(books)} books: {missed} not named, {invented} named wrongly, {lost} good rows lost"
    )
    return Figure("every bad cell at its place", result, not (missed or invented or lost))


def _refs(records: Records, wanted: set[str]) -> set[str]:
    with records.reading() as session:
        return set(session.scalars(select(Matter.source_ref).where(Matter.source_ref.in_(wanted))))


def _mutated(records: Records, home: Path, books: list[Book], count: int) -> Figure:
    """Copies of the books with bytes changed, cut or doubled: each is read or refused in words, none does more."""
    chance, read, refused, crashed = random.Random(7), 0, 0, 0
    small = [book for book in books if len(book.content) < 60_000] or books
    for number in range(count):
        content = _hurt(chance, _as_text(chance) if number % 5 == 0 else chance.choice(small).content)
        file = home / f"mutant{chance.choice(('.xlsx', '.xls', '.csv'))}"
        file.write_bytes(content)
        try:
            intake.run(records, "matters", file, MAPPING, by=access.operator(), home=home)
            read += 1
        except Refusal:
            refused += 1
        except Exception:
            crashed += 1
    result = f"{count} mutated files: {read} read, {refused} refused in words, {crashed} crashes"
    return Figure("no file does harm", result, not crashed)


def _as_text(chance: random.Random) -> bytes:
    rows = [",".join(COLUMNS)]
    for number in range(20):
        cells = _good_row(chance, f"T{number}")
        rows.append(",".join(str(cells[name] or "") for name in COLUMNS))
    return "\n".join(rows).encode(chance.choice(("utf-8", "gb18030", "utf-8-sig", "utf-16")))


def _hurt(chance: random.Random, content: bytes) -> bytes:
    data = bytearray(content)
    way = chance.randrange(5)
    if way == 0:
        return bytes(data[: chance.randrange(len(data))])
    if way == 1:
        start = chance.randrange(len(data))
        return bytes(data[:start] + data[start : start + 300] * 3 + data[start:])
    if way == 2:
        start = chance.randrange(len(data))
        del data[start : start + chance.randrange(1, 400)]
        return bytes(data)
    for _ in range(chance.choice((1, 4, 60))):
        data[chance.randrange(len(data))] = chance.randrange(256)
    return bytes(data)


def _again(records: Records, home: Path, book: Book, repeats: int) -> Figure:
    file = home / "again.xlsx"
    file.write_bytes(book.content)
    before = _count(records)
    written = 0
    for _ in range(repeats):
        counts = intake.run(records, "matters", file, MAPPING, by=access.operator(), home=home).counts
        written += counts.added + counts.changed
    more = _count(records) - before
    result = f"{repeats} more times: {written} rows written, {more} more matters"
    return Figure("the same book again", result, not (written or more))


def _count(records: Records) -> int:
    with records.reading() as session:
        return session.scalar(select(func.count()).select_from(Matter)) or 0


if __name__ == "__main__":
    figures = list(run())
    for figure in figures:
        print(f"{'ok ' if figure.good else 'BAD'}  {figure.fault:44}  {figure.result}", flush=True)
    raise SystemExit(not all(figure.good for figure in figures))
