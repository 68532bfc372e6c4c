"""The sheets of a file that hold what a mapping asks for: where their header stands, and their rows as lines."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from core import catalogue
from core.intake.cell_rules import CellRule
from core.intake.cells import BROKEN, MARKS, clean, key
from core.intake.header import Header
from core.intake.line import Finding, Line, Sheet
from core.intake.source_file import SourceFile
from core.intake.table import Row, Table, letters

# A header stands among the first rows: above it there may be titles, notes and blank rows.
TOP = 25


@dataclass(frozen=True)
class _Head:
    """A header that was found: its last row, the columns' names, and how many of them somebody asks for."""

    row: int
    names: tuple[str, ...]
    score: int


class OpenSheet:
    """One sheet with its header; `lines` are the rows below it."""

    def __init__(self, table: Table, head: _Head, empty: Sequence[str] | None, file: str, alone: bool) -> None:
        self._table, self._first = table, head.row
        self.rows = table.rows
        places = {key(name): letters(n) for n, name in reversed(list(enumerate(head.names))) if name}
        self.sheet = Sheet(table.title, places, alone)
        label = catalogue.say("intake.sheets.of_file", file=file, sheet=table.title) if table.title else file
        self.header = Header(head.names, empty, label)
        self._nameless: set[int] = set()

    def findings(self, unused: dict[str, str]) -> list[Finding]:
        """What is to be said of the sheet as a whole: remarks of its file, and columns that nobody reads."""
        # What is merged above the rows is a title or a header.
        below = [remark for remark in self._table.remarks if remark.row > self._first]
        found = [self._remark(remark.row, remark.column, remark.reason, remark.words) for remark in below]
        line = Line(self._first, [], self.sheet)
        for name, reason in self.header.refused.items():
            line.refuse(name, "", "forbidden_column", what=catalogue.say(f"intake.forbidden.{reason}"))
        for name, near in unused.items():
            line.doubt(name, "", "unused_column_near" if near else "unused_column", near=near)
        return [*found, *line.findings]

    def lines(self) -> Iterator[Line]:
        """The rows below the header, their cells counted against it; what is broken in them is said."""
        for number, cells in self._table.records():
            if number > self._first:
                line = Line(number, cells, self.sheet)
                self._fit(line)
                if not BROKEN.isdisjoint(line.cells):
                    self._note_broken(line)
                yield line

    def _fit(self, line: Line) -> None:
        cells, width = line.cells, self.header.width
        if self._table.fixed:
            self._note_nameless(line)
            line.cells = (cells + [""] * (width - len(cells)))[:width]
        elif len(cells) > width and any(map(clean, cells[width:])):
            line.refuse("", "", "too_many_cells", found=len(cells), expected=width)
        elif len(cells) < width:
            line.doubt("", "", "too_few_cells", found=len(cells), expected=width)
            cells += [""] * (width - len(cells))

    def _note_nameless(self, line: Line) -> None:
        """A column with content but without a name is said once, where it first holds something."""
        for place in range(len(line.cells)):
            if self.header.is_nameless(place) and place not in self._nameless and clean(line.cells[place]):
                self._nameless.add(place)
                self.sheet.letters[key(letters(place))] = letters(place)
                line.doubt(letters(place), "", "nameless_column")

    def _note_broken(self, line: Line) -> None:
        for name, cell in zip(self.header.names, line.cells, strict=False):
            if cell in BROKEN and self.header.reads(name):
                line.doubt(name, "" if cell in MARKS else cell, MARKS.get(cell, "broken_formula"))

    def _remark(self, row: int, column: int, reason: str, words: dict[str, object]) -> Finding:
        line = Line(row, [], self.sheet)
        name = self.header.names[column - 1] if 0 < column <= self.header.width else ""
        line.doubt(name or (letters(column - 1) if column else ""), "", reason, **words)
        return line.findings[0]


def open_all(
    file: SourceFile, rules: Iterable[CellRule], empty: Sequence[str] | None
) -> tuple[list[OpenSheet], list[Finding]]:
    """The sheets that have every column that is needed, and a finding for each other one.

    Where no sheet has them all, the nearest one alone is given: binding its columns says what is missing.
    """
    asked = list(rules)
    known = {key(name) for rule in asked for name in rule.names}
    heads = [(table, _head(table, known)) for table in file.tables]
    whole = [pair for pair in heads if _is_whole(pair[1], asked)]
    taken = whole or [max(heads, key=lambda pair: pair[1].score)]
    alone = len(taken) == 1
    opened = [OpenSheet(table, head, empty, file.name, alone) for table, head in taken]
    passed = [table for table, head in heads if all(table is not other for other, _ in taken)]
    return opened, [_passed_over(table) for table in passed]


def fit(file: SourceFile, rules: Iterable[CellRule]) -> int:
    """How many of the columns asked for the best sheet has; 0 where none has every one that is needed."""
    asked = list(rules)
    known = {key(name) for rule in asked for name in rule.names}
    heads = [_head(table, known) for table in file.tables]
    return max((head.score for head in heads if _is_whole(head, asked)), default=0)


def _passed_over(table: Table) -> Finding:
    line = Line(1, [], Sheet(table.title))
    line.doubt("", "", "sheet_passed_over")
    return line.findings[0]


def _is_whole(head: _Head, rules: Iterable[CellRule]) -> bool:
    here = {key(name) for name in head.names}
    for rule in rules:
        found = [key(name) in here for name in rule.names]
        if found and not rule.optional and not (all(found) if rule.template else any(found)):
            return False
    return head.score > 0


def _head(table: Table, known: set[str]) -> _Head:
    """The row, or the two rows together, among the first that hold the most names asked for; else the first row."""
    top = list(islice(table.records(), TOP))
    single = [_Head(number, _named(cells), _score(cells, known)) for number, cells in top]
    double = [
        _Head(lower[0], joined, _score(joined, known))
        for upper, lower in pairwise(top)
        if (joined := _joined(_spread(upper, table), lower, known))
    ]
    best = max([*single, *double], key=lambda head: head.score)
    return best if best.score > max(1, single[0].score) else single[0]


def _named(cells: Sequence[str]) -> tuple[str, ...]:
    return tuple(" ".join(clean(cell).split()) for cell in cells)


def _score(cells: Iterable[str], known: set[str]) -> int:
    return len({written for cell in cells if (written := key(clean(cell))) in known})


def _joined(upper: Row, lower: Row, known: set[str]) -> tuple[str, ...]:
    """Two header rows as one: the lower name where it is asked for or alone, else the upper one."""
    if lower[0] != upper[0] + 1:
        return ()
    width = max(len(upper[1]), len(lower[1]))
    pairs = zip(_padded(upper[1], width), _padded(lower[1], width), strict=True)
    # A row of data below the header has no names in it.
    if not any(key(clean(below)) in known and key(clean(above)) not in known for above, below in pairs):
        return ()
    pairs = zip(_padded(upper[1], width), _padded(lower[1], width), strict=True)
    return _named([below if key(clean(below)) in known or not clean(above) else above for above, below in pairs])


def _padded(cells: Sequence[str], width: int) -> list[str]:
    return [*cells, *[""] * (width - len(cells))]


def _spread(row: Row, table: Table) -> Row:
    """The row with what is merged across several columns standing in each of them."""
    number, cells = row
    spread = list(cells)
    for top, left, bottom, right in table.merged:
        if top <= number <= bottom and left <= len(cells):
            spread += [""] * (right - len(spread))
            for place in range(left, right):
                spread[place] = spread[place] or spread[left - 1]
    return number, spread
