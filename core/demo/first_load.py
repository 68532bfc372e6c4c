"""Loading the demo data from a page: only into an empty database, once, in a process of its own, told by a file."""

import fcntl
import json
import os
import subprocess
import sys
import threading
from dataclasses import asdict, dataclass
from pathlib import Path

from core import access, audit, first_steps
from core.access import Person
from core.care import months
from core.demo import load, supervision
from core.demo.plan import plan
from core.settings import settings
from db.read_model.model import ReadModel
from db.session import Records

RIGHT = "load_demo"
COMMAND = ("-m", "core.demo.first_load")
RUNNING, DONE, FAILED = "running", "done", "failed"


class NotAllowed(PermissionError):
    """The person has no right to load demo data."""


class NotEmpty(Exception):
    """There are places or matters already, among which generated ones have no place."""


@dataclass(frozen=True)
class State:
    """How far it is: `step` names a text of demo.step."""

    state: str
    step: str = "places"
    done: int = 0
    total: int = 1


def start(records: Records, by: Person) -> bool:
    """Starts the process; False where one is running already. Raises NotAllowed or NotEmpty."""
    if not access.may(by, RIGHT):
        raise NotAllowed(by.username)
    # The lock lives as long as the process that inherits it, however that ends.
    lock = os.open(_file("lock"), os.O_CREAT | os.O_RDWR, 0o600)
    try:
        if not _locked(lock):
            return False
        found = first_steps.present(records)
        if found.areas or found.matters:
            raise NotEmpty
        with records.writing() as session:
            audit.append(session, action="load_demo_data", object_kind="data_source", object_key="demo", by=by)
        _write(State(RUNNING))
        child = subprocess.Popen(  # noqa: S603 - our own module, nothing of it comes from outside
            [sys.executable, *COMMAND],
            pass_fds=(lock,),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        # Somebody has to take note of its end, or it stays in the system's table.
        threading.Thread(target=child.wait, daemon=True).start()
        return True
    finally:
        os.close(lock)


def state() -> State | None:
    """How far the last one came, None where there was none; one that died on the way has failed."""
    try:
        told = State(**json.loads(_file("json").read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    return State(FAILED) if told.state == RUNNING and not _is_running() else told


def run() -> None:
    """What the process does."""
    records = Records(settings().records_url)
    try:
        secret = months.secret_of(settings().home.resolve())
        chosen = plan()
        load.create(records, chosen, lambda step, done, total: _write(State(RUNNING, step, done, total)), secret=secret)
        load.open_accounts(records)
        model = ReadModel(records, settings().read_model)
        try:
            supervision.create(records, model, chosen.today)
        finally:
            model.close()
        _write(State(DONE))
    except BaseException:
        _write(State(FAILED))
        raise
    finally:
        records.close()


def _is_running() -> bool:
    lock = os.open(_file("lock"), os.O_CREAT | os.O_RDWR, 0o600)
    try:
        return not _locked(lock)
    finally:
        os.close(lock)


def _locked(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _write(told: State) -> None:
    draft = _file("draft")
    draft.write_text(json.dumps(asdict(told)), encoding="utf-8")
    # Whoever reads meanwhile sees the one or the other, never half of one.
    draft.replace(_file("json"))


def _file(ending: str) -> Path:
    folder = settings().home.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"demo_load.{ending}"


if __name__ == "__main__":
    run()
