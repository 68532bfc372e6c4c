"""The sample configuration of nginx, tried with nginx: TLS, the websocket, one browser always at the same process."""

import re
import shutil
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from playwright.sync_api import Browser, expect
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from websockets.exceptions import InvalidStatus
from websockets.sync.client import ClientConnection, connect

from core.demo import accounts
from db.session import Records, sqlite_url
from tests import factories
from tests.browser.conftest import account_button, submit
from tests.dashboards.test_session import cookie
from tests.nginx import NAME, Front, front
from tests.serving import run, shows_frame, streamlit_session

COOKIE = "__Host-fengqiao"


@pytest.fixture(scope="module")
def home(prepared_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("behind")
    shutil.copy(prepared_file, folder / "records.sqlite")
    records = Records(sqlite_url(folder))
    with records.writing() as session:
        factories.areas(session)
        accounts.create(session)
    records.close()
    return folder


@pytest.fixture(scope="module")
def behind(home: Path) -> Iterator[Front]:
    with front(home) as running:
        yield running


@pytest.fixture
def records(home: Path) -> Iterator[Records]:
    opened = Records(sqlite_url(home))
    yield opened
    opened.close()


def get(behind: Front, path: str = "/", **headers: str) -> requests.Response:
    url = f"https://127.0.0.1:{behind.secure}{path}"
    return requests.get(
        url, headers={"Host": NAME} | headers, verify=str(behind.certificate), timeout=20, allow_redirects=False
    )


def stream(behind: Front, token: str, resume: str = "", origin: str = "") -> ClientConnection:
    """The websocket of a page, through nginx."""
    context = ssl.create_default_context(cafile=str(behind.certificate))
    # Since 1.3 a server's tickets come while the client sends its first words, and in Python before 3.13 one thread
    # that reads and one that writes at that moment spoil each other's record: once in some hundred times nobody ever
    # answers.
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    return connect(
        f"wss://127.0.0.1:{behind.secure}/_stcore/stream",
        ssl=context,
        additional_headers={"Cookie": f"{COOKIE}={token}"},
        origin=origin or None,  # type: ignore[arg-type]
        subprotocols=["streamlit", "unused", resume] if resume else ["streamlit"],  # type: ignore[list-item]
        max_queue=None,
        open_timeout=30,
    )


def test_plain_http_leads_to_https(behind: Front) -> None:
    url = f"http://127.0.0.1:{behind.plain}/situation"
    answer = requests.get(url, headers={"Host": NAME}, timeout=20, allow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (301, f"https://{NAME}/situation")


def test_the_first_page_sets_a_cookie_that_only_this_host_may_set(behind: Front) -> None:
    answer = get(behind)
    assert answer.status_code == 200
    planted = answer.headers["set-cookie"]
    assert planted.startswith(f"{COOKIE}=")
    for attribute in ("HttpOnly", "Secure", "SameSite=strict", "Path=/"):
        assert attribute.lower() in planted.lower()
    assert "domain" not in planted.lower()


def test_every_answer_insists_on_https_and_tells_no_version(behind: Front) -> None:
    headers = get(behind).headers
    assert headers["strict-transport-security"] == "max-age=31536000"
    assert headers["content-security-policy"].startswith("default-src 'self'")
    assert headers["server"] == "nginx"


@pytest.mark.parametrize("host", ["elsewhere.example", "fengqiao.example.elsewhere.example"])
def test_a_foreign_name_gets_no_stream(behind: Front, records: Records, host: str) -> None:
    with pytest.raises(InvalidStatus) as refused:
        stream(behind, cookie(records, "lijiang"), origin=f"https://{host}")
    assert refused.value.response.status_code == 403


def test_one_browser_always_meets_the_same_process(behind: Front, records: Records) -> None:
    for _ in range(8):
        token = cookie(records, "lijiang")
        with stream(behind, token) as first:
            begun = run(first)
        assert shows_frame(begun)
        # Only the process that holds the session can go on with it.
        with stream(behind, token, resume=streamlit_session(begun)) as second:
            assert streamlit_session(run(second)) == streamlit_session(begun)


def test_both_processes_are_used(behind: Front, records: Records) -> None:
    first, at_first = next(iter(behind.apps)), 0
    for _ in range(12):
        before = _connections(first)
        with stream(behind, cookie(records, "lijiang")) as opened:
            opened.send(BackMsg(rerun_script=ClientState()).SerializeToString())
            at_first += _connections(first) > before
    # That all of twelve meet one of two happens once in two thousand runs.
    assert 0 < at_first < 12


def _connections(port: int) -> int:
    """How many connections the app at this port holds just now."""
    own = f"0100007F:{port:04X}"
    lines = [line.split() for line in Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]]
    return sum(line[1] == own and line[3] == "01" for line in lines)


def test_signing_in_through_the_proxy_and_surviving_the_end_of_a_process(behind: Front, browser: Browser) -> None:
    context = browser.new_context(ignore_https_errors=True, locale="zh-CN", viewport={"width": 1366, "height": 768})
    page = context.new_page()
    page.goto(f"https://127.0.0.1:{behind.secure}/situation")
    submit(page, "lijiang", accounts.public_password())
    expect(account_button(page)).to_have_text(re.compile("丽江"), timeout=20_000)
    assert {one["name"] for one in context.cookies() if one.get("httpOnly")} >= {COOKIE}
    for process in list(behind.apps.values())[:1]:
        process.kill()
        process.wait()
    page.reload()
    expect(account_button(page)).to_be_visible(timeout=20_000)
    context.close()
