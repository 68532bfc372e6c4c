"""What the server refuses to start with, each with its reason in Chinese."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import make_url
from streamlit import config

from core.settings import settings
from core.single_sign_on import FILE
from dashboards import safety, single_sign_on, stores
from db import roles
from db.session import known
from tests.postgresql import Cluster
from tests.serving import free_port

ROOT = Path(__file__).parents[2]
CHINESE = re.compile(r"[\u4e00-\u9fff]")
UNSAFE: dict[str, Any] = {
    "server.enableXsrfProtection": False,
    "server.enableCORS": False,
    "server.xsrfCookieSameSite": "none",
    "server.allowedHosts": ["*"],
    "server.corsAllowedOrigins": ["https://elsewhere.example"],
    "server.trustedUserHeaders": {"x-user": "session"},
    "server.enableStaticServing": True,
    "server.enableAgentApi": True,
    "server.runOnSave": True,
    "server.fileWatcherType": "auto",
    "server.maxUploadSize": 200,
    "server.disconnectedSessionTTL": 3600,
    "server.cookieSecret": "secret",
    "client.showErrorDetails": "full",
    "client.showErrorLinks": True,
    "client.toolbarMode": "developer",
    "client.allowedOrigins": ["*"],
    "runner.enforceSerializableSessionState": False,
    "runner.magicEnabled": True,
    "runner.postScriptGC": True,
    "browser.gatherUsageStats": True,
    "global.developmentMode": True,
    "logger.enableRich": True,
    "logger.level": "debug",
}


@pytest.fixture(autouse=True)
def home(prepared_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A data folder of the test's own, and Streamlit's options as the project's file has them."""
    shutil.copy(prepared_file, tmp_path / "records.sqlite")
    monkeypatch.setenv("FENGQIAO_HOME", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setattr(config, "_main_script_path", str(ROOT / "dashboards" / "app.py"))
    config.get_config_options(force_reparse=True)
    _forget()
    yield tmp_path
    stores.records().close()
    _forget()
    monkeypatch.undo()
    config.get_config_options(force_reparse=True)


def _forget() -> None:
    for cached in (settings, stores.records, single_sign_on.provider):
        cached.cache_clear()


def test_as_the_project_sets_it_the_server_starts() -> None:
    assert list(safety.unsafe()) == []
    safety.refuse()


def test_every_rule_is_tried() -> None:
    assert UNSAFE.keys() == {rule.option for rule in safety.RULES}


@pytest.mark.parametrize("option", UNSAFE)
def test_an_unsafe_option_is_refused(option: str, capfd: pytest.CaptureFixture[str]) -> None:
    before = config.get_option(option)
    config._set_option(option, UNSAFE[option], "test")
    try:
        with pytest.raises(SystemExit) as ended:
            safety.refuse()
    finally:
        config._set_option(option, before, "test")
    assert ended.value.code == safety.EXIT_CODE
    reason = capfd.readouterr().err.splitlines()[-1]
    assert option in reason
    assert CHINESE.search(reason)


def test_hosts_must_be_named() -> None:
    config._set_option("server.allowedHosts", [], "test")
    assert "主机名" in next(safety.unsafe())


@pytest.mark.parametrize("variable", ["PYTHONASYNCIODEBUG"])
def test_debugging_is_refused(variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(variable, "1")
    assert "调试模式" in next(safety.unsafe())


PROVIDER = """
label = "省统一身份认证"
server_metadata_url = "https://sso.example/.well-known/openid-configuration"
redirect_uri = "http://localhost:8501/oauth2callback"
client_id = "fengqiao"
client_secret = "0123456789abcdef"
"""


def set_up_single_sign_on(home: Path, monkeypatch: pytest.MonkeyPatch, text: str = PROVIDER) -> Path:
    """As `fengqiao serve` starts the server, with this file."""
    monkeypatch.setenv("STREAMLIT_SERVER_COOKIE_SECRET", "0123456789abcdef" * 4)
    config.get_config_options(force_reparse=True)
    file = home / FILE
    file.write_text(text, encoding="utf-8")
    file.chmod(0o600)
    return file


def test_a_single_sign_on_that_is_set_up_well_is_not_refused(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    set_up_single_sign_on(home, monkeypatch)
    assert list(safety.unsafe()) == []


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("https://sso", "http://sso", "不是 HTTPS 地址"),
        ("http://localhost", "http://fengqiao.example", "redirect_uri 必须是"),
        ("localhost:8501", "elsewhere.example", "redirect_uri 必须是"),
        ("0123456789abcdef", "short", "client_secret 太短"),
        ("client_id", "client", "有误（client, client_id）"),
    ],
)
def test_an_unsafe_single_sign_on_is_refused(
    home: Path, monkeypatch: pytest.MonkeyPatch, before: str, after: str, said: str
) -> None:
    set_up_single_sign_on(home, monkeypatch, PROVIDER.replace(before, after))
    (reason,) = safety.unsafe()
    assert said in reason


def test_a_single_sign_on_without_a_secret_for_its_cookies_is_refused(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_up_single_sign_on(home, monkeypatch)
    monkeypatch.delenv("STREAMLIT_SERVER_COOKIE_SECRET")
    config.get_config_options(force_reparse=True)
    (reason,) = safety.unsafe()
    assert "server.cookieSecret" in reason


def test_the_file_of_the_single_sign_on_is_closed_to_others(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = set_up_single_sign_on(home, monkeypatch)
    file.chmod(0o644)
    assert list(safety.unsafe()) == []
    assert file.stat().st_mode & 0o777 == 0o640


def test_the_data_folder_is_closed_to_others(home: Path) -> None:
    home.chmod(0o777)
    stores.records()
    (home / "records.sqlite").chmod(0o644)
    assert list(safety.unsafe()) == []
    assert home.stat().st_mode & 0o777 == 0o750
    assert (home / "records.sqlite").stat().st_mode & 0o777 == 0o640


def test_a_folder_that_cannot_be_closed_is_refused(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stores.records()
    home.chmod(0o777)

    def not_ours(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "chmod", not_ours)
    assert str(home) in next(safety.unsafe())


@pytest.fixture
def role(cluster: Cluster) -> Iterator[str]:
    """A role that may read and write everything, and no more."""
    with cluster.admin() as connection:
        connection.execute("create role worker login")
        connection.execute("grant pg_read_all_data, pg_write_all_data to worker")
    yield "worker"
    with cluster.admin() as connection:
        connection.execute("drop role worker")


@pytest.mark.parametrize("power", ["superuser", "bypassrls", "createrole", "replication"])
def test_a_role_that_is_above_the_databases_own_guards_is_refused(
    power: str, role: str, cluster: Cluster, prepared_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = cluster.database(prepared_database)
    with cluster.admin() as connection:
        connection.execute(f"alter role {role} {power}")
    monkeypatch.setenv("DATABASE_URL", url.replace("postgres@", f"{role}@"))
    _forget()
    assert role in next(safety.unsafe())
    stores.records().close()
    cluster.drop(url)


def test_an_ordinary_role_is_not_refused(role: str, cluster: Cluster, prepared_database: str) -> None:
    url = cluster.database(prepared_database)
    assert roles.excessive(known(url.replace("postgres@", f"{role}@"), "x")) == []
    cluster.drop(url)


def test_the_role_of_the_figures_is_looked_at_too(
    cluster: Cluster, prepared_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANALYTICS_URL", cluster.url(prepared_database))
    _forget()
    assert "postgres" in next(safety.unsafe())


@pytest.mark.parametrize(
    ("url", "open_to_all"),
    [
        ("sqlite:////tmp/x", False),
        ("postgresql://u@/d?host=/run/x", False),
        ("postgresql://u@127.0.0.1/d", False),
        ("postgresql://u@10.1.2.3/d", True),
        ("postgresql://u@db.example/d?sslmode=disable", True),
        ("postgresql://u@db.example/d?sslmode=require", False),
        ("postgresql://u@db.example/d?sslmode=verify-full", False),
    ],
)
def test_records_cross_a_network_encrypted_or_not_at_all(url: str, open_to_all: bool) -> None:
    assert roles.is_unprotected(make_url(url)) is open_to_all


def test_the_server_itself_ends_with_the_reason(home: Path) -> None:
    environment = os.environ | {"FENGQIAO_HOME": str(home), "STREAMLIT_SERVER_ENABLE_AGENT_API": "true"}
    command = [sys.executable, "-c", "from dashboards.cli import app; app()", "serve", "--port", str(free_port())]
    ended = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == safety.EXIT_CODE
    assert "server.enableAgentApi 被打开" in ended.stderr
