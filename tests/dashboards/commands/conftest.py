"""A command line over a database of its own: the real command, the real stores, in a folder of the test's."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from core.settings import settings
from dashboards import cli, stores
from dashboards.commands import console
from db.session import Records

Fengqiao = Callable[..., Result]


@pytest.fixture
def home(prepared_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """`FENGQIAO_HOME` with an empty prepared database; stores are opened when first asked for and closed after."""
    folder = tmp_path / "home"
    folder.mkdir()
    shutil.copy(prepared_file, folder / "records.sqlite")
    monkeypatch.setenv("FENGQIAO_HOME", str(folder))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    _forget()
    yield folder
    if stores.read_model.cache_info().currsize:
        stores.read_model().close()
    if stores.records.cache_info().currsize:
        stores.records().close()
    _forget()


def _forget() -> None:
    for cached in (settings, stores.records, stores.read_model):
        cached.cache_clear()


@pytest.fixture
def kept(home: Path) -> Records:
    """The records that the command works on."""
    return stores.records()


@pytest.fixture
def fengqiao(home: Path, monkeypatch: pytest.MonkeyPatch) -> Fengqiao:
    # Wide enough for every table: where words are broken depends on the terminal.
    monkeypatch.setattr(console.out, "_width", 240)
    return lambda *words: CliRunner().invoke(cli.app, list(words), env={"COLUMNS": "240"})
