"""Reads one workbook in a process of its own, with bounds on memory and time: what a hostile file does, it does here.

Run as a script with the folder of the reading library and the file; it knows nothing else of the product. Each line it
writes is JSON: an object where a sheet begins, then [row number, [cell texts]] for each row that isn't blank, and
{"done": true} in the end. {"refused": reason} stands alone for a file that it can't read.
"""

import json
import re
import resource
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

MEMORY = 3 << 30
SECONDS = 600
# Marks for cells whose content isn't there; core/intake/cells.py knows them.
UNCALCULATED = "#UNCALCULATED!"
DIGITS_LOST = "#DIGITS!"
# Numbers of spreadsheets are exact to 15 digits.
EXACT = 10**15
LONGEST_MERGE = 1_000
_AT = rb'\br="([A-Z]{1,3})(\d{1,7})"'
_CELL = rb"<(?:\w+:)?c\b"
_ERROR = re.compile(
    _CELL + rb'(?=[^>]*\bt="e")[^>]*' + _AT + rb"[^>]*>(?:(?!</(?:\w+:)?c>).)*?<(?:\w+:)?v>([^<]*)<", re.S
)
_FORMULA = re.compile(
    _CELL + rb'(?![^>]*\bt="str")[^>]*' + _AT + rb"[^>]*>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_HIDDEN = re.compile(rb'<(?:\w+:)?row\b(?=[^>]*\bhidden="(?:1|true)")[^>]*\br="(\d{1,7})"')
Marks = dict[tuple[int, int], str]


def main(library: str, path: str) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    sys.path.append(library)
    for line in _told(path):
        sys.stdout.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")


def _told(path: str) -> Iterator[Any]:
    import python_calamine

    try:
        with open(path, "rb") as stream, python_calamine.load_workbook(stream) as book:
            parts = _Parts(path)
            for number, sheet in enumerate(book.sheets_metadata):
                if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet:
                    hidden = sheet.visible != python_calamine.SheetVisibleEnum.Visible
                    yield from _sheet(book.get_sheet_by_index(number), hidden, parts)
        yield {"done": True}
    except python_calamine.PasswordError:
        yield {"refused": "encrypted"}
    except Exception as error:
        yield {"refused": "encrypted" if "password" in str(error).lower() else "damaged_workbook"}


def _sheet(sheet: Any, hidden: bool, parts: "_Parts") -> Iterator[Any]:
    if hidden or sheet.start is None:
        yield {"sheet": sheet.name, "hidden": hidden, "merged": [], "hidden_rows": []}
        return
    marks, hidden_rows, percents = parts.findings(sheet.name)
    merged = [[*start, *end] for start, end in sheet.merged_cell_ranges or () if start[0] <= sheet.end[0]]
    yield {"sheet": sheet.name, "hidden": False, "merged": merged, "hidden_rows": hidden_rows}
    yield from _rows(sheet, marks, percents, _downwards(merged))


def _rows(sheet: Any, marks: Marks, percents: set[tuple[int, int]], below: dict[tuple[int, int], int]) -> Iterator[Any]:
    left = [""] * sheet.start[1]
    above: dict[tuple[int, int], str] = {}
    for row, values in enumerate(sheet.iter_rows()):
        cells = [*left, *map(_text, values)]
        for place in sorted(column for at, column in _at(marks, row)):
            cells += [""] * (place + 1 - len(cells))
            cells[place] = marks[row, place]
        for place in [column for at, column in _at(percents, row) if column < len(cells)]:
            cells[place] = _percent(cells[place])
        for place in [column for at, column in _at(below, row) if column < len(cells)]:
            first = below[row, place]
            if first == row:
                above[first, place] = cells[place]
            cells[place] = cells[place] or above.get((first, place), "")
        while cells and not cells[-1]:
            cells.pop()
        if any(cell.strip() for cell in cells):
            yield [row + 1, cells]


def _at(places: Any, row: int) -> list[tuple[int, int]]:
    return _by_row(places).get(row, []) if places else []


_INDEX: dict[int, tuple[Any, dict[int, list[tuple[int, int]]]]] = {}


def _by_row(places: Any) -> dict[int, list[tuple[int, int]]]:
    """The places by their row, built once for each collection."""
    held = _INDEX.get(id(places))
    if held is None or held[0] is not places:
        index: dict[int, list[tuple[int, int]]] = {}
        for place in places:
            index.setdefault(place[0], []).append(place)
        held = _INDEX[id(places)] = (places, index)
    return held[1]


def _downwards(merged: list[list[int]]) -> dict[tuple[int, int], int]:
    """For each cell of a range merged over several rows, in its first column: the range's first row."""
    found = {}
    for top, left, bottom, _right in merged:
        if top < bottom < top + LONGEST_MERGE:
            found |= {(row, left): top for row in range(top, bottom + 1)}
    return found


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, datetime):
        # The fraction of a day that a time is kept as can fall a few microseconds short.
        near = (value + timedelta(microseconds=500_000)).replace(microsecond=0)
        # A day without an hour, in a column whose cells have both.
        return near.isoformat(" ") if near.time() != time() else near.date().isoformat()
    if isinstance(value, timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    return value.isoformat() if isinstance(value, date | time) else ""


def _number(value: float) -> str:
    if value != value or abs(value) >= EXACT:
        return DIGITS_LOST
    return str(int(value)) if value == int(value) else format(value, ".15g")


def _percent(text: str) -> str:
    """A number shown as a percentage is kept as its hundredth."""
    try:
        return f"{float(text) * 100:.12g}%"
    except ValueError:
        return text


class _Parts:
    """The XML of the sheets (.xlsx), for what the library doesn't tell: errors, formulas without value, hidden rows."""

    def __init__(self, path: str) -> None:
        self._archive = zipfile.ZipFile(path) if zipfile.is_zipfile(path) else None
        self._names = self._by_title() if self._archive and "xl/workbook.xml" in self._archive.namelist() else {}
        self._percents = self._percent_styles() if self._names else []

    def findings(self, title: str) -> tuple[Marks, list[int], set[tuple[int, int]]]:
        """(cells by what is wrong with them, hidden rows from 1, cells shown as percentages) of one sheet."""
        name = self._names.get(title)
        if name is None or self._archive is None or name not in self._archive.namelist():
            return {}, [], set()
        xml = self._archive.read(name)
        marks: Marks = {}
        if b"f" in xml and b"<" in xml:
            marks = {_place(*match.groups()): UNCALCULATED for match in _FORMULA.finditer(xml)}
        if b't="e"' in xml:
            marks |= {_place(*found[:2]): found[2].decode("utf-8", "replace") for found in _ERROR.findall(xml)}
        hidden = [int(number) for number in _HIDDEN.findall(xml)] if b'hidden="' in xml else []
        return marks, hidden, self._shown_as_percent(xml)

    def _by_title(self) -> dict[str, str]:
        assert self._archive is not None  # noqa: S101
        targets = {
            _attribute(tag, "Id"): _attribute(tag, "Target")
            for tag in re.findall(r"<Relationship\b[^>]*>", self._text("xl/_rels/workbook.xml.rels"))
        }
        found = {}
        for tag in re.findall(r"<(?:\w+:)?sheet\b[^>]*>", self._text("xl/workbook.xml")):
            target = targets.get(_attribute(tag, r"\w+:id"), "").removeprefix("/")
            found[_attribute(tag, "name")] = target if target.startswith("xl/") else f"xl/{target}"
        return found

    def _percent_styles(self) -> list[bytes]:
        """The numbers of the cell styles that show percentages."""
        styles = self._text("xl/styles.xml") if self._archive and "xl/styles.xml" in self._archive.namelist() else ""
        own = {
            _attribute(tag, "numFmtId")
            for tag in re.findall(r"<numFmt\b[^>]*>", styles)
            if "%" in _attribute(tag, "formatCode")
        }
        inside = re.search(r"<cellXfs\b.*?</cellXfs>", styles, re.S)
        forms = re.findall(r"<xf\b[^>]*>", inside.group()) if inside else []
        return [str(n).encode() for n, tag in enumerate(forms) if _attribute(tag, "numFmtId") in {"9", "10", *own}]

    def _shown_as_percent(self, xml: bytes) -> set[tuple[int, int]]:
        if not self._percents:
            return set()
        pattern = _CELL + rb'(?=[^>]*\bs="(?:' + b"|".join(self._percents) + rb')")(?![^>]*\bt=")[^>]*' + _AT
        return {_place(*match.groups()) for match in re.finditer(pattern, xml)}

    def _text(self, name: str) -> str:
        return self._archive.read(name).decode("utf-8", "replace") if self._archive else ""


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf"""\b{name}=(?:"([^"]*)"|'([^']*)')""", tag)
    text = (found.group(1) or found.group(2) or "") if found else ""
    for mark, character in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
        text = text.replace(mark, character)
    return re.sub(r"&#(\d+);", lambda match: chr(int(match.group(1))), text)


def _place(letters: bytes, row: bytes) -> tuple[int, int]:
    column = 0
    for letter in letters:
        column = column * 26 + letter - 64
    return int(row) - 1, column - 1


if __name__ == "__main__":
    main(*sys.argv[1:])
