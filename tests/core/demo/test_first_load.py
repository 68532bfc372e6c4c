"""Demo data from the page: only into an empty system, once however often it is clicked, with a right, on record."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from core.access import Person
from core.demo import first_load
from core.settings import settings
from db.models import AuditEvent
from db.session import Records, sqlite_url
from tests import factories

DESK = Person(None, "desk", "desk", "command_desk", "0")
LEADER = Person(None, "leader", "leader", "leader", "0")


@pytest.fixture
def empty(prepared_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Records]:
    (tmp_path / "records.sqlite").write_bytes(prepared_file.read_bytes())
    monkeypatch.setenv("FENGQIAO_HOME", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    settings.cache_clear()
    records = Records(sqlite_url(tmp_path))
    yield records
    records.close()
    settings.cache_clear()


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The process does nothing but hold the lock for a moment."""
    monkeypatch.setattr(first_load, "COMMAND", ("-c", "import time; time.sleep(3)"))


@pytest.mark.usefixtures("quick")
def test_a_double_click_starts_one(empty: Records) -> None:
    assert [first_load.start(empty, DESK), first_load.start(empty, DESK)] == [True, False]
    told = first_load.state()
    assert told is not None
    assert told.state == first_load.RUNNING
    with empty.reading() as session:
        assert session.scalars(select(AuditEvent.actor).where(AuditEvent.action == "load_demo_data")).all() == ["desk"]


@pytest.mark.usefixtures("quick")
def test_one_that_died_on_the_way_has_failed_and_can_be_started_again(empty: Records) -> None:
    assert first_load.start(empty, DESK)
    deadline = time.monotonic() + 20
    while (told := first_load.state()) and told.state == first_load.RUNNING and time.monotonic() < deadline:
        time.sleep(0.1)
    assert told is not None
    assert told.state == first_load.FAILED
    assert first_load.start(empty, DESK)


def test_it_asks_for_a_right_and_for_an_empty_system(empty: Records) -> None:
    with pytest.raises(first_load.NotAllowed):
        first_load.start(empty, LEADER)
    with empty.writing() as session:
        factories.areas(session)
    with pytest.raises(first_load.NotEmpty):
        first_load.start(empty, DESK)
    assert first_load.state() is None
