"""A file on its way in: proved readable from end to end before anything is written, then streamed row by row."""

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from core.intake import container, text_file, workbook
from core.intake.container import CHUNK
from core.intake.refusal import UnreadableFile
from core.intake.table import Table


@dataclass(frozen=True)
class SourceFile:
    """A file known to be readable: one table, or one for each sheet that may hold data."""

    path: Path
    name: str
    sha256: str
    tables: list[Table]

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables)


@contextmanager
def opened(path: Path, delimiter: str | None = None, name: str = "") -> Iterator[SourceFile]:
    """The file, its tables readable within the block; `name` is what people call it, where the path is our own.

    Raises UnreadableFile, in Chinese, for what is no table.
    """
    called = name or path.name
    digest, text = _examined(path, delimiter, called)
    if text is not None:
        yield SourceFile(path, called, digest, [text])
        return
    with workbook.tables(path, called) as tables:
        yield SourceFile(path, called, digest, tables)


def _examined(path: Path, delimiter: str | None, name: str) -> tuple[str, Table | None]:
    """The file's hash and, where it is text, its table."""
    if path.is_dir():
        raise UnreadableFile("directory", path=path)
    if not path.is_file():
        raise UnreadableFile("missing", path=path)
    try:
        digest = _digest(path)
        return digest, None if container.kind_of(path, name) == "workbook" else text_file.table(path, delimiter, name)
    except (EOFError, gzip.BadGzipFile, zlib.error):
        raise UnreadableFile("damaged_gzip", file=name) from None
    except OSError as error:
        raise UnreadableFile("unreadable", file=name, reason=error.strerror or "") from None


def _digest(path: Path) -> str:
    digest = sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
