"""Several processes at once: each has a copy of its own, all see every change, and an ended one leaves its slot."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import func, select

from db.read_model import slots
from db.read_model.model import ReadModel
from db.read_model.slots import NoFreeSlot
from db.read_model.tables import FACTS
from db.session import Records
from tests import scenario
from tests.conftest import ROOT

# Another process: opens its own copy, says how many matters it sees, then does so again for each line it is sent.
PROCESS = """
import sys
from pathlib import Path
from sqlalchemy import func, select
from db.read_model.model import ReadModel
from db.read_model.tables import FACTS
from db.session import Records

model = ReadModel(Records(sys.argv[1]), Path(sys.argv[2]))
while True:
    model.catch_up()
    rows = model.execute(select(func.count()).select_from(FACTS["fact_matter"]))[0][0]
    print(Path(model.name).name, rows, flush=True)
    if not sys.stdin.readline():
        break
"""


def _start(records: Records, folder: Path) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", PROCESS, records.url.render_as_string(), str(folder)]
    return subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )


def _says(process: "subprocess.Popen[str]", ask: bool = False) -> list[str]:
    assert process.stdin is not None
    assert process.stdout is not None
    if ask:
        process.stdin.write("\n")
        process.stdin.flush()
    return process.stdout.readline().split()


def test_two_processes_have_a_copy_each_and_both_see_every_change_and_the_killed_ones_slot_is_free(
    records: Records, model: ReadModel, tmp_path: Path
) -> None:
    other = _start(records, tmp_path / "read_model")
    try:
        assert _says(other) == ["slot-1.duckdb", "0"]
        with records.writing() as session:
            scenario.plant(session)
        model.catch_up()
        assert model.execute(select(func.count()).select_from(FACTS["fact_matter"]))[0][0] == 26
        assert _says(other, ask=True) == ["slot-1.duckdb", "26"]
        os.kill(other.pid, signal.SIGKILL)
        other.wait(timeout=20)
        heir = ReadModel(records, tmp_path / "read_model")
        assert Path(heir.name).name == "slot-1.duckdb"
        assert heir.catch_up() == model.version
        assert heir.execute(select(func.count()).select_from(FACTS["fact_matter"]))[0][0] == 26
        heir.close()
    finally:
        other.kill()
        other.communicate()


def test_a_closed_model_leaves_its_slot_to_the_next(records: Records, tmp_path: Path) -> None:
    folder = tmp_path / "copies"
    one, two = ReadModel(records, folder), ReadModel(records, folder)
    assert [Path(found.name).name for found in (one, two)] == ["slot-0.duckdb", "slot-1.duckdb"]
    one.close()
    three = ReadModel(records, folder)
    assert Path(three.name).name == "slot-0.duckdb"
    two.close()
    three.close()


def test_without_a_free_slot_nothing_is_shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slots, "SLOTS", 2)
    held = [slots.claim(tmp_path), slots.claim(tmp_path)]
    with pytest.raises(NoFreeSlot):
        slots.claim(tmp_path)
    held[0].release()
    slots.claim(tmp_path).release()
    held[1].release()
