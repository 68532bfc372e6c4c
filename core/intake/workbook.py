"""Workbooks on their way in: read in a process of their own (workbook_process.py), kept as plain lines meanwhile."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from core import catalogue
from core.intake import workbook_process
from core.intake.cells import plain
from core.intake.refusal import UnreadableFile
from core.intake.table import PlainTable, Remark, Row, Table

PATIENCE = 900
# Of merged ranges no more are named one by one.
MOST_REMARKS = 200


@contextmanager
def tables(path: Path, name: str) -> Iterator[list[Table]]:
    """The sheets that may hold data, in their order. Raises UnreadableFile; what is read lies in a nameless file."""
    with tempfile.TemporaryFile("w+b") as spool:
        _run(path, spool, name)
        found = list(_index(spool, name))
        kept: list[Table] = [table for table in found if table.rows and not _explains(table.title)]
        if not kept:
            raise UnreadableFile("empty_workbook", file=name)
        yield kept


def _run(path: Path, spool: IO[bytes], name: str) -> None:
    import python_calamine

    library = str(Path(python_calamine.__file__).parent.parent)
    command = [sys.executable, "-I", "-S", workbook_process.__file__, library, str(path.resolve())]
    try:
        # A process that the file kills (memory, time, a fault of the library) is a file that can't be read.
        subprocess.run(  # noqa: S603 - our own script, started with our own interpreter
            command,
            stdin=subprocess.DEVNULL,
            stdout=spool,
            stderr=subprocess.DEVNULL,
            timeout=PATIENCE,
            check=True,
            env={"PYTHONIOENCODING": "utf-8:surrogatepass", "LC_ALL": "C.UTF-8"},
        )
    except (subprocess.SubprocessError, OSError):
        raise UnreadableFile("damaged_workbook", file=name) from None


def _index(spool: IO[bytes], name: str) -> Iterator[PlainTable]:
    """The sheets by where their lines begin."""
    spool.seek(0)
    sheet: dict[str, Any] | None = None
    begins, rows, done = 0, 0, False
    while line := spool.readline():
        if not line.startswith(b"{"):
            rows += 1
            continue
        if sheet is not None:
            yield _table(spool, sheet, begins, rows)
        said = json.loads(line)
        if reason := said.get("refused"):
            raise UnreadableFile(reason, file=name)
        sheet, done = (said, False) if "sheet" in said else (None, True)
        begins, rows = spool.tell(), 0
    if not done:
        raise UnreadableFile("damaged_workbook", file=name)


def _table(spool: IO[bytes], said: dict[str, Any], begins: int, rows: int) -> PlainTable:
    merged = [(top + 1, left + 1, bottom + 1, right + 1) for top, left, bottom, right in said["merged"]]
    remarks = [Remark(top, left, "merged_cells", {"last": bottom}) for top, left, bottom, _ in merged if bottom > top]
    if hidden := said["hidden_rows"]:
        remarks.append(Remark(hidden[0], 0, "hidden_rows", {"count": len(hidden)}))
    title = said["sheet"].encode("utf-8", "replace").decode()
    return PlainTable(title, rows, lambda: _rows(spool, begins, rows), merged, remarks[:MOST_REMARKS], fixed=True)


def _rows(spool: IO[bytes], begins: int, count: int) -> Iterator[Row]:
    at = begins
    for _ in range(count):
        spool.seek(at)
        line = spool.readline()
        at = spool.tell()
        number, cells = json.loads(line)
        yield number, cells


def _explains(title: str) -> bool:
    """Whether a sheet of this name explains the others and holds no data."""
    written = "".join(plain(title).split()).casefold()
    return written in catalogue.document("reading")["explaining_sheets"]
