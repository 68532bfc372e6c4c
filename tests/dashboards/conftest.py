"""A running server with demo accounts, shared by the tests of what stands in front of the pages."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.demo import accounts
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
