"""Rows about matters: from the cells of a line to what is to be stored, judged cell by cell."""

from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256

from core import catalogue
from core.intake import fields
from core.intake.bodies import Bodies
from core.intake.cell_rules import CODED
from core.intake.header import Column, Header
from core.intake.line import Line
from core.intake.mapping import Mapping, MatterColumns, Matters
from core.intake.places import Place, Places
from core.intake.refusal import MappingRefused
from core.intake.trail import Event, Given, Said, Word, build
from core.intake.types import Types, Written, class_of

DATES = ("reported", "accepted", "dispatched", "arrived", "resolved", "closed", "followed_up", "reopened", "reclosed")
STORED_CODES = ("nature", "source", "scale", "severity", "risk_level", "risk_reasons", "persons_band")
LONGEST_REF = 64
LONGEST_SUMMARY = 500
LONGEST_CODES = 128


@dataclass(slots=True)
class MatterRow:
    """One matter as its row tells it, with area, unit and type matched to our lists."""

    number: int
    ref: str
    codes: dict[str, str | None]
    summary: str | None
    place: Place | None
    unit: str | None
    category: str | None
    events: list[Event]
    due_on: date | None
    updated_at: datetime | None
    content_hash: str = field(default="")

    @property
    def status(self) -> str:
        return self.events[-1].status


class MatterReader:
    """Reads lines of one file by one mapping, against the areas, units and types that are known."""

    def __init__(self, mapping: Mapping, header: Header, places: Places, bodies: Bodies, types: Types | None) -> None:
        if mapping.matters is None:
            raise MappingRefused("mapping_without_kind", kind="matters")
        rules: Matters = mapping.matters
        self._columns = {name: header.bind(getattr(rules.columns, name)) for name in MatterColumns.model_fields}
        self._coders = {
            name: fields.Coder(name, column, rules.codes.get(name, {}))
            for name, column in self._columns.items()
            if name in CODED and column
        }
        self._places, self._bodies, self._types = places, bodies, types
        self._locate = Locator(mapping, rules, header, places)
        self._unit = (header.bind(rules.unit.id), header.bind(rules.unit.name)) if rules.unit else (None, None)
        kind = rules.category
        self._type = (
            [header.bind(rule) for rule in (kind.code, kind.name, kind.detail_code, kind.detail_name)] if kind else []
        )
        header.prove()
        # What this file has no column for costs its rows nothing.
        self._dated = [(name, column) for name in DATES if (column := self._columns[f"{name}_at"])]
        self._codes: dict[str, str | None] = dict.fromkeys(STORED_CODES)
        self._coded = [name for name in STORED_CODES if name in self._coders]
        self._need("reported_at")

    @property
    def tells_area(self) -> bool:
        """Whether the file has any column for the area; where it has none, its rows are not blamed one by one."""
        return self._locate.tells

    def said_of_area(self, line: Line) -> tuple[str, str]:
        """The column that tells the area of a line, and what stands in it."""
        return self._locate.blame(line)

    @property
    def ref_title(self) -> str:
        return self._need("ref").title

    @property
    def statuses(self) -> set[str]:
        """The steps that the source tells of: what it no longer says of them, it has taken back."""
        told = {name for name in DATES if self._columns[f"{name}_at"]}
        again = {"closed"} if "reclosed" in told else set()
        visit = {"followed_up"} if self._columns["satisfaction"] else set()
        return (told - {"reclosed"}) | again | visit

    def read(self, line: Line) -> MatterRow | None:
        """The matter of a line, or None where the line is refused (its findings say why)."""
        ref = fields.identifier(line, self._need("ref"), LONGEST_REF)
        dates = self._dates(line)
        if line.refused:
            return None
        said = self._said(line, dates)
        events = build(line, said)
        codes = self._codes | {name: self._code(line, name) for name in self._coded}
        place, place_said = self._locate.find(line, dates["reported"].moment.day)
        said_class = self._code(line, "matter_class")
        category, type_said = self._category(line, said_class)
        unit, unit_said = self._handling_unit(line)
        codes["matter_class"] = self._class(line, said_class, category, type_said[0])
        summary = fields.text(line, self._columns["summary"], LONGEST_SUMMARY)
        if line.refused:
            return None
        updated = fields.moment(line, self._columns["updated_at"])
        due = next((event.due_on for event in reversed(events) if event.status in ("reported", "reopened")), None)
        row = MatterRow(
            line.number, ref, codes, summary, place, unit, category, events, due, updated and updated.moment.at
        )
        row.content_hash = _digest(row, (place_said, type_said, unit_said))
        return row

    def _need(self, name: str) -> Column:
        column = self._columns[name]
        if column is None:
            raise MappingRefused("required_optional", key=f"matters.columns.{name}")
        return column

    def _dates(self, line: Line) -> dict[str, Given]:
        dates = {}
        for name, column in self._dated:
            given = fields.moment(line, column, required=name == "reported")
            if given is not None:
                dates[name] = given
        return dates

    def _said(self, line: Line, dates: dict[str, Given]) -> Said:
        return Said(
            dates,
            fields.moment(line, self._columns["due_on"], future=True),
            fields.moment(line, self._columns["reopened_due_on"], future=True),
            self._word(line, "on_time"),
            self._word(line, "satisfaction"),
        )

    def _word(self, line: Line, name: str) -> Word | None:
        code, column = self._code(line, name), self._columns[name]
        return Word(code, column.title, column.read(line.cells)) if code and column else None

    def _code(self, line: Line, name: str) -> str | None:
        coder = self._coders.get(name)
        if coder is None:
            return None
        return coder.read_many(line) if name == "risk_reasons" else coder.read(line)

    def _class(self, line: Line, said: str | None, category: str | None, written: str) -> str:
        """The class as `said`; else the one that the type belongs to; else "other", with a doubt.

        A class or a type (`written`) that nobody knows has its own doubt already.
        """
        implied = class_of(category)
        if said and implied and said != implied:
            words = {
                name: catalogue.label("matter_class", code) for name, code in (("said", said), ("implied", implied))
            }
            line.doubt(self._type[0].title if self._type[0] else "", "", "type_of_other_class", **words)
        given = said or implied
        column = self._columns["matter_class"]
        told = (written and category is None) or (column and column.read(line.cells))
        if given is None and not told:
            line.doubt(column.title if column else "", "", "class_unknown")
        return given or "other"

    def _category(self, line: Line, said_class: str | None) -> tuple[str | None, tuple[str, str]]:
        if self._types is None or self._type[0] is None:
            return None, ("", "")
        written = Written(*(column.read(line.cells) if column else "" for column in self._type))
        found = self._types.find(line, written, self._type[0].title, said_class)
        return found, (written.code or written.name, written.detail)

    def _handling_unit(self, line: Line) -> tuple[str | None, str]:
        number, name = ((c.read(line.cells), c.title) if c else ("", "") for c in self._unit)
        return self._bodies.find(line, number, name), number[0] or name[0]


