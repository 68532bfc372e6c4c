"""Running an import from end to end: areas, matters or indicator returns from a CSV file by a mapping."""

import gc
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Protocol

from core import access, catalogue, clock
from core.access import Person
from core.intake import dates, source_file
from core.intake.area_rows import AreaReader, TreeReader
from core.intake.areas import AreaIntake
from core.intake.bodies import Bodies
from core.intake.cells import BROKEN, clean
from core.intake.header import Column, Header
from core.intake.indicators import IndicatorIntake, IndicatorReader
from core.intake.ledger import PORTION, Ledger, Outcome
from core.intake.line import Finding, Line
from core.intake.mapping import CellRule, Mapping
from core.intake.mapping_file import DEFAULT, NamedMapping, load
from core.intake.matter_rows import MatterReader
from core.intake.matters import MatterIntake
from core.intake.places import Place, Places
from core.intake.refusal import MappingRefused, Refusal
from core.intake.source_file import SourceFile
from core.intake.types import Types
from core.settings import settings
from db.models.area import ROOT_CODE
from db.session import Records

# Objects made, then collections of the young, between two collections.
SELDOM = (200_000, 50, 50)
Progress = Callable[[int, int], None]
"""Told now and then how many rows of how many are done."""


class Intake(Protocol):
    def write(self, ledger: Ledger, lines: list[Line]) -> None: ...
    def facts(self) -> dict[str, int]: ...


class NotAllowed(Refusal):
    """The person has no right to import this."""


def run(
    records: Records,
    kind: str,
    path: Path,
    mapping: str | Path = DEFAULT,
    *,
    by: Person,
    home: Path | None = None,
    progress: Progress = lambda done, total: None,
) -> Outcome:
    """Imports a file of `kind` (areas, matters, indicators) and says what became of every row.

    Raises Refusal (with its Chinese text) before anything is written: an unreadable file, a bad mapping, no right.
    Rows are stored 2,000 to a transaction, so an import that was killed is simply run again.
    """
    _check_right(by, kind)
    named = load(mapping)
    if getattr(named.rules, kind, None) is None:
        raise MappingRefused("mapping_without_kind", mapping=named.name, kind=kind)
    file = source_file.examine(path, named.rules.file.delimiter)
    header = Header(file.headers, named.rules.file.empty, path.name)
    where = home or settings().home.resolve()
    with _garbage_left():
        return (
            _areas(records, file, named, header, by, where, progress)
            if kind == "areas"
            else _rows(records, kind, file, named, header, by, where, progress)
        )


@contextmanager
def _garbage_left() -> Iterator[None]:
    """Collects garbage seldom: an import makes millions of objects and no circles, and a fifth of it was the search."""
    usual = gc.get_threshold()
    gc.set_threshold(*map(max, usual, SELDOM))
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def _check_right(by: Person, kind: str) -> None:
    # The tree is everybody's: only who answers for the whole of it may change it.
    if not access.may(by, "import") or (kind == "areas" and by.area_code != ROOT_CODE) or by.area_code is None:
        raise NotAllowed("not_allowed")


def _rows(
    records: Records,
    kind: str,
    file: SourceFile,
    named: NamedMapping,
    header: Header,
    by: Person,
    home: Path,
    progress: Progress,
) -> Outcome:
    intake = _intake(records, kind, named.rules, header, by)
    fresh = _freshness(named.rules, header)
    ledger = Ledger(records, kind, file, named, by, home)
    ledger.report.take(_header_findings(header, header.unused))
    lines = _lines(file, header)
    done = 0
    while portion := list(islice(lines, PORTION)):
        intake.write(ledger, portion)
        fresh(ledger, portion)
        done += len(portion)
        progress(done, file.rows)
    return ledger.finish(header.refused, header.unused, intake.facts())


