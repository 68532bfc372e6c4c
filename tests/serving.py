"""A real server of the pages on a loopback port, with a database of its own, and a client that is no browser."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests
from sqlalchemy import select
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

from core import accounts, login_sessions
from db.models import Account
from db.session import Records, sqlite_url

ROOT = Path(__file__).parent.parent
COOKIE = "fengqiao"


@dataclass(frozen=True)
class Server:
    """`records` is the server's own database, opened a second time; `started` the seconds until it answered."""

    url: str
    records: Records
    process: "subprocess.Popen[bytes]"
    started: float = 0.0

    @property
    def websocket(self) -> str:
        return self.url.replace("http", "ws", 1) + "/_stcore/stream"

    def pre_session(self) -> str:
        """The cookie that a browser is given with its first page."""
        return requests.get(self.url, timeout=20).cookies[COOKIE]

    def ticket(self, token: str, username: str) -> str:
        """What the form issues for the right password, without the form."""
        login = login_sessions.find(self.records, token)
        assert login is not None
        with self.records.reading() as session:
            account = session.scalars(select(Account).where(Account.username == username)).one()
            person = accounts.person(account)
        return login_sessions.issue_ticket(self.records, login, person)

    def enter(self, token: str, ticket: str, address: str = "/") -> requests.Response:
        parameters = {"ticket": ticket, "next": address}
        return self.get("/sign-in/enter", token, params=parameters)

    def signed_in(self, username: str) -> str:
        """The cookie of somebody who has just signed in."""
        token = self.pre_session()
        return self.enter(token, self.ticket(token, username)).cookies[COOKIE]

    def get(self, path: str, token: str | None = None, **options: object) -> requests.Response:
        cookies = {COOKIE: token} if token else {}
        return requests.get(self.url + path, cookies=cookies, timeout=20, allow_redirects=False, **options)  # type: ignore[arg-type]

    @contextmanager
    def stream(
        self, token: str | None, resume: str = "", more: dict[str, str] | None = None, xsrf: str = "unused"
    ) -> Iterator[ClientConnection]:
        """The websocket of a page; `resume` is the id of a Streamlit session to go on with, `more` are headers.

        `xsrf` is what Streamlit's own page reads from its cookie and sends along.
        """
        headers = {"Cookie": f"{COOKIE}={token}"} if token else {}
        protocols = ["streamlit", xsrf, *([resume] if resume else [])]
        with connect(
            self.websocket,
            additional_headers=headers | (more or {}),
            subprotocols=protocols,  # type: ignore[arg-type]
            # Messages that nobody reads mustn't keep the connection from closing.
            max_queue=None,
        ) as stream:
            yield stream


def run(stream: ClientConnection, **state: object) -> list[ForwardMsg]:
    """Runs the script once, as a page does when it opens; gives all that it sends back."""
    stream.send(BackMsg(rerun_script=ClientState(**state)).SerializeToString())  # type: ignore[arg-type]
    received: list[ForwardMsg] = []
    # What an earlier run of a resumed session still had to say comes first, and a page may lead on to another.
    while not (any(message.HasField("new_session") for message in received) and _is_end(received[-1])):
        received.append(ForwardMsg.FromString(bytes(stream.recv(timeout=20))))  # type: ignore[arg-type]
    return received


def _is_end(message: ForwardMsg) -> bool:
    return message.HasField("script_finished") and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN


def streamlit_session(received: list[ForwardMsg]) -> str:
    return next(m.new_session.initialize.session_id for m in received if m.HasField("new_session"))


def shows_form(received: list[ForwardMsg]) -> bool:
    return any("sign_in_form" in str(message) for message in received)


def shows_frame(received: list[ForwardMsg]) -> bool:
    """Whether anything was drawn that only a signed-in person sees: pages stand in this frame."""
    return any("退出登录" in str(message) or "sign_out" in str(message) for message in received)


@contextmanager
def serving(
    home: Path,
    database: str | None = None,
    entry: str = "dashboards/app.py",
    port: int | None = None,
    more: dict[str, str] | None = None,
) -> Iterator[Server]:
    """Starts a server on `home` (and on a database elsewhere, with `more` in its environment) and stops it.

    Raises TimeoutError with its log when it doesn't come up.
    """
    port = port or free_port()
    environment = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "ANALYTICS_URL")}
    environment |= {"FENGQIAO_HOME": str(home)} | ({"DATABASE_URL": database} if database else {}) | (more or {})
    command = [sys.executable, "-m", "streamlit", "run", entry, "--server.port", str(port)]
    log, began = home / "server.log", time.monotonic()
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
    records = Records(database or sqlite_url(home))
    try:
        url = f"http://localhost:{port}"
        _await_health(url, process, log)
        yield Server(url, records, process, time.monotonic() - began)
    finally:
        records.close()
        process.terminate()
        process.wait(timeout=20)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _await_health(url: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if requests.get(f"{url}/_stcore/health", timeout=2).ok:
                return
        except requests.RequestException:
            time.sleep(0.2)
    raise TimeoutError(f"the server did not start:\n{log.read_text(encoding='utf-8')}")
