"""Backing the records up while they are in use, and putting a backup in their place without losing what was there."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from core import audit, clock, foundation
from core.access import Person
from db import backup, migrations
from db.backup import BackupFailed
from db.session import Records

__all__ = ["BackupFailed", "Restored", "StillInUse", "make", "restore"]


class StillInUse(RuntimeError):
    """Other processes have the records open; what they hold in memory would be written over the restored ones."""

    def __init__(self, count: int) -> None:
        self.count = count
        super().__init__(f"{count} processes use the records")


@dataclass(frozen=True)
class Restored:
    """Where the records lie that were there before; None where there were none."""

    aside: Path | None


def make(records: Records, file: Path) -> int:
    """Writes one committed state to `file`, proves it, and returns its size in bytes. Raises BackupFailed, OSError."""
    file.parent.mkdir(parents=True, exist_ok=True)
    backup.write(records, file)
    return file.stat().st_size


def restore(records: Records, file: Path, home: Path, by: Person, *, force: bool = False) -> Restored:
    """Puts the content of a backup in the place of the records, which are first kept under `home`/backups.

    `records` needn't be readable any more. Raises StillInUse (unless `force`), BackupFailed, OSError; then nothing
    was changed.
    """
    if not force and (count := backup.others(records)):
        raise StillInUse(count)
    aside = home / "backups" / f"before-restore-{clock.now():%Y%m%d-%H%M%S-%f}"
    aside.parent.mkdir(parents=True, exist_ok=True)
    put = _restore_sqlite if backup.is_sqlite(records) else _restore_dump
    return put(records, file, aside, by)


def _restore_sqlite(records: Records, file: Path, aside: Path, by: Person) -> Restored:
    live = Path(records.url.database or "")
    draft = live.with_name(f"{live.name}.restoring")
    _clear(draft)
    shutil.copyfile(file, draft)
    copy = Records(f"sqlite:///{draft}")
    try:
        backup.prove(copy)
        kept, beyond = _keep(records, live, aside.with_suffix(".sqlite"))
        _bring_up(copy, beyond, file, by)
        backup.put_back(copy, records)
    finally:
        copy.close()
        _clear(draft)
    return Restored(kept)


def _keep(records: Records, live: Path, aside: Path) -> tuple[Path | None, int]:
    """Keeps what is there, and says how far its change log had come."""
    if not live.exists():
        return None, 0
    try:
        backup.prove(records)
        backup.write(records, aside)
        return aside, backup.last_position(records)
    except BackupFailed:
        records.close()
        backup.move_aside(live, aside)
        return aside, 0


def _restore_dump(records: Records, file: Path, aside: Path, by: Person) -> Restored:
    kept = aside.with_suffix(".dump")
    backup.write(records, kept)
    backup.put_back_dump(records, file)
    try:
        _bring_up(records, 0, file, by)
    except Exception:
        backup.put_back_dump(records, kept)
        raise
    return Restored(kept)


def _bring_up(records: Records, beyond: int, file: Path, by: Person) -> None:
    """Brings restored records to this release's form, gives them an identity of their own and tells the audit trail."""
    if not migrations.is_known(records):
        raise BackupFailed("newer")
    foundation.prepare(records)
    with records.writing() as session:
        backup.begin_anew(session, beyond)
        audit.append(
            session, action="records.restored", object_kind="records", object_key=file.name, by=by, detail=str(file)
        )


def _clear(draft: Path) -> None:
    for ending in ("", "-wal", "-shm"):
        draft.with_name(draft.name + ending).unlink(missing_ok=True)
