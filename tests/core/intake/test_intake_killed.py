"""An import killed at any moment is simply run again: the end is the same as if it had never been disturbed."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import func, select

from core import access, intake
from core.intake import importing
from db.models import ImportBatch, Matter, MatterEvent, MatterRevision
from db.session import Records
from tests.conftest import ROOT

# Dies by its own hand, as hard as kill -9, once the first portion is stored or while a later one is being written.
SCRIPT = """
import os, signal, sys
from pathlib import Path
from core import access, intake
from core.intake.ledger import Ledger
from db.session import Records

home, moment, url = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
die = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
if moment == "inside":
    write, calls = Ledger._write, []
    Ledger._write = lambda self, *rest: die() if calls else (calls.append(1), write(self, *rest))
records = Records(url)
progress = die if moment == "between" else (lambda done, total: None)
intake.run(records, "matters", home / "many.csv", by=access.operator(), home=home, progress=progress)
"""


def counts(records: Records) -> tuple[int | None, int | None, int | None]:
    with records.reading() as session:
        return (
            session.scalar(select(func.count()).select_from(Matter)),
            session.scalar(select(func.count()).select_from(MatterEvent)),
            session.scalar(select(func.count(Matter.source_ref.distinct()))),
        )


def test_a_killed_import_is_run_again_and_nothing_is_lost_or_doubled(
    records: Records, records_url: str, tmp_path: Path
) -> None:
    rows = (f"{n},2026-01-05,2026-01-09,其他\n" for n in range(5000))
    (tmp_path / "many.csv").write_text("事项编号,上报时间,办结时间,事项大类\n" + "".join(rows), encoding="utf-8")
    for moment, whole_portions in (("inside", 2000), ("between", 4000)):
        command = [sys.executable, "-c", SCRIPT, str(tmp_path), moment, records_url]
        run = subprocess.run(command, cwd=ROOT, capture_output=True)
        assert run.returncode == -signal.SIGKILL, run.stderr.decode()
        assert counts(records)[0] in (2000, whole_portions)
    outcome = intake.run(records, "matters", tmp_path / "many.csv", by=access.operator(), home=tmp_path)
    assert counts(records) == (5000, 10_000, 5000)
    assert (outcome.counts.added, outcome.counts.unchanged) == (3000, 2000)
    with records.reading() as session:
        unfinished = session.scalar(select(func.count()).where(ImportBatch.finished_at.is_(None)))
    assert unfinished == 2


HEADER = "事项编号,上报时间,办结时间,事项大类\n"
A, B = "M1,2026-01-05,,其他\n", "M1,2026-01-05,2026-01-09,其他\n"
OTHER = "M1,2026-01-05,2026-02-09,其他\n"
BETWEEN = """
import os, signal, sys
from pathlib import Path
from core import access, intake
from core.intake import importing
from db.session import Records

importing.PORTION = 1
portions = int(sys.argv[1])
die = lambda done, total: os.kill(os.getpid(), signal.SIGKILL) if done == portions else None
home = Path(sys.argv[2])
intake.run(Records(sys.argv[3]), "matters", home / "flap.csv", by=access.operator(), home=home, progress=die)
"""


def told(records: Records) -> tuple[str, list[str]]:
    """The matter's last step, and the steps that it had before each change."""
    with records.reading() as session:
        status = session.scalars(select(Matter.status)).one()
        revisions = session.scalars(select(MatterRevision.before).order_by(MatterRevision.id)).all()
    return status, [json.loads(before)["status"] for before in revisions]


def take(records: Records, home: Path, *rows: str) -> None:
    (home / "flap.csv").write_text(HEADER + "".join(rows), encoding="utf-8")
    intake.run(records, "matters", home / "flap.csv", by=access.operator(), home=home)


@pytest.mark.parametrize("portions", [1, 2])
def test_a_file_that_says_one_thing_then_another_then_the_first_again_ends_as_if_never_killed(
    records: Records, records_url: str, tmp_path: Path, portions: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "PORTION", 1)
    (tmp_path / "flap.csv").write_text(HEADER + A + B + A, encoding="utf-8")
    command = [sys.executable, "-c", BETWEEN, str(portions), str(tmp_path), records_url]
    run = subprocess.run(command, cwd=ROOT, capture_output=True)
    assert run.returncode == -signal.SIGKILL, run.stderr.decode()
    for _ in range(2):
        take(records, tmp_path, A, B, A)
        assert told(records) == ("reported", ["reported", "closed"])


def test_what_another_file_said_since_makes_a_repeated_file_news(records: Records, tmp_path: Path) -> None:
    take(records, tmp_path, A, B, A)
    take(records, tmp_path, OTHER)
    assert told(records)[0] == "closed"
    take(records, tmp_path, A, B, A)
    assert told(records)[0] == "reported"
