"""The gate in front of everything: what a browser without a live session may reach, and headers on every answer."""

from collections.abc import Awaitable, Callable, Collection
from contextlib import suppress
from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit

from google.protobuf.message import DecodeError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState

from core import login_sessions
from core.login_sessions import Login
from dashboards import cookies, refusal, single_sign_on, stores
from dashboards.journal import log
from db.full_disk import DiskFull
from db.unavailable import RecordsUnavailable

STREAM = "/_stcore/stream"
# Streamlit's page asks for this before it opens its websocket.
HOST_CONFIG = "/_stcore/host-config"
HEALTH = "/_stcore/health"
STATIC = "/static/"
# Streamlit resumes a session only for the identity that began it; the gate writes it, nobody else can (config.toml).
IDENTITY = b"x-fengqiao-session"
# Where the browser is, for the counting of failed sign-ins; the script sees headers only.
ADDRESS = b"x-fengqiao-address"
LONGEST_LOGGED = 100
LOOPBACK = ("localhost", "127.0.0.1")

# What a browser may ask of the server over the websocket. The rest are tools for developers of Streamlit apps.
ANONYMOUS_MESSAGES = frozenset({"rerun_script", "stop_script", "app_heartbeat"})
MESSAGES = ANONYMOUS_MESSAGES | {"file_urls_request", "backend_operation_request"}

