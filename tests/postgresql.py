"""A PostgreSQL cluster for the tests alone: made in a temporary folder, on a free loopback port, gone at the end."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from core import foundation
from db.session import Records

# Nothing is kept, so nothing has to reach the disk; the slots are for the tests that write from many threads at once.
QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off", "max_connections=200")
PREFIX, MARK = "fengqiao-pg-", "tests"
_numbers = count(1)


@dataclass
class Cluster:
    """A running server, its socket in `folder`, `process` its first process. Only role `locked` needs a password."""

    folder: Path
    process: "subprocess.Popen[bytes]"

    def stop(self) -> None:
        """The fast end: connections are cut, open transactions rolled back."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(timeout=30)

    def start(self) -> None:
        """Once more, on what was there when it was stopped."""
        self.process = _start(self.folder)
        _await(self)

    def url(self, database: str, user: str = "postgres") -> str:
        return f"postgresql://{user}@/{database}?host={self.folder}"

    def admin(self) -> psycopg.Connection:
        return psycopg.connect(f"host={self.folder} user=postgres dbname=postgres", autocommit=True)

    def database(self, template: str = "template0") -> str:
        """A database of its own, copied from a template; its address."""
        name = f"test_{next(_numbers)}"
        with self.admin() as connection:
            statement = "create database {} template {} strategy file_copy"
            connection.execute(sql.SQL(statement).format(sql.Identifier(name), sql.Identifier(template)))
        return self.url(name)

    def drop(self, url: str) -> None:
        statement = sql.SQL("drop database {} with (force)").format(sql.Identifier(name_of(url)))
        with self.admin() as connection:
            connection.execute(statement)


def name_of(url: str) -> str:
    """The database that an address of `Cluster.url` names."""
    return url.partition("@/")[2].partition("?")[0]


def binaries() -> Path:
    """The newest server's programs on this machine; without any, the test is skipped (in CI: failed)."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("initdb")
    if not found and not on_path:
        pytest.skip("there is no PostgreSQL server here: make postgresql (apt-get install postgresql)")
    return found[-1].parent if found else Path(str(on_path)).parent


@contextmanager
def running() -> Iterator[Cluster]:
    """A cluster from initdb to its end, as user postgres where the tests run as root (which initdb refuses).

    Where the tests themselves are killed, it ends with them, and the next run removes what it left.
    """
    programs = binaries()
    _clear_away()
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=quick_folder()))
    owner = _owner()
    (folder / MARK).write_text(_lifetime(os.getpid()), encoding="ascii")
    if owner:
        os.chown(folder, owner["user"], owner["group"])
    data = folder / "data"
    making = [programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"]
    subprocess.run(making, check=True, capture_output=True, cwd=folder, **owner)  # type: ignore[call-overload]
    entries = data / "pg_hba.conf"
    entries.write_text("local all locked scram-sha-256\n" + entries.read_text(encoding="utf-8"), encoding="utf-8")
    cluster = Cluster(folder, _start(folder))
    try:
        _await(cluster)
        yield cluster
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _start(folder: Path) -> "subprocess.Popen[bytes]":
    settings = [part for setting in QUICK for part in ("-c", setting)]
    server = [binaries() / "postgres", "-D", folder / "data", "-k", folder, "-c", "listen_addresses=", *settings]
    # The kernel interrupts it when the process that started it is gone, however that ended.
    command = ["setpriv", "--pdeathsig", "INT", *server]
    with (folder / "log").open("ab") as log:
        return subprocess.Popen(command, stdout=log, stderr=log, cwd=folder, **_owner())  # type: ignore[call-overload]


def _owner() -> dict[str, int]:
    if os.geteuid() != 0:
        return {}
    account = pwd.getpwnam("postgres")
    return {"user": account.pw_uid, "group": account.pw_gid}


def _clear_away() -> None:
    """Removes the folders of clusters whose tests were killed: those with our mark that names no living process."""
    for place in {quick_folder(), None}:
        for mark in Path(place or tempfile.gettempdir()).glob(f"{PREFIX}*/{MARK}"):
            with suppress(OSError):
                process, _, _ = (told := mark.read_text(encoding="ascii")).partition(" ")
                if _lifetime(int(process)) != told:
                    shutil.rmtree(mark.parent, ignore_errors=True)


def _lifetime(process: int) -> str:
    """A process by its number and the moment it began at, since numbers are used again; its number alone if gone."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    except OSError:
        return str(process)
    return f"{process} {fields[19]}"


def prepared(cluster: Cluster) -> str:
    """The name of a template database with tables, code lists and calendar."""
    url = cluster.database()
    records = Records(url)
    foundation.prepare(records)
    records.close()
    return name_of(url)


def quick_folder() -> Path | None:
    """Memory where there is plenty of it: copying a template takes a seventh of the time it takes on a disk."""
    memory = Path("/dev/shm")
    return memory if memory.is_dir() and shutil.disk_usage(memory).free > 4 << 30 else None


def _await(cluster: Cluster) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            cluster.admin().close()
            return
        except psycopg.OperationalError:
            if time.monotonic() > deadline or cluster.process.poll() is not None:
                log = (cluster.folder / "log").read_text(errors="replace")
                raise TimeoutError(f"PostgreSQL did not start:\n{log}") from None
            time.sleep(0.05)
