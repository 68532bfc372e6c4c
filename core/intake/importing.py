"""Running an import from end to end: a file, a mapping and a kind of rows become records and a report."""

import gc
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any, Protocol

from core import access, areas, catalogue, clock, purposes, working_days
from core.access import Person
from core.accountability.office import HOLD, Office
from core.intake import dates, source_file
from core.intake.act_rows import Lookup as ActLookup
from core.intake.acts import ActIntake
from core.intake.area_rows import AreaReader, TreeReader
from core.intake.areas import AreaIntake
from core.intake.bodies import Bodies
from core.intake.case_rows import Lookup
from core.intake.cases import CaseIntake
from core.intake.cell_rules import CellRule
from core.intake.header import WRONG_HEADER, Column, Header
from core.intake.indicators import IndicatorIntake
from core.intake.ledger import PORTION, Ledger, Outcome
from core.intake.line import Finding, Line
from core.intake.mapping import KINDS, Mapping, rules
from core.intake.mapping_file import DEFAULT, NamedMapping, load, shipped
from core.intake.matters import MatterIntake
from core.intake.places import Place, Places
from core.intake.refusal import MappingRefused, Refusal, UnreadableFile
from core.intake.rooms import RoomIntake
from core.intake.sheets import OpenSheet, fit, open_all
from core.intake.source_file import SourceFile
from core.intake.types import Types
from core.intake.units import UnitIntake
from core.mediation import desk
from core.mediation.desk import Desk
from core.settings import settings
from db.models.area import ROOT_CODE
from db.session import Records

# Objects made, then collections of the young, between two collections.
SELDOM = (200_000, 50, 50)
RECORDS = "import_records"
Progress = Callable[[int, int], None]
"""Told now and then how many rows of how many are done."""
Expect = Callable[[Iterable[str]], None]


class Intake(Protocol):
    """One kind of rows: `reader` binds the columns of a sheet (proving that they are there), `write` takes lines in."""

    def reader(self, header: Header) -> Any: ...
    def write(self, ledger: Ledger, reader: Any, lines: list[Line]) -> None: ...
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
    name: str = "",
    expect: Expect = lambda refs: None,
) -> Outcome:
    """Imports a file of `kind` (mapping.KINDS) and says what became of every row; `name` is what people call the file.

    `expect` is told, before each portion of matters is written, by which references they are known.

    Raises Refusal (with its Chinese text) before anything is written: an unreadable file, a bad mapping, no right.
    Rows are stored 2,000 to a transaction, so an import that was killed is simply run again.
    """
    check_right(by, kind)
    with records.reading() as session:
        purposes.demand(session, kind)
    named = load(mapping)
    section = getattr(named.rules, kind, None)
    if section is None:
        raise MappingRefused("mapping_without_kind", mapping=named.name, kind=catalogue.say(f"intake.kind.{kind}"))
    where = home or settings().home.resolve()
    with source_file.opened(path, named.rules.file.delimiter, name) as file, _garbage_left():
        sheets, passed = open_all(file, _asked(kind, named.rules), named.rules.file.empty)
        books = Books(records, kind, file, named, by, where, sheets, passed, progress, expect)
        try:
            return _areas(books) if kind == "areas" else _rows(books)
        except UnreadableFile as refused:
            raise (refused.key in WRONG_HEADER and _better(books)) or refused from None


def _asked(kind: str, mapping: Mapping) -> Iterator[CellRule]:
    """The cell rules that a kind of rows is read by."""
    section = getattr(mapping, kind)
    yield from rules(section).values()
    if kind == "matters" and section.area.steps and mapping.areas:
        yield from rules(mapping.areas).values()


@contextmanager
def _garbage_left() -> Iterator[None]:
    """Collects garbage seldom: an import makes millions of objects and no circles, and a fifth of it was the search."""
    usual = gc.get_threshold()
    gc.set_threshold(*map(max, usual, SELDOM))
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def check_right(by: Person, kind: str) -> None:
    """Raises NotAllowed for who may not import, or not this."""
    # The tree is everybody's: only who answers for the whole of it may change it.
    if not access.may(by, "import") or by.area_code is None:
        raise NotAllowed("not_allowed")
    if kind == "areas" and by.area_code != ROOT_CODE:
        raise NotAllowed("areas_by_root_only")
    if kind == "cases" and not access.may(by, desk.RIGHT):
        raise NotAllowed("cases_by_mediation_only")
    # Who judges the work brings in no record of it.
    if kind != "acts" and not access.may(by, RECORDS):
        raise NotAllowed("records_by_offices_only")
    if kind == "acts" and not access.may(by, HOLD):
        raise NotAllowed("acts_by_supervision_only")


@dataclass(frozen=True)
class Books:
    """All that one import works with."""

    records: Records
    kind: str
    file: SourceFile
    named: NamedMapping
    by: Person
    home: Path
    sheets: list[OpenSheet]
    passed: list[Finding]
    progress: Progress
    expect: Expect

    @property
    def rules(self) -> Mapping:
        return self.named.rules

    @property
    def rows(self) -> int:
        return sum(sheet.rows for sheet in self.sheets)

    def ledger(self, told: Callable[[OpenSheet], dict[str, str]]) -> Ledger:
        """The books opened, with what is to be said of whole sheets; `told` gives a sheet's columns that go unused."""
        ledger = Ledger(self.records, self.kind, self.file, self.named, self.by, self.home, self.expect)
        ledger.report.take(self.passed)
        for sheet in self.sheets:
            ledger.report.take(sheet.findings(told(sheet)))
        return ledger

    def finish(self, ledger: Ledger, unused: dict[str, str], facts: dict[str, int]) -> Outcome:
        refused = {name: why for sheet in self.sheets for name, why in sheet.header.refused.items()}
        return ledger.finish(refused, unused, facts | {"sheets": len(self.sheets) + len(self.passed)})