def _intake(records: Records, kind: str, mapping: Mapping, header: Header, by: Person) -> Intake:
    with records.reading() as session:
        places = Places(session, mapping.source.key)
        within = _own_area(places, by)
        if mapping.indicators and kind == "indicators":
            return IndicatorIntake(mapping.source, IndicatorReader(mapping.indicators, header, places, within))
        rules = mapping.matters
        bodies = Bodies(session, mapping.source.key, bool(rules and rules.unit and rules.unit.prefixed))
        types = Types(session, rules.category) if rules and rules.category else None
    reader = MatterReader(mapping, header, places, bodies, types)
    return MatterIntake(mapping, reader, places, bodies, types, within)


def _own_area(places: Places, by: Person) -> Place | None:
    if by.area_code == ROOT_CODE or by.area_code is None:
        return None
    return next(iter(places.versions(by.area_code)[-1:]), places.root)


def _areas(
    records: Records,
    file: SourceFile,
    named: NamedMapping,
    header: Header,
    by: Person,
    home: Path,
    progress: Progress,
) -> Outcome:
    rules = named.rules.areas
    if rules is None:
        raise MappingRefused("mapping_without_kind", mapping=named.name, kind="areas")
    with records.reading() as session:
        intake = AreaIntake(Places(session, named.rules.source.key))
    reader = AreaReader(rules, header) if rules.columns else TreeReader(rules, header)
    ledger = Ledger(records, "areas", file, named, by, home)
    # A tree is read off a table of other things: most of its columns are none of our business.
    unused = {} if rules.steps else header.unused
    ledger.report.take(_header_findings(header, unused))
    lines: list[Line] = []
    drafts, repeated = intake.gather(reader.read(_watched(_lines(file, header), lines, file.rows, progress)))
    of_drafts = {id(draft.line) for draft in drafts} | {id(line) for line in repeated}
    unread = [line for line in lines if line.refused and id(line) not in of_drafts]
    intake.write(ledger, drafts, [*repeated, *unread])
    progress(file.rows, file.rows)
    return ledger.finish(header.refused, unused, {"built_from": file.rows} if rules.steps else {})


def _watched(lines: Iterable[Line], kept: list[Line], total: int, progress: Progress) -> Iterator[Line]:
    """The lines passing by; refused ones, and all those that are areas themselves, are kept to be counted."""
    for number, line in enumerate(lines, start=1):
        yield line
        if line.refused:
            kept.append(line)
        if number % PORTION == 0:
            progress(number // 2, total)


def _header_findings(header: Header, unused: dict[str, str]) -> list[Finding]:
    """The columns that are never read or that no rule asks for, each named once at the header's row."""
    line = Line(1, [])
    for name, reason in header.refused.items():
        line.refuse(name, "", "forbidden_column", what=catalogue.say(f"intake.forbidden.{reason}"))
    for name, near in unused.items():
        line.doubt(name, "", "unused_column_near" if near else "unused_column", near=near)
    return line.findings


def _lines(file: SourceFile, header: Header) -> Iterator[Line]:
    """The rows as lines, their cells counted against the header."""
    for number, cells in file.records():
        line = Line(number, cells)
        if len(cells) > header.width and any(map(clean, cells[header.width :])):
            line.refuse("", "", "too_many_cells", found=len(cells), expected=header.width)
        elif len(cells) < header.width:
            line.doubt("", "", "too_few_cells", found=len(cells), expected=header.width)
            cells += [""] * (header.width - len(cells))
        if not BROKEN.isdisjoint(cells):
            for name, cell in zip(file.headers, cells, strict=False):
                if cell in BROKEN and name not in header.refused:
                    line.doubt(name, cell, "broken_formula")
        yield line


def _freshness(mapping: Mapping, header: Header) -> Callable[[Ledger, list[Line]], None]:
    """Tells the ledger the latest day of the column that the mapping names for it."""
    name = mapping.source.as_of_column
    column: Column | None = header.bind(CellRule(column=name)) if name else None
    header.prove()
    if column is None:
        return lambda ledger, lines: None

    def tell(ledger: Ledger, lines: list[Line]) -> None:
        for text in {column.read(line.cells) for line in lines if not line.refused}:
            found = dates.read(text)
            if found is not None and found.at <= clock.now():
                ledger.seen(found.at if found.timed else None, found.day)

    return tell


__all__ = ["NotAllowed", "Outcome", "run"]
