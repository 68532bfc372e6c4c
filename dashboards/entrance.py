"""The way in and out: the routes that exchange a ticket for a session, end one, and say whether one is live."""

from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from core import browsers, login_sessions
from dashboards import cookies, single_sign_on, stores
from dashboards.gate import network_address

ENTER = "/sign-in/enter"
STATE = "/sign-in/state"
OUT = "/sign-out"
TURNED_AWAY = "/sign-in/turned-away"


async def enter(request: Request) -> Response:
    """Success of the form leads here: a fresh cookie, the old session ended, and on to the page asked for."""
    token, ticket = cookies.token(request.scope), request.query_params.get("ticket", "")
    fresh = None
    if token and ticket:
        place, browser = network_address(request.scope), browsers.called(request.headers.get("user-agent", ""))
        fresh = await run_in_threadpool(login_sessions.exchange, stores.records(), token, ticket, place, browser)
    response = _to(local_path(request.query_params.get("next", "")))
    if fresh is not None:
        cookies.plant(response, request.scope, fresh)
    single_sign_on.forget(response, request)
    cookies.leave_notice(response, request.scope, None if fresh else "ticket")
    return response


async def sign_out(request: Request) -> Response:
    """Ends the session in every tab. A plain link is enough: SameSite=Strict sends no cookie along from elsewhere."""
    token = cookies.token(request.scope)
    login = await run_in_threadpool(login_sessions.find, stores.records(), token) if token else None
    response = _to("/")
    single_sign_on.forget(response, request)
    if login is not None:
        await run_in_threadpool(login_sessions.sign_out, stores.records(), login)
    if login is not None and login.person is not None:
        cookies.leave_notice(response, request.scope, "signed_out")
    return response


async def turned_away(request: Request) -> Response:
    """Whom the single sign-on brought and we don't know: back to the form, with the reason and without its cookies."""
    reason, response = request.query_params.get("reason"), _to("/")
    single_sign_on.forget(response, request)
    if reason in (single_sign_on.REFUSED, single_sign_on.FAILED):
        cookies.leave_notice(response, request.scope, reason)
    return response


async def state(request: Request) -> Response:
    """204 while the browser's session lives, 401 after: a page that has lost its connection asks before it reloads."""
    token = cookies.token(request.scope)
    login = await run_in_threadpool(login_sessions.find, stores.records(), token) if token else None
    return Response(status_code=401 if login is None else 204, headers={"cache-control": "no-store"})


def local_path(wanted: str) -> str:
    """The path and query if they lead to a page of this server, else the home page: no redirect leads elsewhere."""
    parts = urlsplit(wanted)
    plain = wanted.startswith("/") and wanted.isascii() and wanted.isprintable() and "\\" not in wanted
    if not plain or parts.scheme or parts.netloc or parts.path.startswith(("//", OUT, ENTER, TURNED_AWAY)):
        return "/"
    return wanted


def routes() -> list[Route]:
    return [
        Route(ENTER, enter, methods=["GET"]),
        Route(OUT, sign_out, methods=["GET", "POST"]),
        Route(TURNED_AWAY, turned_away, methods=["GET"]),
        Route(STATE, state, methods=["GET"]),
    ]


def _to(path: str) -> Response:
    return RedirectResponse(path, 303, {"cache-control": "no-store"})
