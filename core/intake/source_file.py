"""A CSV file on its way in: proved readable from end to end before anything is written, then streamed row by row."""

import codecs
import csv
import gzip
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from io import TextIOWrapper
from pathlib import Path
from typing import IO

from core.intake.cells import clean
from core.intake.refusal import UnreadableFile

CHUNK = 1 << 20
# A table shrinks to a tenth or so; what shrinks to less than a hundredth is no table.
GREATEST_RATIO = 100
# Damaged UTF-8 still begins with good UTF-8; a GB18030 text doesn't hold this many UTF-8 characters by chance.
ENOUGH_TO_BE_UTF8 = 20
DELIMITERS = (",", "\t", ";", "|")
_OTHER_KINDS = {b"PK\x03\x04": "spreadsheet", b"\xd0\xcf\x11\xe0": "spreadsheet", b"%PDF": "not_table"}


@dataclass(frozen=True)
class SourceFile:
    """A file known to be readable; `rows` counts its records below the header, blank ones included."""

    path: Path
    sha256: str
    encoding: str
    delimiter: str
    headers: tuple[str, ...]
    rows: int

    def records(self) -> Iterator[tuple[int, list[str]]]:
        """Each record with its row number as a spreadsheet shows it (the header is row 1); blank rows are left out."""
        with _text(self.path, self.encoding) as stream:
            for number, cells in enumerate(csv.reader(stream, delimiter=self.delimiter), start=1):
                if number > 1 and any(map(str.strip, cells)):
                    yield number, cells


def examine(path: Path, delimiter: str | None = None) -> SourceFile:
    """Reads the whole file once, keeping none of it. Raises UnreadableFile, in Chinese, for what is no table."""
    if path.is_dir():
        raise UnreadableFile("directory", path=path)
    if not path.is_file():
        raise UnreadableFile("missing", path=path)
    try:
        digest, encoding = _digest_and_encoding(path)
        return _scan(path, digest, encoding, delimiter)
    except (EOFError, gzip.BadGzipFile, zlib.error):
        raise UnreadableFile("damaged_gzip", file=path.name) from None
    except OSError as error:
        raise UnreadableFile("unreadable", file=path.name, reason=error.strerror or "") from None


def _bytes(path: Path) -> IO[bytes]:
    return gzip.open(path) if path.suffix.lower() == ".gz" else path.open("rb")  # type: ignore[return-value]


def _text(path: Path, encoding: str) -> TextIOWrapper:
    return TextIOWrapper(_bytes(path), encoding=encoding, newline="")


def _digest_and_encoding(path: Path) -> tuple[str, str]:
    digest, size = sha256(), 0
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
            size += len(chunk)
    with _bytes(path) as stream:
        start = stream.read(4096)
    if not start:
        raise UnreadableFile("empty", file=path.name)
    for magic, kind in _OTHER_KINDS.items():
        if start.startswith(magic):
            raise UnreadableFile(kind, file=path.name)
    return digest.hexdigest(), _encoding(path, start, size)


def _encoding(path: Path, start: bytes, size: int) -> str:
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _proved(path, "utf-16", size)
    if b"\x00" in start:
        raise UnreadableFile("binary", file=path.name)
    try:
        return _proved(path, "utf-8-sig", size)
    except UnicodeDecodeError as error:
        if _characters_beyond_ascii(path) >= ENOUGH_TO_BE_UTF8:
            raise UnreadableFile("damaged_text", file=path.name) from error
    try:
        return _proved(path, "gb18030", size)
    except UnicodeDecodeError as error:
        raise UnreadableFile("unknown_encoding", file=path.name) from error


def _proved(path: Path, encoding: str, size: int) -> str:
    """The encoding, once every byte has been read in it."""
    decoder = codecs.getincrementaldecoder(encoding)()
    unpacked = 0
    with _bytes(path) as stream:
        while chunk := stream.read(CHUNK):
            unpacked += len(chunk)
            if unpacked > max(size * GREATEST_RATIO, 16 * CHUNK) and path.suffix.lower() == ".gz":
                raise UnreadableFile("bomb", file=path.name)
            if "\x00" in decoder.decode(chunk):
                raise UnreadableFile("binary", file=path.name)
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


def _scan(path: Path, digest: str, encoding: str, delimiter: str | None) -> SourceFile:
    with _text(path, encoding) as stream:
        chosen = delimiter or _delimiter(stream.readline())
    with _text(path, encoding) as stream:
        lines = _Remembered(stream)
        reader = csv.reader(lines, delimiter=chosen)
        rows, headers, last = -1, (), []
        try:
            for cells in reader:
                rows += 1
                headers = headers or tuple(clean(cell) for cell in cells)
                last = lines.taken()
        except csv.Error:
            raise UnreadableFile("unclosed_quote", file=path.name, row=rows + 2) from None
        if rows < 0 or not any(headers):
            raise UnreadableFile("no_header" if rows >= 0 else "empty", file=path.name)
        if _unclosed(last, chosen):
            raise UnreadableFile("unclosed_quote", file=path.name, row=rows + 1)
    return SourceFile(path, digest, encoding, chosen, headers, rows)


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


def _delimiter(header: str) -> str:
    return max(DELIMITERS, key=header.count)
