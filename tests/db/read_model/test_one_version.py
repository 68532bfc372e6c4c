"""All that one question reads is one version of the model, and several processes share one PostgreSQL schema."""

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, func, select, text
from sqlalchemy.orm import Session

from core import asking, parity
from core.metrics import measure
from db.models import DataSource
from db.read_model import loading, postgresql_schema, tables
from db.read_model.model import ReadModel
from db.read_model.tables import FACTS
from db.session import Records
from db.unavailable import RecordsUnavailable
from tests import factories, scenario
from tests.conftest import ROOT
from tests.postgresql import Cluster

pytestmark = pytest.mark.parametrize("records_url", ["sqlite"], indirect=True)
MATTERS = select(func.count()).select_from(FACTS["fact_matter"])


@pytest.fixture
def address(cluster: Cluster) -> Iterator[str]:
    """An empty PostgreSQL database for the analysis."""
    url = cluster.database()
    yield url
    cluster.drop(url)


@pytest.fixture(params=["duckdb", "postgresql"])
def open_model(request: pytest.FixtureRequest, records: Records, tmp_path: Path) -> Iterator[Callable[[], ReadModel]]:
    place = tmp_path / "copy" if request.param == "duckdb" else request.getfixturevalue("address")
    opened: list[ReadModel] = []

    def one() -> ReadModel:
        opened.append(ReadModel(records, place))
        return opened[-1]

    yield one
    for model in opened:
        model.close()


@pytest.fixture
def shared(records: Records, address: str) -> Iterator[tuple[ReadModel, ReadModel]]:
    """Two app processes (here: two models) on one schema."""
    models = (ReadModel(records, address), ReadModel(records, address))
    yield models
    for model in models:
        model.close()


def report(records: Records) -> None:
    with records.writing() as session:
        feed = session.scalars(select(DataSource)).first() or factories.data_source(session)
        factories.matter(session, feed, None, [("reported", "2026-11-02")])


def count(model: ReadModel) -> int:
    return model.execute(MATTERS)[0][0]


def change_of(records: Records, number: int) -> Callable[[Session], None]:
    """What is done to the records meanwhile: a row more, or a change of structure, which exchanges all tables."""

    def structure(session: Session) -> None:
        session.execute(text("update area set code = code || 'x' where level = 'township'"))

    def rows(session: Session) -> None:
        feed = session.scalars(select(DataSource)).one()
        factories.matter(session, feed, None, [("reported", "2026-11-02")])

    return (rows, structure)[number]


@pytest.mark.parametrize("change", [0, 1], ids=["rows", "structure"])
def test_one_reading_is_one_version_whatever_is_taken_in_meanwhile(
    records: Records, open_model: Callable[[], ReadModel], change: int
) -> None:
    with records.writing() as session:
        scenario.plant(session)
    model = open_model()
    first = model.catch_up()
    everything = [select(table).order_by(*table.c) for table in tables.metadata.sorted_tables]

    def work(seen) -> list:
        before = [seen.execute(statement) for statement in everything]
        with records.writing() as session:
            change_of(records, change)(session)
        # Another thread takes it in; where tables are exchanged it waits until this reading is over.
        other = threading.Thread(target=model.catch_up)
        other.start()
        other.join(0.5)
        assert [seen.execute(statement) for statement in everything] == before
        assert seen.version == first
        return [other]

    (other,) = model.read(work)
    other.join(20)
    assert model.catch_up() > first
    assert parity.check(records, model).differences == []


def test_all_statements_of_one_measure_see_one_version(
    records: Records, open_model: Callable[[], ReadModel], monkeypatch: pytest.MonkeyPatch
) -> None:
    with records.writing() as session:
        scenario.plant(session)
    model = open_model()
    model.catch_up()
    scope, keys = scenario.scope(records), ["open_matters", "median_days_to_close", "new_matters"]
    before = measure(model, keys, scope)
    real = asking.durations.waits

    def interrupted(*given):
        with records.writing() as session:
            for row in session.execute(text("select id from matter")).all():
                session.execute(text("delete from matter_event where matter_id = :id"), {"id": row[0]})
        model.catch_up()
        return real(*given)

    monkeypatch.setattr(asking.durations, "waits", interrupted)
    during = measure(model, keys, scope)
    monkeypatch.undo()
    assert during["value"].tolist() == before["value"].tolist()
    assert measure(model, keys, scope)["value"].tolist() != before["value"].tolist()


