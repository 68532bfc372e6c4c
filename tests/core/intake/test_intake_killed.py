"""An import killed at any moment is simply run again: the end is the same as if it had never been disturbed."""

import signal
import subprocess
import sys
from pathlib import Path

from sqlalchemy import func, select

from core import access, intake
from db.models import ImportBatch, Matter, MatterEvent
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
