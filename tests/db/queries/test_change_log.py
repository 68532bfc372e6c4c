"""The change log is pruned behind its slowest reader, and whoever fell behind it notices and is rebuilt."""

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, text, update

from core import parity
from db.models import Change, ModelReader
from db.queries import change_feed, change_log
from db.read_model.model import ReadModel
from db.session import Records
from tests import factories
from tests.conftest import ROOT

NOW = datetime.now(UTC)


def report(records: Records, count: int = 1) -> None:
    with records.writing() as session:
        tree = factories.areas_of(session)
        tree = tree if "5307" in tree else factories.areas(session)
        feed = factories.data_source(session, key=f"s{session.scalar(select(func.count()).select_from(Change))}")
        for _ in range(count):
            factories.matter(session, feed, tree["530702001"], [("reported", "2026-01-05")])


def kept(records: Records) -> int:
    with records.reading() as session:
        return session.scalar(select(func.count()).select_from(Change)) or 0


def prune(records: Records, now: datetime = NOW) -> change_log.Pruning:
    with records.writing() as session:
        return change_log.prune(session, now)


def rebuilds(model: ReadModel, monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Grows with every rebuild of the model."""
    done: list[bool] = []
    rebuild = model._rebuild
    monkeypatch.setattr(model, "_rebuild", lambda *given: (done.append(True), rebuild(*given)))
    return done


def exact(records: Records, model: ReadModel) -> bool:
    return parity.check(records, model).differences == []


def test_what_a_live_reader_still_needs_is_never_pruned(
    records: Records, model: ReadModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    report(records)
    model.catch_up()
    report(records, 5)
    waiting = kept(records)
    assert prune(records).readers == 1
    built = rebuilds(model, monkeypatch)
    with records.reading() as session:
        assert len(change_feed.after(session, model.version.point, 1000)) == kept(records) - 1
    assert kept(records) < waiting
    assert exact(records, model)
    assert not built


def test_the_log_is_held_by_the_slowest_reader_until_it_is_forgotten(
    records: Records, model: ReadModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report(records)
    model.catch_up()
    slow = model.version
    report(records, 20)
    quick = ReadModel(records, tmp_path / "elsewhere")
    quick.catch_up()
    assert prune(records).readers == 2
    assert kept(records) > 20
    with records.writing() as session:
        seen = NOW - change_log.FORGOTTEN_AFTER - timedelta(hours=1)
        position = {"transaction_id": slow[0], "position": slow[1]}
        session.execute(update(ModelReader).where(ModelReader.position == slow[1]).values(seen_at=seen, **position))
    outcome = prune(records)
    assert (outcome.forgotten, outcome.readers, kept(records)) == (1, 1, 1)
    built = rebuilds(model, monkeypatch)
    report(records)
    assert exact(records, model)
    assert len(built) == 1
    quick.close()


def test_without_a_reader_all_but_the_last_change_goes_and_later_ones_are_taken_in(
    records: Records, model: ReadModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    report(records, 3)
    prune(records)
    assert kept(records) == 1
    assert exact(records, model)
    built = rebuilds(model, monkeypatch)
    prune(records)
    assert exact(records, model)
    report(records, 3)
    assert exact(records, model)
    assert not built


def test_a_log_that_somebody_emptied_is_noticed(records: Records, model: ReadModel) -> None:
    report(records, 3)
    model.catch_up()
    with records.writing() as session:
        session.execute(text("delete from change_log"))
    assert exact(records, model)
    report(records, 3)
    assert exact(records, model)


def test_a_clock_that_was_set_back_forgets_nobody_and_one_that_ran_ahead_costs_a_rebuild(
    records: Records, model: ReadModel
) -> None:
    report(records)
    model.catch_up()
    report(records, 3)
    assert prune(records, NOW - timedelta(days=400)).forgotten == 0
    assert exact(records, model)
    report(records, 3)
    assert prune(records, NOW + timedelta(days=400)).forgotten == 1
    assert kept(records) == 1
    assert exact(records, model)


READER = """
import os, signal, sys
from pathlib import Path
from db.read_model.model import ReadModel
from db.session import Records

ReadModel(Records(sys.argv[1]), Path(sys.argv[2])).catch_up()
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_killed_reader_holds_the_log_and_its_slot_goes_on_where_it_stood(
    records: Records, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report(records)
    url = records.url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", READER, url, str(tmp_path / "killed")]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, env=os.environ | {"PYTHONWARNINGS": "ignore"})
    assert run.returncode == -signal.SIGKILL, run.stderr.decode()
    report(records, 4)
    assert prune(records).readers == 1
    model = ReadModel(records, tmp_path / "killed")
    built = rebuilds(model, monkeypatch)
    assert exact(records, model)
    assert not built
    model.close()


def test_other_records_in_the_same_place_are_noticed_by_a_running_reader(
    records: Records, model: ReadModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    report(records)
    model.catch_up()
    built = rebuilds(model, monkeypatch)
    with records.writing() as session:
        session.execute(text("update installation set identity = 'another'"))
    model.catch_up()
    model.catch_up()
    assert len(built) == 1
