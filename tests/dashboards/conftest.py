"""What the tests of pages share: a process with a database of its own, and a running server with demo accounts."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st

from core.demo import accounts
from core.settings import settings
from dashboards import stores
from db.session import Records, sqlite_url
from tests import factories
from tests.serving import Server, serving


@pytest.fixture(scope="session")
def server(prepared_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    home = tmp_path_factory.mktemp("server")
    shutil.copy(prepared_file, home / "records.sqlite")
    records = Records(sqlite_url(home))
    with records.writing() as session:
        factories.areas(session)
        accounts.create(session)
    records.close()
    with serving(home) as running:
        yield running


@pytest.fixture
def place(records: Records, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Records]:
    """The process works on this test's database: areas and demo accounts, nothing imported."""
    monkeypatch.setenv("FENGQIAO_HOME", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    forget()
    with records.writing() as session:
        factories.areas(session)
        accounts.create(session)
    yield stores.records()
    stores.read_model().close()
    stores.records().close()
    forget()


def forget() -> None:
    """What the process keeps for itself is of another test's database."""
    settings.cache_clear()
    stores.records.cache_clear()
    stores.read_model.cache_clear()
    # Versions of different databases are alike; a process in service has only one.
    st.cache_data.clear()
    st.cache_resource.clear()
