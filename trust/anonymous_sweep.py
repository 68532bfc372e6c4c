"""Every address of the server, asked for by nobody and by a pre-session: what answers, and should it?"""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import product

import requests
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from dashboards import navigation, shell
from tests.serving import COOKIE, Server
from trust import place
from trust.figure import Figure

SOCKETS = ("/_stcore/stream", "/stream", "/", "/static/x", "/situation")
ASKERS = 4
METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH")
# Streamlit's own addresses, with what hangs below them.
OWN = (
    "/_stcore/metrics",
    "/_stcore/host-config",
    "/_stcore/stream",
    "/_stcore/script-health-check",
    "/_stcore/allowed-message-origins",
    "/_stcore/upload_file/session/file",
    "/_stcore/bidi-components/x/y.js",
    "/_stcore/agent/openapi.json",
    "/_stcore/agent/mcp",
    "/_stcore",
    "/media/0123456789abcdef.csv",
    "/media/",
    "/component/x/index.html",
    "/app/static/x.txt",
    "/auth/login",
    "/auth/logout",
    "/oauth2callback",
    "/stream",
    "/healthz",
    "/metrics",
    "/.git/config",
    "/.env",
    "/var/records.sqlite",
    "/records.sqlite",
    "/pages/people.py",
    "/core/catalogue/roles.toml",
    "/server-status",
    "/openapi.json",
    "/docs",
    "/wall/state",
    "/wall/item",
    "/remote/state",
    "/remote/steer",
)
DISGUISES = (
    "{0}",
    "{0}/",
    "/{0}",
    "/static/..{0}",
    "/static/%2e%2e{0}",
    "/situation{0}",
    "/_stcore/health/..{0}",
    "{0}%00",
    "{0};x",
    "{0}?next=/static/",
)


def against(swept: Server) -> list[Figure]:
    """Nobody and a pre-session, every address in every disguise and by every method; and every websocket."""
    pre_session = swept.pre_session()
    tried = list(product((None, pre_session), METHODS, _paths()))
    # Each asker keeps its connection.
    parts = [tried[number::ASKERS] for number in range(ASKERS)]
    with ThreadPoolExecutor(ASKERS) as pool:
        opened = [path for found in pool.map(partial(_opened, swept), parts) for path in found]
    sockets = [
        path for path in ("/_stcore/stream", "/stream", "/", "/static/x", "/situation") if _connects(swept, path)
    ]
    result = f"{len(opened)} of {len(tried)}, sockets {len(sockets)} {' '.join([*opened, *sockets][:3])}".strip()
    return [Figure("addresses that answer without a session", result, not opened and not sockets)]


def _opened(swept: Server, tried: Iterable[tuple[str | None, str, str]]) -> list[str]:
    opened = []
    with requests.Session() as client:
        for cookie, method, path in tried:
            answer = _ask(client, swept, cookie, method, path)
            if answer is not None and _gives_something(answer, path, cookie):
                opened.append(f"{method} {path}")
    return opened


def run() -> list[Figure]:
    with place.server() as swept:
        return against(swept)


def _paths() -> Iterator[str]:
    yield from (f"/{entry.key}/{tail}" for entry in navigation.ENTRIES for tail in ("x", "_stcore/metrics"))
    yield from (disguise.format(path) for disguise, path in product(DISGUISES, OWN))


def _ask(
    client: requests.Session, swept: Server, cookie: str | None, method: str, path: str
) -> requests.Response | None:
    request = requests.Request(method, swept.url, cookies={COOKIE: cookie} if cookie else {}).prepare()
    # As it is written: a library would tidy the disguises away.
    request.url = swept.url + path
    try:
        return client.send(request, timeout=20, allow_redirects=False)
    except requests.RequestException:
        return None


def _gives_something(answer: requests.Response, path: str, cookie: str | None) -> bool:
    """A refusal, the plain pages of the sign-in and a redirect to them give nothing."""
    if not answer.ok or answer.is_redirect or not answer.content:
        return False
    if cookie and path.split("?")[0].rstrip("/") == "/_stcore/host-config":
        # The form's own page asks for it before it connects.
        return False
    return answer.content not in (shell.index().encode(), b"ok")


def _connects(swept: Server, path: str) -> bool:
    try:
        with connect(swept.url.replace("http", "ws", 1) + path, subprotocols=["streamlit"]):  # type: ignore[list-item]
            return True
    except (InvalidStatus, OSError):
        return False
