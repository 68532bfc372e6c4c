"""A backup is one committed state, whole or not there; what is restored is an installation of its own."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from core import access, audit, backup, login_sessions, parity
from core.backup import BackupFailed, StillInUse
from db.models import AuditEvent, Change, Installation, LoginSession, Matter, MemberUnit, ModelReader
from db.read_model.model import ReadModel
from db.session import Records
from tests import factories
from tests.conftest import ROOT

OPERATOR = access.operator()


def plant(records: Records) -> None:
    with records.writing() as session:
        tree = factories.areas(session)
        factories.matter(session, factories.data_source(session), tree["530702001"], [("reported", "2026-01-05")])


def count(records: Records, table: type) -> int:
    with records.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def restore(records: Records, file: Path, home: Path, **options: bool) -> Path | None:
    return backup.restore(records, file, home, OPERATOR, **options).aside


def identity(records: Records) -> str:
    with records.reading() as session:
        return session.scalars(select(Installation.identity)).one()


def test_what_is_restored_is_what_was_backed_up_and_what_was_there_is_kept(
    records: Records, model: ReadModel, tmp_path: Path
) -> None:
    plant(records)
    model.catch_up()
    file = tmp_path / "saved" / "backup"
    assert backup.make(records, file) == file.stat().st_size
    with records.writing() as session:
        session.execute(text("delete from matter"))
        for name in ("a", "b"):
            factories.member_unit(session, name)
    before, version = identity(records), model.catch_up()
    aside = restore(records, file, tmp_path)
    assert (count(records, Matter), count(records, MemberUnit)) == (1, 0)
    assert identity(records) != before
    assert model.catch_up() > version
    assert parity.check(records, model).differences == []
    with records.reading() as session:
        assert session.scalars(select(AuditEvent.action)).all()[-1] == "records.restored"
    assert aside is not None
    restore(records, aside, tmp_path)
    assert (count(records, Matter), count(records, MemberUnit)) == (0, 2)
    assert model.catch_up() > version
    assert parity.check(records, model).differences == []


def test_a_read_model_that_was_closed_meanwhile_does_not_believe_its_checkpoint(
    records: Records, tmp_path: Path
) -> None:
    plant(records)
    backup.make(records, tmp_path / "b")
    model = ReadModel(records, tmp_path / "read_model")
    model.catch_up()
    model.close()
    restore(records, tmp_path / "b", tmp_path)
    with records.writing() as session:
        session.execute(text("delete from matter"))
        session.execute(text("insert into change_log (transaction_id, entity, entity_id) values (0, 'grid', 1)"))
    model = ReadModel(records, tmp_path / "read_model")
    assert parity.check(records, model).differences == []
    model.close()


def test_nobody_is_signed_in_after_a_restore_and_the_log_starts_afresh(records: Records, tmp_path: Path) -> None:
    login_sessions.open_anonymous(records)
    backup.make(records, tmp_path / "b")
    restore(records, tmp_path / "b", tmp_path)
    assert (count(records, LoginSession), count(records, ModelReader), count(records, Change)) == (0, 0, 1)


def test_while_another_process_has_the_records_open_nothing_is_restored_unless_it_must_be(
    records: Records, tmp_path: Path
) -> None:
    plant(records)
    backup.make(records, tmp_path / "b")
    script = (
        "import sys; from db.session import Records; from sqlalchemy import text\n"
        "connection = Records(sys.argv[1]).engine.connect()\n"
        "connection.execute(text('select 1')); print('open', flush=True); sys.stdin.read()"
    )
    url = records.url.render_as_string(hide_password=False)
    other = subprocess.Popen(
        [sys.executable, "-c", script, url], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert other.stdin is not None
    assert other.stdout is not None
    assert other.stdout.readline() == b"open\n"
    with pytest.raises(StillInUse):
        restore(records, tmp_path / "b", tmp_path)
    other.stdin.close()
    other.wait(10)
    other.stdout.close()
    restore(records, tmp_path / "b", tmp_path)
    assert count(records, Matter) == 1


@pytest.fixture
def sqlite(prepared_file: Path, tmp_path: Path) -> Records:
    file = tmp_path / "live" / "records.sqlite"
    file.parent.mkdir()
    file.write_bytes(prepared_file.read_bytes())
    return Records(f"sqlite:///{file}")


@pytest.mark.parametrize("how", ["garbage", "truncated", "foreign", "newer"])
def test_what_is_no_sound_backup_of_ours_is_refused_and_changes_nothing(
    sqlite: Records, tmp_path: Path, how: str
) -> None:
    plant(sqlite)
    file = tmp_path / "b"
    backup.make(sqlite, file)
    if how == "garbage":
        file.write_bytes(os.urandom(100_000))
    elif how == "truncated":
        file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    else:
        other = Records(f"sqlite:///{file}")
        with other.writing() as session:
            session.execute(text("update alembic_version set version_num = '9999'"))
            if how == "foreign":
                session.execute(text("drop table installation"))
        other.close()
    before = identity(sqlite)
    with pytest.raises(BackupFailed) as failed:
        restore(sqlite, file, tmp_path)
    assert failed.value.reason in ("damaged", how)
    assert (identity(sqlite), count(sqlite, Matter)) == (before, 1)
    assert [path.name for path in (tmp_path / "live").iterdir() if "restoring" in path.name] == []
    sqlite.close()


def test_records_that_can_no_longer_be_read_are_moved_aside(sqlite: Records, tmp_path: Path) -> None:
    plant(sqlite)
    backup.make(sqlite, tmp_path / "b")
    sqlite.close()
    live = Path(sqlite.url.database or "")
    live.write_bytes(b"no database at all" * 1000)
    aside = restore(sqlite, tmp_path / "b", tmp_path)
    assert aside is not None
    assert aside.read_bytes().startswith(b"no database")
    assert count(sqlite, Matter) == 1
    sqlite.close()


def test_backups_under_write_load_hold_whole_transactions_only(records: Records, tmp_path: Path) -> None:
    stop, written = threading.Event(), []
    by = OPERATOR

    def write() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            with records.writing() as session:
                for half in ("first", "second"):
                    audit.append(session, action=half, object_kind="pair", object_key=str(number), by=by)
                    session.flush()
            written.append(number)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        sqlite = records.engine.dialect.name == "sqlite"
        seen = [pairs(records, tmp_path / f"b{n}", written) for n in range(20 if sqlite else 3)]
    finally:
        stop.set()
        writer.join()
    assert seen == sorted(seen)
    assert seen[-1] > seen[0]


def pairs(records: Records, file: Path, written: list[int]) -> int:
    """The last pair in a fresh backup; all before it are there, both halves, and every one that was committed."""
    committed = len(written)
    backup.make(records, file)
    if records.engine.dialect.name != "sqlite":
        return len(written)
    copy = Records(f"sqlite:///{file}")
    with copy.reading() as session:
        found = dict(
            session.execute(
                select(AuditEvent.object_key, func.count())
                .where(AuditEvent.object_kind == "pair")
                .group_by(AuditEvent.object_key)
            )
            .unique()
            .all()
        )
    copy.close()
    assert set(found.values()) <= {2}
    assert set(found) == {str(number) for number in range(1, len(found) + 1)}
    assert len(found) >= committed
    return len(found)
