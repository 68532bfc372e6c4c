"""The report of an import: a CSV file that names row, column, value and reason, and a summary of it by reason."""

import csv
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TextIO

from core import catalogue
from core.documents.inert import inert
from core.intake.line import Finding, shown

COLUMNS = ("sheet", "row", "cell", "column", "value", "problem", "hint", "level")
MOST_GROUPS = 10_000


@dataclass(frozen=True)
class Group:
    """Findings of one kind: how many, with the value where it is a single one."""

    refused: bool
    reason: str
    column: str
    value: str
    problem: str
    hint: str
    count: int


@dataclass(frozen=True)
class Row:
    """One line of a report: one cell, or one sheet or row as a whole."""

    sheet: str
    row: int
    cell: str
    column: str
    value: str
    problem: str
    hint: str
    level: str


def rows_of(path: Path, most: int | None = None) -> list[Row]:
    """The first lines of a report that has been written."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return read_rows(stream, most)


def read_rows(stream: TextIO, most: int | None = None) -> list[Row]:
    """The first lines of a report's text."""
    lines = islice(csv.reader(stream), 1, None if most is None else most + 1)
    return [Row(sheet, int(row), *rest) for sheet, row, *rest in lines]


class Report:
    """Written row by row; the file is made at the first finding, readable by its owner only."""

    def __init__(self, path: Path, sheet: str) -> None:
        self._path = path
        self._sheet = sheet
        self._stream: TextIO | None = None
        self._groups: Counter[tuple[bool, str, str, str]] = Counter()
        self._words: dict[tuple[bool, str, str, str], tuple[str, str]] = {}

    @property
    def path(self) -> Path | None:
        """Where the report lies; None as long as nothing was found."""
        return self._path if self._stream else None

    def take(self, findings: Iterable[Finding]) -> None:
        for finding in findings:
            self._count(finding)
            self._write(finding)

    def close(self) -> None:
        if self._stream:
            self._stream.close()

    def groups(self) -> list[Group]:
        """Refusals first, then the most frequent."""
        ordered = sorted(self._groups.items(), key=lambda item: (not item[0][0], -item[1], item[0]))
        return [Group(*key, *self._words[key], count) for key, count in ordered]

    def _count(self, finding: Finding) -> None:
        key = (finding.refused, finding.reason, finding.column, finding.value)
        if key not in self._groups and len(self._groups) >= MOST_GROUPS:
            key = (finding.refused, finding.reason, finding.column, "")
        self._groups[key] += 1
        self._words.setdefault(key, (finding.problem, finding.hint))

    def _write(self, finding: Finding) -> None:
        level = catalogue.say(f"intake.level.{'refused' if finding.refused else 'doubtful'}")
        cell = f"{finding.letters}{finding.row}" if finding.letters else ""
        place = (shown(finding.sheet) or self._sheet, finding.row, cell)
        cells = (*place, finding.column, finding.value, finding.problem, finding.hint, level)
        csv.writer(self._open()).writerow([inert(cell) if isinstance(cell, str) else cell for cell in cells])

    def _open(self) -> TextIO:
        if self._stream is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._path.touch(mode=0o600)
            # The byte order mark makes Excel and WPS read the Chinese as what it is.
            self._stream = self._path.open("w", encoding="utf-8-sig", newline="")
            csv.writer(self._stream).writerow([catalogue.say(f"intake.report.{name}") for name in COLUMNS])
        return self._stream
