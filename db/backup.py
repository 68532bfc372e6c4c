"""Backups of the records while they are in use: SQLite's online copy, pg_dump on PostgreSQL, and the way back."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import URL, delete, func, insert, select, text, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from db.models import Change, Installation, LoginSession, ModelReader, SignInTicket
from db.session import WHOLE, Records

POSTGRESQL_TOOLS = Path("/usr/lib/postgresql")


class BackupFailed(RuntimeError):
    """`reason` is a code (damaged, foreign, no_tool, tool); `detail` the database's own words."""

    def __init__(self, reason: str, detail: str = "") -> None:
        self.reason, self.detail = reason, detail
        super().__init__(f"{reason} {detail}".rstrip())


def is_sqlite(records: Records) -> bool:
    return records.engine.dialect.name == "sqlite"


def write(records: Records, file: Path) -> None:
    """One committed state as one proved file; writers go on meanwhile. The file is there as a whole or not at all."""
    part = file.with_name(f"{file.name}.part")
    part.unlink(missing_ok=True)
    try:
        if is_sqlite(records):
            _write_sqlite(records, part)
        else:
            _run("pg_dump", records, "--format=custom", "--enable-row-security", f"--file={part}")
        with part.open("rb") as written:
            os.fsync(written.fileno())
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)


def put_back(copy: Records, live: Records) -> None:
    """Makes the content of a SQLite copy that of the live database, in one transaction; open connections see it."""
    with _driver(copy) as source, _driver(live) as target:
        source.backup(target)
        target.execute("pragma wal_checkpoint(truncate)")


def put_back_dump(records: Records, file: Path) -> None:
    """The same on PostgreSQL, from a dump, in one transaction."""
    options = ("--clean", "--if-exists", "--single-transaction", "--no-owner", "--exit-on-error")
    _run("pg_restore", records, *options, str(file))


def move_aside(live: Path, aside: Path) -> None:
    """Renames a database that can't be read any more, its logs with it."""
    for ending in ("", "-wal", "-shm"):
        file = live.with_name(live.name + ending)
        if file.exists():
            shutil.move(file, aside.with_name(aside.name + ending))


def prove(records: Records) -> None:
    """Raises BackupFailed unless every page and index of a SQLite database is sound and it is one of ours."""
    try:
        with _driver(records) as connection:
            found = connection.execute("pragma integrity_check(1)").fetchone()[0]
            tables = {row[0] for row in connection.execute("select name from sqlite_master where type = 'table'")}
    except DatabaseError as error:
        raise BackupFailed("damaged", str(error.orig)) from error
    except Exception as error:
        # The driver's own error, of a module that is only known when it runs.
        if type(error).__name__ != "DatabaseError":
            raise
        raise BackupFailed("damaged", str(error)) from error
    if found != "ok":
        raise BackupFailed("damaged", found)
    if not {"alembic_version", "installation", "change_log"} <= tables:
        raise BackupFailed("foreign")


def last_position(records: Records) -> int:
    """The highest position that the change log of a SQLite database ever gave out."""
    with records.reading() as session:
        return session.scalar(text("select max(seq) from sqlite_sequence where name = 'change_log'")) or 0


def begin_anew(session: Session, beyond: int) -> None:
    """Makes restored records an installation of their own, so that no copy of an earlier time takes them for its own.

    Positions in the change log go on beyond `beyond`, so that none is ever used for two things. Who was signed in when
    the backup was made is not.
    """
    session.execute(update(Installation).values(identity=str(uuid4())))
    for table in (ModelReader, Change, SignInTicket, LoginSession):
        session.execute(delete(table))
    transaction: Any = 0
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("delete from sqlite_sequence where name = 'change_log'"))
        session.execute(text("insert into sqlite_sequence values ('change_log', :seq)"), {"seq": beyond})
    else:
        transaction = text("pg_current_xact_id()::text::bigint")
    session.execute(insert(Change).values(transaction_id=transaction, entity="structure", entity_id=0))


def others(records: Records) -> int:
    """How many other processes have these records open at this moment, as far as this machine can tell."""
    if not is_sqlite(records):
        with records.reading() as session:
            here = "application_name = 'fengqiao' and datname = current_database() and pid <> pg_backend_pid()"
            return session.scalar(select(func.count()).select_from(text("pg_stat_activity")).where(text(here))) or 0
    file = os.path.realpath(records.url.database or "")
    return sum(_holds(process, file) for process in Path("/proc").glob("[0-9]*") if process.name != str(os.getpid()))


def _holds(process: Path, file: str) -> bool:
    try:
        return any(os.readlink(handle) == file for handle in (process / "fd").iterdir())
    except OSError:
        # It ended meanwhile, or is somebody else's.
        return False


def _write_sqlite(records: Records, file: Path) -> None:
    copy = Records(f"sqlite:///{file}")
    try:
        with _driver(records) as source, _driver(copy) as target:
            source.backup(target)
            # One file, without a log beside it.
            target.execute("pragma journal_mode=delete")
        prove(copy)
        with _driver(copy) as target:
            target.execute("pragma journal_mode=delete")
    finally:
        copy.close()
        for ending in ("-wal", "-shm"):
            file.with_name(file.name + ending).unlink(missing_ok=True)


@contextmanager
def _driver(records: Records) -> Iterator[Any]:
    """A connection of the driver itself, closed afterwards: SQLAlchemy doesn't know the copying of whole databases."""
    connection = records.engine.raw_connection()
    try:
        yield connection.driver_connection
    finally:
        connection.invalidate()


def _run(tool: str, records: Records, *options: str) -> None:
    url = records.url
    # A password on the command line could be read by everybody on the machine.
    environment = os.environ | ({"PGPASSWORD": url.password} if url.password else {})
    environment["PGOPTIONS"] = f"{environment.get('PGOPTIONS', '')} -c fengqiao.areas={WHOLE[0]}".strip()
    bare = URL.create("postgresql", url.username, None, url.host, url.port, url.database, url.query)
    address = bare.render_as_string(hide_password=False)
    command = [_tool(tool), "--dbname", address, *options]
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - our own
    if run.returncode:
        raise BackupFailed("tool", run.stderr.strip()[-500:])


def _tool(name: str) -> str:
    newest_first = sorted(POSTGRESQL_TOOLS.glob(f"*/bin/{name}"), key=lambda path: -float(path.parts[-3]))
    found = str(newest_first[0]) if newest_first else shutil.which(name)
    if found is None:
        raise BackupFailed("no_tool", name)
    return found
