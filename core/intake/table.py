"""One table of a file: rows of cell texts, each with the number that a spreadsheet shows."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Protocol

Row = tuple[int, list[str]]


@dataclass(frozen=True)
class Remark:
    """Something worth saying of a sheet as a whole, at a row and a column (0 for none), by its reason."""

    row: int
    column: int
    reason: str
    words: dict[str, object] = field(default_factory=dict)


class Table(Protocol):
    """`title` is the sheet's name, or the file's where it has no sheets; `rows` counts those that aren't blank."""

    @property
    def title(self) -> str: ...
    @property
    def rows(self) -> int: ...
    @property
    def merged(self) -> list[tuple[int, int, int, int]]:
        """Ranges of merged cells as (top, left, bottom, right), rows and columns from 1."""
        ...

    @property
    def remarks(self) -> list[Remark]: ...
    @property
    def fixed(self) -> bool:
        """Whether a cell's column is certain, as in a workbook, or only counted, as in a text file."""
        ...

    def records(self) -> Iterator[Row]:
        """All rows that aren't blank, from the top, headers and titles included."""
        ...


@dataclass(frozen=True)
class PlainTable:
    """A table whose rows can be asked for again and again."""

    title: str
    rows: int
    read: Callable[[], Iterator[Row]]
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    fixed: bool = False

    def records(self) -> Iterator[Row]:
        return self.read()


def letters(place: int) -> str:
    """The letters over a column, counted from 0."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(65 + rest) + name
    return name