HEADERS = {
    # Streamlit styles its elements in place and draws images from data: and blob: URLs; its scripts are all files.
    "content-security-policy": (
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
        "media-src 'self' blob:; worker-src 'self' blob:; object-src 'none'; base-uri 'self'; form-action 'self'; "
        "frame-ancestors 'self'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "x-frame-options": "SAMEORIGIN",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}
# The wall is all ours: it needs nothing but its own files, and no other site may frame it.
WALLS = ("/wall", "/remote")
OWN_FILES_ONLY = {
    "content-security-policy": (
        "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
    )
}


class Gate:
    """Raw ASGI middleware (only that sees websockets). `public` are the paths that anybody may ask for."""

    def __init__(self, app: ASGIApp, public: Collection[str]) -> None:
        self.app = app
        self.public = frozenset(public) | {HEALTH}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._http_or_say_why(scope, receive, _with_headers(send, scope))
        elif scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _http_or_say_why(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self._http(scope, receive, send)
        except RecordsUnavailable as why:
            log.error("database unavailable", reason=why.reason, place=why.place, detail=why.detail)
            # Our routes ask the database before they answer, so no answer has begun.
            await refusal.page("database", 503)(scope, receive, send)
        except DiskFull as full:
            log.error("disk full", place=full.place)
            await refusal.page("disk_full", 503)(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"]
        if path == HEALTH or path.startswith(STATIC):
            await self.app(scope, receive, send)
        elif not cookies.is_protected(scope):
            await refusal.page("https", 403)(scope, receive, send)
        elif path in self.public:
            await self.app(scope, receive, send)
        elif single_sign_on.is_way_back(path):
            await single_sign_on.pass_on(self.app, scope, receive, send)
        elif (login := await _login(scope)) is None or (login.person is None and not _is_for_the_form(path)):
            _log_refusal(scope)
            await refusal.page("sign_in_first", 401)(scope, receive, send)
        elif single_sign_on.is_way_out(path):
            await single_sign_on.pass_on(self.app, scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        login = None
        if scope["path"] == STREAM and cookies.is_protected(scope) and is_own_page(scope):
            # While the database is away nobody is let in; the page tries again by itself.
            with suppress(RecordsUnavailable):
                login = await _login(scope)
        token = cookies.token(scope)
        if login is None or token is None:
            _log_refusal(scope)
            await receive()
            # Closed before it was accepted: the server answers the handshake with 403.
            await send({"type": "websocket.close", "code": 1008})
            return
        headers = [(name, value) for name, value in scope["headers"] if name.lower() not in (IDENTITY, ADDRESS)]
        known = [(IDENTITY, login.token_hash.encode()), (ADDRESS, network_address(scope).encode())]
        scope["headers"] = [*headers, *known]
        await self.app(scope, _judged(receive, token), _logged(scope, send))


def is_own_page(scope: Scope) -> bool:
    """Whether a page of this very site opens the websocket, or a program, which has no origin.

    Streamlit refuses other sites as well, but asks a server on the internet for this machine's address before it does,
    and everybody waits meanwhile: two seconds, or as long as a name server is silent.
    """
    sent = Headers(scope=scope)
    origin = urlsplit(sent.get("origin", ""))
    return "origin" not in sent or origin.netloc == sent.get("host") or origin.hostname in LOOPBACK


def _logged(scope: Scope, send: Send) -> Send:
    """Streamlit itself refuses a foreign name: it closes the connection before it has accepted it."""
    accepted = False

    async def send_and_log(message: Message) -> None:
        nonlocal accepted
        accepted = accepted or message["type"] == "websocket.accept"
        if message["type"] == "websocket.close" and not accepted:
            _log_refusal(scope)
        await send(message)

    return send_and_log


def _log_refusal(scope: Scope) -> None:
    """Who was refused what, cut short; no secret stands in these."""
    sent = Headers(scope=scope)
    told = {name: sent.get(name, "")[:LONGEST_LOGGED] for name in ("host", "origin")}
    log.warning("refused", path=scope["path"][:LONGEST_LOGGED], address=network_address(scope), **told)


def _judged(receive: Receive, token: str) -> Callable[[], Awaitable[Message]]:
    """Every message is let through on the session as it is now, not as it was at the handshake.

    Fragments that refresh themselves and callbacks run without the main script's own check, so it is made here.
    """

    async def receive_judged() -> Message:
        message = await receive()
        if message["type"] != "websocket.receive" or not message.get("bytes"):
            return message
        login = None
        # Without the database nobody can be judged: the script runs as for a dead session and says why it can't.
        with suppress(RecordsUnavailable):
            login = await run_in_threadpool(login_sessions.find, stores.records(), token)
        try:
            sent = BackMsg.FromString(message["bytes"])
        except DecodeError:
            # Streamlit closes the connection on it.
            return message
        if not may_send(login, sent):
            return {**message, "bytes": _harmless(sent).SerializeToString()}
        if login is not None and sent.HasField("rerun_script") and not sent.rerun_script.is_auto_rerun:
            await run_in_threadpool(login_sessions.seen, stores.records(), login)
        return message

    return receive_judged


def may_send(login: Login | None, sent: BackMsg) -> bool:
    """Whether a browser with this session may send this message; nothing is let through for a dead one."""
    if login is None:
        return False
    return sent.WhichOneof("type") in (MESSAGES if login.person else ANONYMOUS_MESSAGES)


def _harmless(sent: BackMsg) -> BackMsg:
    """The plain run of the same page, without what was clicked or typed: it shows that the session is over."""
    if not sent.HasField("rerun_script"):
        return BackMsg(app_heartbeat=True)
    asked = sent.rerun_script
    return BackMsg(
        rerun_script=ClientState(
            query_string=asked.query_string,
            page_script_hash=asked.page_script_hash,
            page_name=asked.page_name,
            context_info=asked.context_info,
        )
    )


def _is_for_the_form(path: str) -> bool:
    """What a browser needs before anybody has signed in with it."""
    return path == HOST_CONFIG or single_sign_on.is_way_out(path)


def network_address(scope: Scope) -> str:
    """Where the connection comes from; of IPv6 the network, since its hosts choose the rest of their address freely.

    The server has put the browser's address in place of its proxy's, if it trusts that one (`serve --proxy`).
    """
    host = (scope.get("client") or ("unknown", 0))[0]
    try:
        address = ip_address(host)
    except ValueError:
        return host[:64]
    return str(ip_network((address, 64), strict=False)) if address.version == 6 else str(address)


async def _login(scope: Scope) -> Login | None:
    token = cookies.token(scope)
    return await run_in_threadpool(login_sessions.find, stores.records(), token) if token else None


def _with_headers(send: Send, scope: Scope) -> Send:
    https, path = cookies.is_https(scope), scope["path"]
    is_wall = any(path == wall or path.startswith(f"{wall}/") for wall in WALLS)
    written = HEADERS | (OWN_FILES_ONLY if is_wall else {})

    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in written.items():
                headers[name] = value
            if https:
                headers["strict-transport-security"] = "max-age=31536000"
        await send(message)

    return send_with_headers