def _better(books: Books) -> Refusal | None:
    """What to say where the columns are those of another kind of table or of another form; None where of none."""
    kinds = {kind: fit(books.file, _asked(kind, books.rules)) for kind in _other_kinds(books)}
    forms = {form: fit(books.file, _asked(books.kind, load(form).rules)) for form in _other_forms(books)}
    kind, form = (max(fits, key=fits.__getitem__, default=None) for fits in (kinds, forms))
    if form and forms[form] > max(kinds.values(), default=0):
        words = {"form": load(form).rules.source.name, "mapping": form, "asked": books.rules.source.name}
        return UnreadableFile("other_form", file=books.file.name, **words)
    return _of_other_kind(books, kind) if kind and kinds[kind] else None


def _other_forms(books: Books) -> list[str]:
    named = [form for form in (DEFAULT, *shipped()) if form != books.named.name]
    return [form for form in named if getattr(load(form).rules, books.kind) is not None]


def _other_kinds(books: Books) -> list[str]:
    # A tree that is spread over columns is read off any table of matters: it is no sign of its own.
    spread = {"areas"} if books.rules.areas and books.rules.areas.steps else set()
    return [kind for kind in KINDS if kind not in {books.kind, *spread} and getattr(books.rules, kind) is not None]


def _of_other_kind(books: Books, likely: str) -> Refusal:
    kinds = {name: catalogue.say(f"intake.kind.{code}") for name, code in (("kind", likely), ("asked", books.kind))}
    try:
        check_right(books.by, likely)
    except NotAllowed as refused:
        return UnreadableFile("other_kind_of_others", file=books.file.name, why=str(refused), **kinds)
    return UnreadableFile("other_kind", file=books.file.name, **kinds)


def _rows(books: Books) -> Outcome:
    intake = _intake(books)
    # Every sheet's columns are bound before a row of any is written.
    bound = [(sheet, intake.reader(sheet.header), _freshness(books.rules, sheet.header)) for sheet in books.sheets]
    ledger = books.ledger(lambda sheet: sheet.header.unused)
    done = 0
    for sheet, reader, fresh in bound:
        lines = sheet.lines()
        while portion := list(islice(lines, PORTION)):
            intake.write(ledger, reader, portion)
            fresh(ledger, portion)
            done += len(portion)
            books.progress(done, books.rows)
    unused = {name: near for sheet in books.sheets for name, near in sheet.header.unused.items()}
    return books.finish(ledger, unused, intake.facts())


def _intake(books: Books) -> Intake:
    mapping, kind = books.rules, books.kind
    with books.records.reading() as session:
        places = Places(session, mapping.source.key)
        within = _own_area(places, books.by)
        if mapping.indicators and kind == "indicators":
            return IndicatorIntake(mapping.source, mapping.indicators, places, within)
        if mapping.units and kind == "units":
            return UnitIntake(mapping.units, places, within)
        if mapping.rooms and kind == "rooms":
            return RoomIntake(mapping.rooms, places, within)
        if mapping.cases and kind == "cases":
            return CaseIntake(mapping.cases, Lookup(session, places), _desk(books.records), books.by)
        if mapping.acts and kind == "acts":
            lookup = ActLookup(session, places, books.by.area_code or "")
            office = Office(areas.load(books.records), working_days.of_office(books.records))
            return ActIntake(mapping.acts, lookup, office, books.by)
        matters = mapping.matters
        bodies = Bodies(session, mapping.source.key, bool(matters and matters.unit and matters.unit.prefixed))
        types = Types(session, matters.category) if matters and matters.category else None
    return MatterIntake(mapping, places, bodies, types, within)


def _desk(records: Records) -> Desk:
    return Desk(areas.load(records), working_days.of_office(records))


def _own_area(places: Places, by: Person) -> Place | None:
    if by.area_code == ROOT_CODE or by.area_code is None:
        return None
    return next(iter(places.versions(by.area_code)[-1:]), places.root)


def _areas(books: Books) -> Outcome:
    area_rules = books.rules.areas
    if area_rules is None:
        raise MappingRefused("mapping_without_kind", mapping=books.named.name, kind="areas")
    with books.records.reading() as session:
        intake = AreaIntake(Places(session, books.rules.source.key))
    make = AreaReader if area_rules.columns else TreeReader
    readers = [(sheet, make(area_rules, sheet.header)) for sheet in books.sheets]
    # A tree is read off a table of other things: most of its columns are none of our business.
    unused = {} if area_rules.steps else {n: near for s in books.sheets for n, near in s.header.unused.items()}
    ledger = books.ledger(lambda sheet: {} if area_rules.steps else sheet.header.unused)
    kept: list[Line] = []
    read = (reader.read(_watched(sheet.lines(), kept, books)) for sheet, reader in readers)
    drafts, repeated = intake.gather(chain.from_iterable(read))
    of_drafts = {id(draft.line) for draft in drafts} | {id(line) for line in repeated}
    unread = [line for line in kept if line.refused and id(line) not in of_drafts]
    intake.write(ledger, drafts, [*repeated, *unread])
    books.progress(books.rows, books.rows)
    return books.finish(ledger, unused, {"built_from": books.rows} if area_rules.steps else {})


def _watched(lines: Iterable[Line], kept: list[Line], books: Books) -> Iterator[Line]:
    """The lines passing by; the refused ones are kept to be counted."""
    for number, line in enumerate(lines, start=1):
        yield line
        if line.refused:
            kept.append(line)
        if number % PORTION == 0:
            books.progress(number // 2, books.rows)


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
