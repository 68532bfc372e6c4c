"""Text files as tables: their encoding and delimiter found, every byte of them proved readable."""

import codecs
import csv
import gzip
from collections.abc import Iterable, Iterator
from io import TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import IO

from core.intake.cells import clean
from core.intake.container import CHUNK, GREATEST_RATIO
from core.intake.refusal import UnreadableFile
from core.intake.table import PlainTable, Row, Table

# Damaged UTF-8 still begins with good UTF-8; a GB18030 text doesn't hold this many UTF-8 characters by chance.
ENOUGH_TO_BE_UTF8 = 20
DELIMITERS = (",", "\t", ";", "|")
_OTHER_KINDS = {b"PK\x03\x04": "spreadsheet", b"\xd0\xcf\x11\xe0": "spreadsheet", b"%PDF": "not_table"}


def table(path: Path, delimiter: str | None, name: str) -> Table:
    """Reads the whole file once, keeping none of it. Raises UnreadableFile, in Chinese, for what is no table."""
    encoding = _judged(path, name)
    chosen, rows = _scan(path, encoding, delimiter, name)
    return PlainTable("", rows, lambda: _rows(path, encoding, chosen))


def _rows(path: Path, encoding: str, delimiter: str) -> Iterator[Row]:
    with _text(path, encoding) as stream:
        for number, cells in enumerate(csv.reader(stream, delimiter=delimiter), start=1):
            if any(map(str.strip, cells)):
                yield number, cells


def _judged(path: Path, name: str) -> str:
    with _bytes(path) as stream:
        start = stream.read(4096)
    if not start:
        raise UnreadableFile("empty", file=name)
    for magic, kind in _OTHER_KINDS.items():
        if start.startswith(magic):
            raise UnreadableFile(kind, file=name)
    return _encoding(path, start, path.stat().st_size, name)


def _bytes(path: Path) -> IO[bytes]:
    return gzip.open(path) if path.suffix.lower() == ".gz" else path.open("rb")  # type: ignore[return-value]


def _text(path: Path, encoding: str) -> TextIOWrapper:
    return TextIOWrapper(_bytes(path), encoding=encoding, newline="")


def _encoding(path: Path, start: bytes, size: int, name: str) -> str:
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return _proved(path, "utf-16", size, name)
        except UnicodeDecodeError:
            raise UnreadableFile("unknown_encoding", file=name) from None
    if b"\x00" in start:
        raise UnreadableFile("binary", file=name)
    try:
        return _proved(path, "utf-8-sig", size, name)
    except UnicodeDecodeError as error:
        if _characters_beyond_ascii(path) >= ENOUGH_TO_BE_UTF8:
            raise UnreadableFile("damaged_text", file=name) from error
    try:
        return _proved(path, "gb18030", size, name)
    except UnicodeDecodeError as error:
        raise UnreadableFile("unknown_encoding", file=name) from error


def _proved(path: Path, encoding: str, size: int, name: str) -> str:
    """The encoding, once every byte has been read in it."""
    decoder = codecs.getincrementaldecoder(encoding)()
    unpacked = 0
    with _bytes(path) as stream:
        while chunk := stream.read(CHUNK):
            unpacked += len(chunk)
            if unpacked > max(size * GREATEST_RATIO, 16 * CHUNK) and path.suffix.lower() == ".gz":
                raise UnreadableFile("bomb", file=name)
            if "\x00" in decoder.decode(chunk):
                raise UnreadableFile("binary", file=name)
    decoder.decode(b"", final=True)
    return encoding


def _characters_beyond_ascii(path: Path) -> int:
    """How many multi-byte UTF-8 characters the file holds in all before the first byte that isn't UTF-8."""
    found = 0
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    with _bytes(path) as stream:
        while chunk := stream.read(CHUNK):
            try:
                found += sum(not character.isascii() for character in decoder.decode(chunk))
            except UnicodeDecodeError as error:
                good = error.object[: error.start].decode("utf-8-sig")
                return found + sum(not character.isascii() for character in good)
    return found


def _scan(path: Path, encoding: str, delimiter: str | None, name: str) -> tuple[str, int]:
    """The delimiter and how many rows aren't blank."""
    with _text(path, encoding) as stream:
        chosen = delimiter or _delimiter(stream)
    with _text(path, encoding) as stream:
        lines = _Remembered(stream)
        number, rows, last = 0, 0, []
        try:
            for number, cells in enumerate(csv.reader(lines, delimiter=chosen), start=1):  # noqa: B007 - told in the error
                rows += any(map(clean, cells))
                last = lines.taken()
        except csv.Error:
            raise UnreadableFile("unclosed_quote", file=name, row=number + 1) from None
        if not rows:
            raise UnreadableFile("no_header" if number else "empty", file=name)
        if _unclosed(last, chosen):
            raise UnreadableFile("unclosed_quote", file=name, row=number)
    return chosen, rows


class _Remembered:
    """Lines of a stream, remembered until the record that they make up has been read."""

    def __init__(self, stream: Iterable[str]) -> None:
        self._lines = iter(stream)
        self._held: list[str] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self._held.append(line)
        return line

    def taken(self) -> list[str]:
        held, self._held = self._held, []
        return held


def _unclosed(lines: list[str], delimiter: str) -> bool:
    """Whether the file's last record is one whose quotation mark never ends, so that it swallowed what followed."""
    try:
        list(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error as error:
        return "unexpected end" in str(error)
    return False


def _delimiter(lines: Iterable[str]) -> str:
    """The most frequent one of the first line that has any: a title may stand above the header."""
    header = next((line for line in islice(lines, 20) if any(mark in line for mark in DELIMITERS)), "")
    return max(DELIMITERS, key=header.count)
