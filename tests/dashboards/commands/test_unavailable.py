"""A database that can't be reached is one clear line in Chinese, whatever the command."""

from pathlib import Path

import pytest

from tests.dashboards.commands.conftest import Fengqiao
from tests.postgresql import Cluster

COMMANDS = (
    ("check",),
    ("measure", "new_matters"),
    ("demo-data",),
    ("user", "list"),
    ("serve", "--port", "8399"),
    ("import", "matters", "/dev/null"),
)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_says_it_in_one_line(
    home: Path, fengqiao: Fengqiao, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://u:secret@127.0.0.1:1/fengqiao")
    told = fengqiao(*command)
    assert told.exit_code == 1
    assert "连不上数据库 127.0.0.1:1/fengqiao：服务器没有应答" in told.output
    assert "Traceback" not in told.output
    assert "secret" not in told.output


def test_a_missing_database_is_said_to_be_missing(
    home: Path, fengqiao: Fengqiao, monkeypatch: pytest.MonkeyPatch, cluster: Cluster
) -> None:
    monkeypatch.setenv("DATABASE_URL", cluster.url("nowhere"))
    assert "没有这个数据库" in fengqiao("check").output


def test_a_strange_address_is_answered_with_the_right_form(
    home: Path, fengqiao: Fengqiao, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "mysql://host/name")
    assert "postgresql://用户名:密码@主机:5432/数据库名" in fengqiao("check").output
