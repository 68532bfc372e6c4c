"""`fengqiao user` and the command line's own words."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from typer.main import get_command
from typer.testing import CliRunner, Result

from core import accounts, clock
from core.settings import settings
from dashboards import stores
from dashboards.cli import app
from db.models import Account
from db.session import Records
from tests import factories

PASSWORD = "Gu3-Cheng-Yue!"
ADD = ("user", "add", "zhang", "--role", "county_office", "--display-name", "综治中心", "--area", "530702")


@pytest.fixture(autouse=True)
def place(records: Records, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Records]:
    """The command line works on this test's database."""
    monkeypatch.setenv("FENGQIAO_HOME", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    settings.cache_clear()
    stores.records.cache_clear()
    with records.writing() as session:
        factories.areas(session)
    yield records
    stores.records().close()
    settings.cache_clear()
    stores.records.cache_clear()


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments, prog_name="fengqiao")


def test_an_account_is_added_and_its_password_opens_the_door(place: Records) -> None:
    assert run(*ADD, "--password", PASSWORD).exit_code == 0
    person = accounts.verify(place, "zhang", PASSWORD)
    assert person is not None
    assert (person.role, person.area_code) == ("county_office", "530702")


def test_the_password_can_be_typed_unseen(place: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("getpass.getpass", lambda _prompt: PASSWORD)
    assert run(*ADD).exit_code == 0
    assert accounts.verify(place, "zhang", PASSWORD) is not None


def test_two_different_passwords_are_no_password(place: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    typed = iter((PASSWORD, PASSWORD + "x"))
    monkeypatch.setattr("getpass.getpass", lambda _prompt: next(typed))
    refused = run(*ADD)
    assert refused.exit_code == 1
    assert "不一致" in refused.stderr
    assert accounts.listed(place) == []


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--role", "emperor", "没有这个角色"),
        ("--area", "999999", "没有编码为“999999”的区域"),
        ("--password", "short", "至少 12 个字符"),
        ("--password", "Lijiang@202611", "常见词"),
    ],
)
def test_what_is_refused_is_said_in_chinese(place: Records, option: str, value: str, said: str) -> None:
    refused = run(*ADD, "--password", PASSWORD, option, value)
    assert refused.exit_code == 1
    assert said in refused.stderr
    assert accounts.listed(place) == []


def test_accounts_are_listed_disabled_enabled_and_given_a_new_password(place: Records) -> None:
    run(*ADD, "--password", PASSWORD)
    assert "zhang" in run("user", "list").stdout
    assert run("user", "disable", "zhang").exit_code == 0
    assert "停用" in run("user", "list").stdout
    assert accounts.verify(place, "zhang", PASSWORD) is None
    assert run("user", "enable", "zhang").exit_code == 0
    assert run("user", "password", "zhang", "--password", "Yu3-Long-Shan!").exit_code == 0
    assert accounts.verify(place, "zhang", "Yu3-Long-Shan!") is not None


def test_a_lost_phone_is_forgotten(place: Records) -> None:
    run(*ADD, "--password", PASSWORD)
    with place.writing() as session:
        session.execute(update(Account).values(totp_secret="lost", totp_since=clock.now()))
    assert run("user", "second-factor", "zhang").exit_code == 0
    assert [one.second_factor for one in accounts.listed(place)] == [False]


def test_an_unknown_account_is_named(place: Records) -> None:
    refused = run("user", "disable", "nobody")
    assert refused.exit_code == 1
    assert "没有用户名为“nobody”的账号" in refused.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("user", "add", "zhang"), "缺少参数：--role"),
        (("user", "add"), "缺少参数：用户名"),
        (("backup",), "缺少参数：文件"),
        (("measure",), "缺少参数：指标"),
        (("serve", "--prt", "1"), "没有这个选项：--prt"),
        (("bogus",), "没有这个命令：bogus"),
        (("serve", "--port", "x"), "参数 --port 的值不正确。"),
        (("serve", "--port"), "选项 --port 后面要写它的值"),
        (("check", "--rebuild=1"), "选项 --rebuild 不带值"),
        (("prune", "now", "then"), "多出来的内容：now then"),
    ],
)
def test_a_wrong_command_line_is_explained_in_chinese(arguments: tuple[str, ...], said: str) -> None:
    wrong = run(*arguments)
    assert wrong.exit_code == 2
    assert said in wrong.stderr
    # Only the name of the command and what was typed itself are in English.
    left = wrong.stderr.replace("fengqiao", "")
    assert not re.search("[A-Za-z]+", re.sub("|".join((*arguments, r"--[a-z-]+")), "", left)), wrong.stderr


def commands(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every command and group of commands, as it is typed."""
    yield path
    for name, below in getattr(command, "commands", {}).items():
        yield from commands(below, (*path, name))


@pytest.mark.parametrize("arguments", list(commands(get_command(app))), ids=" ".join)
def test_the_help_is_chinese(arguments: tuple[str, ...]) -> None:
    text = run(*arguments, "--help").stdout
    assert "用法：" in text
    assert not re.search(r"Usage|Options|Commands|Arguments|Show this|default:|required|env var", text)
    usage = next(line for line in text.splitlines() if "用法：" in line)
    assert not re.search("[A-Za-z]", re.sub("|".join(("fengqiao", *arguments)), "", usage)), usage
