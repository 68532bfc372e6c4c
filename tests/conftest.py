"""What every test can ask for: a prepared database of its own, the shared data, and no silent skips in CI."""

import gc
import os
import shutil
from collections.abc import Generator, Iterator
from functools import cache
from pathlib import Path
from typing import TypeVar
from unittest.mock import patch
from uuid import uuid4

import pytest
from sqlalchemy import update

from core import foundation, passwords
from db.models import Installation
from db.read_model.model import ReadModel
from db.session import Records
from tests import postgresql
from tests.postgresql import Cluster

ROOT = Path(__file__).parent.parent
SHARED_DATA = ROOT.parent / "shared" / "data"
LONGEST_FIRST = ("faults", "browser", "db", "core")
Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data beside the checkout; tests on it are extra to our own fixtures."""
    if not SHARED_DATA.is_dir():
        pytest.skip(f"the shared data is not here: {SHARED_DATA}")
    return SHARED_DATA


@pytest.fixture(scope="session", autouse=True)
def _passwords() -> Iterator[None]:
    """The same password is hashed once for all tests, as hashing is slow on purpose; trying one takes its full time."""
    with patch.object(passwords, "hashed", cache(passwords.hashed)):
        yield


@pytest.fixture(scope="session")
def prepared_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with tables, code lists and calendar, made once; copy it, never write to it."""
    file = tmp_path_factory.mktemp("prepared") / "records.sqlite"
    records = Records(f"sqlite:///{file}")
    foundation.prepare(records)
    records.close()
    return file


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL server for this run of the tests; skipped where none is installed."""
    with postgresql.running() as cluster:
        yield cluster


@pytest.fixture(scope="session")
def prepared_database(cluster: Cluster) -> str:
    """The name of a database with tables, code lists and calendar, made once, to be copied."""
    return postgresql.prepared(cluster)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long comes first, lest the last file is a long one and the other processors wait for it."""
    items.sort(key=lambda item: _turn(item.path))


def _turn(file: Path) -> int:
    folder = file.relative_to(ROOT / "tests").parts[0]
    return LONGEST_FIRST.index(folder) if folder in LONGEST_FIRST else len(LONGEST_FIRST)


def pytest_collection_finish() -> None:
    """What was imported stays: looking through it for garbage at every turn takes a twelfth of the processor's time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 50, 100)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """What lies under the pages is tested on both databases; pages and commands have the default one.

    A test that names its database itself (parametrize, indirect) has that.
    """
    named = any("records_url" in str(mark.args[:1]) for mark in metafunc.definition.iter_markers("parametrize"))
    if "records_url" in metafunc.fixturenames and not named:
        on_top = metafunc.definition.path.is_relative_to(ROOT / "tests" / "dashboards")
        metafunc.parametrize("records_url", ["sqlite"] if on_top else ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def records_url(request: pytest.FixtureRequest, prepared_file: Path, tmp_path: Path) -> Iterator[str]:
    """The address of a prepared database of one test's own."""
    if request.param == "sqlite":
        yield f"sqlite:///{shutil.copy(prepared_file, tmp_path / 'records.sqlite')}"
        return
    cluster = request.getfixturevalue("cluster")
    url = cluster.database(request.getfixturevalue("prepared_database"))
    yield url
    cluster.drop(url)


@pytest.fixture
def records(records_url: str) -> Iterator[Records]:
    """A prepared database, an installation of its own, holding no area but the root."""
    records = Records(records_url)
    with records.writing() as session:
        session.execute(update(Installation).values(identity=str(uuid4())))
    yield records
    records.close()


@pytest.fixture
def model(records: Records, tmp_path: Path) -> Iterator[ReadModel]:
    """The read model of `records`; a test that has written asks it to `catch_up()`."""
    model = ReadModel(records, tmp_path / "read_model")
    yield model
    model.close()


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the browser that `make browser` installs, or of the one that CHROMIUM names."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not found:
        pytest.skip("there is no Chromium here: make browser")
    return found


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    return _without_skips((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    return _without_skips((yield))


def _without_skips(report: Report) -> Report:
    """In CI everything a test needs is there, so a skipped test is a failed one."""
    if os.environ.get("CI") and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"skipped in CI, where nothing may be missing: {reason}"
    return report
