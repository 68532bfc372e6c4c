"""`fengqiao demo-data` at the command line: Chinese throughout, and exit codes that a script can rely on."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from core.settings import settings
from dashboards import stores
from dashboards.commands.demo_data import demo_data

APP = typer.Typer()
APP.command()(demo_data)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[CliRunner]:
    monkeypatch.setenv("FENGQIAO_HOME", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    settings.cache_clear()
    stores.records.cache_clear()
    yield CliRunner()
    stores.records().close()
    stores.records.cache_clear()
    settings.cache_clear()


def test_it_generates_prints_the_accounts_says_when_nothing_changes_and_removes(run: CliRunner) -> None:
    made = invoke(run, "--today", "2026-06-30", "--matters", "400")
    assert made.exit_code == 0
    assert "400" in made.output
    assert "lijiang" in made.output
    assert "演示数据已生成" in made.output
    assert "未作改动" in invoke(run, "--today", "2026-06-30", "--matters", "200", "--scale", "2").output
    other = invoke(run, "--matters", "500")
    assert other.exit_code == 1
    assert "--replace-demo" in other.output
    assert "已删除" in invoke(run, "--remove").output
    assert "没有演示数据" in invoke(run, "--remove").output


def test_a_day_to_come_is_refused_in_words(run: CliRunner) -> None:
    refused = invoke(run, "--today", "2999-01-01")
    assert refused.exit_code == 1
    assert "截止日期" in refused.output


def invoke(run: CliRunner, *words: str) -> Result:
    return run.invoke(APP, list(words))