class Locator:
    """Finds the area of a line by the mapping's rules; the same words are looked up once."""

    def __init__(self, mapping: Mapping, rules: Matters, header: Header, places: Places) -> None:
        self._places = places
        self._steps: list[tuple[str, Column | None, Column | None]] = []
        self._code: Column | None = None
        self._system = rules.area.code_system
        if rules.area.steps and mapping.areas:
            self._steps = [
                (step.code_system or mapping.areas.code_system, header.bind(step.code), header.bind(step.name))
                for step in mapping.areas.steps
            ]
        else:
            self._code = header.bind(rules.area.code)
            self._steps = [("", None, header.bind(name)) for name in rules.area.names]
        columns = [self._code, *(column for _, *pair in self._steps for column in pair)]
        self._cells = sorted({place for column in columns if column for place in column.places})
        self._found: dict[object, tuple[Place | None, str, tuple[str, ...], int]] = {}

    @property
    def tells(self) -> bool:
        return bool(self._cells)

    def find(self, line: Line, on: date) -> tuple[Place | None, tuple[str, ...]]:
        """The deepest known area with what the row said; a doubt where a given area is not known."""
        key = (*[line.cells[place] for place in self._cells], on if self._code else None)
        if key not in self._found:
            self._found[key] = self._look_up(line, on)
        place, doubt, said, known = self._found[key]
        if doubt:
            line.doubt(*self.blame(line, known), doubt, area=place.name if place else "")
        return place, said

    def _look_up(self, line: Line, on: date) -> tuple[Place | None, str, tuple[str, ...], int]:
        """The place, the doubt about it, what the row said, and how many of its steps led there."""
        code = self._code.read(line.cells) if self._code else ""
        steps = [(system, _read(code_, line), _read(name, line)) for system, code_, name in self._steps]
        if not code:
            given = tuple(code_ or name for _, code_, name in steps)
            nothing = (None, "no_area" if self._cells else "", 0)
            place, doubt, known = self._by_steps(steps) if any(given) else nothing
            return place, doubt, given, known
        found = self._places.by_code(self._system, code, on)
        if found:
            return found, "", (code,), 0
        place, doubt, known = self._by_steps(steps)
        # One column may hold a code in one row and a name in the next: then it is no unknown code.
        named = any(code == name for _, _, name in steps)
        return place, doubt or ("" if named else "area_by_name" if place else "unknown_area"), (code,), known

    def _by_steps(self, steps: list[tuple[str, str, str]]) -> tuple[Place | None, str, int]:
        given = [step for step in steps if step[1] or step[2]]
        match = self._places.walk(given)
        if match.steps == len(given):
            return match.place, "", match.steps
        doubt = "ambiguous_area" if match.ambiguous else "area_in_part" if match.place else "unknown_area"
        return match.place, doubt, match.steps

    def blame(self, line: Line, known: int = 0) -> tuple[str, str]:
        """The column and value to name: the code if there is one, else the first name behind the `known` ones."""
        if self._code and (text := self._code.read(line.cells)):
            return self._code.title, text
        given = [
            (c.title, text) for _, code, name in self._steps if (c := name or code) and (text := c.read(line.cells))
        ]
        if given:
            return given[min(known, len(given) - 1)]
        return (self._code.title, "") if self._code else ("", "")


def _read(column: Column | None, line: Line) -> str:
    return column.read(line.cells) if column else ""


def _digest(row: MatterRow, said: tuple[object, ...]) -> str:
    """SHA-256 of what the source said; neither the file's way of writing nor what we know by now changes it."""
    events = [
        (e.status, e.episode, int(e.at.timestamp()), e.dated, str(e.due_on), e.on_time, e.satisfaction)
        for e in row.events
    ]
    content = (tuple(row.codes.values()), row.summary, events, said)
    return sha256(repr(content).encode()).hexdigest()
