"""Files that people hand in through the page: kept for a while, tried first, taken in once."""

import os
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

from core import audit, clock
from core.access import Person
from core.intake import importing, rehearsal
from core.intake.history import KEPT
from core.intake.importing import Progress
from core.intake.ledger import Outcome
from core.intake.line import shown
from core.intake.mapping_file import load
from core.intake.refusal import Refusal
from core.intake.rehearsal import Rehearsal
from db.models import ImportUpload
from db.queries import import_changes, import_history
from db.queries import intake as queries
from db.session import Records

LARGEST = 20 << 20
SUFFIXES = (".xlsx", ".xlsm", ".xls", ".ods", ".csv", ".txt", ".gz")


class UploadRefused(Refusal):
    """The file isn't taken: too large, gone, somebody else's, or taken already."""


@dataclass(frozen=True)
class Upload:
    """A file that waits for its owner's yes."""

    token: str
    kind: str
    mapping: str
    file_name: str
    path: Path


def hand_in(records: Records, content: bytes, name: str, kind: str, mapping: str, *, by: Person, home: Path) -> Upload:
    """Keeps the file, readable by this server only. Raises Refusal."""
    importing.check_right(by, kind)
    load(mapping)
    if len(content) > LARGEST:
        raise UploadRefused("upload_too_large", limit=LARGEST >> 20, kind=kind)
    token, called = str(uuid4()), shown(Path(name).name)
    path = _path(home, token, called)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_bytes(content)
    with records.writing() as session:
        digest = sha256(content).hexdigest()
        row = {"token": token, "account_id": by.account_id, "kind": kind, "mapping": mapping, "file_name": called}
        queries.add(session, ImportUpload(**row, file_hash=digest, uploaded_at=clock.now()))
        audit.append(
            session,
            action="import.uploaded",
            object_kind="import_upload",
            object_key=token,
            by=by,
            detail=f"kind={kind} bytes={len(content)} sha256={digest}",
        )
    return Upload(token, kind, mapping, called, path)


def preview(records: Records, upload: Upload, *, by: Person, progress: Progress) -> Rehearsal:
    """What taking the file in would do. Raises Refusal."""
    return rehearsal.rehearse(
        records, upload.kind, upload.path, upload.mapping, by=by, progress=progress, name=upload.file_name
    )


def take(records: Records, token: str, *, by: Person, home: Path, progress: Progress) -> Outcome:
    """Imports the file; of several calls for one upload one does. Raises Refusal."""
    with records.writing() as session:
        row = import_history.upload(session, token)
        if row is None or row.account_id != by.account_id:
            raise UploadRefused("upload_gone")
        path = _path(home, row.token, row.file_name)
        if not path.is_file():
            raise UploadRefused("upload_gone")
        if not import_history.take_upload(session, token, clock.now()):
            raise UploadRefused("upload_taken")
        kind, mapping, name = row.kind, row.mapping, row.file_name
    outcome = importing.run(records, kind, path, mapping, by=by, home=home, progress=progress, name=name)
    with records.writing() as session:
        import_history.note_batch(session, token, outcome.batch_id)
    return outcome


def purge(records: Records, home: Path) -> int:
    """Removes uploads, reports and what could be undone once they are older than KEPT; gives how many files went."""
    before = clock.now() - KEPT
    with records.writing() as session:
        tokens = import_history.forget_uploads(session, before)
        reports = import_history.forget_reports(session, before)
        import_changes.forget(session, before)
    files = [file for token in tokens for file in (home / "uploads").glob(f"{token}*")]
    files += [file for report in reports for file in Path(report).parent.glob(f"{Path(report).stem}.*")]
    for file in files:
        file.unlink(missing_ok=True)
    return len(files)


def _path(home: Path, token: str, name: str) -> Path:
    """Where an upload lies: under its token, with an ending that tells only whether it is packed."""
    ending = os.path.splitext(name)[1].lower()
    return home / "uploads" / f"{token}{ending if ending in SUFFIXES else ''}"
