"""`fengqiao backup`, `restore` and `prune`: the records kept safe, put back, and their change log kept short."""

from pathlib import Path
from typing import Annotated

import typer

from core import access, backup, change_log
from core.backup import BackupFailed, StillInUse
from core.catalogue import say
from core.settings import settings
from dashboards import stores
from dashboards.commands.console import fail, out
from db.session import Records

File = Annotated[
    Path, typer.Argument(metavar=say("cli.argument.file"), help=say("backup.command.file"), show_default=False)
]
MEGABYTE = 1_000_000


def make(file: File) -> None:
    if file.exists():
        fail(say("backup.refused.exists", file=file))
    try:
        size = backup.make(stores.records(), file)
    except BackupFailed as failed:
        fail(say(f"backup.refused.{failed.reason}", detail=failed.detail))
    except OSError as error:
        fail(say("backup.refused.unwritable", detail=f"{file} {error.strerror}"))
    out.print(say("backup.command.done", file=file, size=f"{size / MEGABYTE:.1f}"), markup=False)


def restore(
    file: File, force: Annotated[bool, typer.Option("--force", help=say("backup.command.force"))] = False
) -> None:
    if not file.is_file():
        fail(say("backup.refused.missing", file=file))
    # Opened as they are: what is to be replaced may be too damaged to be prepared.
    records = Records(settings().records_url)
    try:
        done = backup.restore(records, file, settings().home.resolve(), access.operator(), force=force)
    except StillInUse as used:
        fail(say("backup.refused.in_use", count=used.count))
    except BackupFailed as failed:
        fail(say(f"backup.refused.{failed.reason}", detail=failed.detail))
    except OSError as error:
        fail(say("backup.refused.unwritable", detail=f"{error.filename} {error.strerror}"))
    finally:
        records.close()
    out.print(say("backup.command.restored", file=file), markup=False)
    if done.aside:
        out.print(say("backup.command.aside", aside=done.aside), markup=False)


def prune() -> None:
    done = change_log.prune(stores.records())
    out.print(say("backup.command.pruned", changes=done.changes, readers=done.readers, forgotten=done.forgotten))
