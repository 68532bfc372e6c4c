"""Rows about areas: one a row, or a tree spread over the columns of another table."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from core import catalogue
from core.intake import fields
from core.intake.cells import code as as_code
from core.intake.header import Column, Header
from core.intake.line import Line
from core.intake.mapping import AreaColumns, Areas
from core.intake.personal import holds_number

LONGEST_CODE = 24
LONGEST_NAME = 64
# Where a table gives no level, the length of a statistical code tells it.
LEVEL_BY_LENGTH = {4: "prefecture", 6: "county", 9: "township", 12: "village"}


@dataclass(slots=True)
class Draft:
    """An area as a file tells it, before it is matched to what is stored. `also` are its other names in the file."""

    line: Line
    code: str
    code_system: str
    name: str
    parent_code: str
    level: str
    township_kind: str | None
    valid_from: date | None = None
    valid_to: date | None = None
    also: list[str] = field(default_factory=list)
    built: bool = False
    """Built from another table's columns: it never renames what is stored."""

    @property
    def content(self) -> tuple[object, ...]:
        return (self.name, self.parent_code, self.level, self.township_kind, self.valid_from, self.valid_to)


class AreaReader:
    """Reads the drafts of a file whose rows are areas."""

    def __init__(self, rules: Areas, header: Header) -> None:
        self._rules = rules
        self._columns = {name: header.bind(getattr(rules.columns, name)) for name in AreaColumns.model_fields}
        self._coders = {
            name: fields.Coder(name, column, rules.codes.get(name, {}))
            for name in ("level", "township_kind")
            if (column := self._columns[name])
        }
        header.prove()

    def read(self, lines: Iterable[Line]) -> Iterator[Draft]:
        """The drafts of the lines that are not refused."""
        for line in lines:
            if not line.refused and (draft := self._draft(line)):
                yield draft

    def _draft(self, line: Line) -> Draft | None:
        code, name = self._text(line, "code", LONGEST_CODE), self._text(line, "name", LONGEST_NAME)
        starts = fields.moment(line, self._columns["valid_from"], future=True)
        ends = fields.moment(line, self._columns["valid_to"], future=True)
        if starts and ends and ends.moment.day <= starts.moment.day:
            line.refuse(ends.column, ends.text, "ends_before_start", start=starts.text)
        level = self._level(line, code)
        if line.refused or level is None:
            return None
        parent = self._columns["parent_code"]
        return Draft(
            line,
            code,
            self._rules.code_system,
            name,
            as_code(parent.read(line.cells)) if parent else "",
            level,
            self._kind(line, name, level),
            starts.moment.day if starts else None,
            ends.moment.day if ends else None,
        )

    def _text(self, line: Line, field: str, longest: int) -> str:
        column = self._columns[field]
        text = column.read(line.cells) if column else ""
        text = as_code(text) if field == "code" else text
        if column is None or not text:
            line.refuse(column.title if column else "", "", "missing")
        elif len(text) > longest:
            line.refuse(column.title, text, "too_long", length=len(text), limit=longest)
        elif field == "name" and holds_number(text):
            line.refuse(column.title, text, "personal")
        elif field == "code" and text == "0":
            line.refuse(column.title, text, "root_code")
        return text

    def _level(self, line: Line, code: str) -> str | None:
        given = self._coders["level"].read(line) if "level" in self._coders else None
        level = given or LEVEL_BY_LENGTH.get(len(code))
        if level is None and not line.refused:
            column = self._columns["level"] or self._columns["code"]
            line.refuse(column.title if column else "", code, "level_unknown")
        return level

    def _kind(self, line: Line, name: str, level: str) -> str | None:
        if level != "township":
            return None
        given = self._coders["township_kind"].read(line) if "township_kind" in self._coders else None
        return given or kind_of(name)


class TreeReader:
    """Reads the distinct places of a table that names them level by level beside other things."""

    def __init__(self, rules: Areas, header: Header) -> None:
        self._system = rules.code_system
        self._steps = [(step, header.bind(step.code), header.bind(step.name)) for step in rules.steps]
        header.prove()

    def read(self, lines: Iterable[Line]) -> Iterator[Draft]:
        """Each place once, from the first line that names it; further names under one code become its aliases."""
        found: dict[tuple[str, str], Draft] = {}
        for line in lines:
            if not line.refused:
                self._walk(line, found)
        yield from found.values()

    def _walk(self, line: Line, found: dict[tuple[str, str], Draft]) -> None:
        parent = ""
        for step, code_column, name_column in self._steps:
            code, name = _cell(code_column, line), _cell(name_column, line)
            if not code or not name or holds_number(name) or len(code) > LONGEST_CODE or len(name) > LONGEST_NAME:
                return
            system = step.code_system or self._system
            draft = found.get((system, code))
            if draft is None:
                kind = step.township_kind or (kind_of(name) if step.level == "township" else None)
                # A place of its own, judged apart from the row that happens to name it first.
                own = Line(line.number, line.cells, line.sheet)
                draft = found[system, code] = Draft(own, code, system, name, parent, step.level, kind, built=True)
            elif name != draft.name and name not in draft.also:
                draft.also.append(name)
            parent = code


def kind_of(name: str) -> str:
    """The kind of township that a name ends with."""
    labels = catalogue.code_labels("township_kind")
    return next((code for code, label in labels.items() if name.endswith(label)), "other")


def _cell(column: Column | None, line: Line) -> str:
    return as_code(column.read(line.cells)) if column and column.title else column.read(line.cells) if column else ""