def test_what_one_process_took_in_the_other_sees_and_copies_nothing(
    records: Records, shared: tuple[ReadModel, ReadModel], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = shared
    report(records)
    version = one.catch_up()
    for name in ("fill", "replace"):
        monkeypatch.setattr(loading, name, lambda *_: pytest.fail("it was all there already"))
    assert two.catch_up() == version
    assert count(two) == 1


def test_a_version_is_never_older_than_what_is_seen_with_it(
    records: Records, shared: tuple[ReadModel, ReadModel]
) -> None:
    one, two = shared
    report(records)
    one.catch_up()
    two.catch_up()
    report(records)
    one.catch_up()
    assert two.version < one.version
    assert two.read(lambda seen: (seen.version, seen.execute(MATTERS)[0][0])) == (one.version, 2)


def test_both_at_once_apply_every_change_once(records: Records, shared: tuple[ReadModel, ReadModel]) -> None:
    with records.writing() as session:
        scenario.plant(session)
    over = threading.Event()
    failed: list[BaseException] = []

    def keep_up(model: ReadModel) -> None:
        try:
            while not over.is_set():
                model.catch_up()
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=keep_up, args=(model,)) for model in shared]
    for thread in threads:
        thread.start()
    for number in range(12):
        report(records)
        if number == 6:
            with records.writing() as session:
                session.execute(text("update area set code = code || 'x' where level = 'township'"))
    over.set()
    for thread in threads:
        thread.join(30)
    assert not failed
    assert shared[0].catch_up() == shared[1].catch_up()
    assert count(shared[0]) == count(shared[1]) == 38
    assert parity.check(records, shared[1]).differences == []


def test_who_waits_too_long_for_another_process_shows_what_is_there(
    records: Records, shared: tuple[ReadModel, ReadModel], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = shared
    report(records)
    one.catch_up()
    two.catch_up()
    report(records)
    monkeypatch.setattr(postgresql_schema, "PATIENCE", 1)
    with one._store.applying(patient=True):
        assert count(two) == 1
        assert two.catch_up() == one.version
        assert count(two) == 1
    two.catch_up()
    assert count(two) == 2


DYING = """
import os, signal, sys
from db.read_model import loading
from db.read_model.model import ReadModel
from db.session import Records

model = ReadModel(Records(sys.argv[1]), sys.argv[2])
fill = loading.fill
def dies(connection, session, step, progress):
    fill(connection, session, step, progress)
    if step.fact.name == "fact_grid":
        os.kill(os.getpid(), signal.SIGKILL)
loading.fill = dies
model.rebuild()
"""


def test_a_process_killed_while_copying_everything_leaves_the_old_copy_and_no_lock(
    records: Records, shared: tuple[ReadModel, ReadModel], address: str
) -> None:
    with records.writing() as session:
        scenario.plant(session)
    version = shared[0].catch_up()
    command = [sys.executable, "-c", DYING, records.url.render_as_string(), address]
    died = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=60)
    assert died.returncode == -9, died.stderr
    assert shared[1].catch_up() == version
    shared[1].rebuild()
    assert parity.check(records, shared[0]).differences == []


@pytest.mark.parametrize(
    "spoil",
    [
        "drop schema fengqiao_analytics cascade",
        "drop table fengqiao_analytics.fact_grid",
        "alter table fengqiao_analytics.fact_matter drop column severity",
        "delete from fengqiao_analytics.checkpoint",
        "update fengqiao_analytics.checkpoint set form = 'of last year'",
        "update fengqiao_analytics.checkpoint set installation = 'another'",
    ],
)
def test_a_schema_that_is_no_copy_of_these_records_is_made_one(
    records: Records, shared: tuple[ReadModel, ReadModel], address: str, spoil: str
) -> None:
    with records.writing() as session:
        scenario.plant(session)
    shared[0].catch_up()
    _spoil(address, spoil)
    shared[0].catch_up()
    assert parity.check(records, shared[0]).differences == []
    assert parity.check(records, shared[1]).differences == []
    _spoil(address, spoil)
    newcomer = ReadModel(records, address)
    assert parity.check(records, newcomer).differences == []
    newcomer.close()


def _spoil(address: str, statement: str) -> None:
    engine = create_engine(address.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("sqlite:///x", "url"),
        ("mysql://x/y", "url"),
        ("nonsense", "url"),
        ("postgresql://u@127.0.0.1:1/none", "away"),
    ],
)
def test_an_address_that_is_no_postgresql_is_refused_with_the_reason(records: Records, url: str, reason: str) -> None:
    with pytest.raises(RecordsUnavailable) as refused:
        ReadModel(records, url)
    assert refused.value.reason == reason
    assert refused.value.place == "ANALYTICS_URL" or reason == "away"
