"""The session's cookie: its name, its attributes, and reading it off a connection."""

from ipaddress import ip_address
from urllib.parse import quote, urlsplit

from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import Scope

# The prefix makes browsers refuse the cookie unless this very host set it over HTTPS for every path.
SECURE = "__Host-fengqiao"
LOOPBACK = "fengqiao"
NOTICE = "fengqiao-notice"
NOTICE_SECONDS = 300
# The page that was asked for, while its visitor is away to sign in elsewhere.
PAGE = "fengqiao-page"
PAGE_SECONDS = 600
LONGEST_PAGE = 500
LONGEST = 64


def is_https(scope: Scope) -> bool:
    return scope["scheme"] in ("https", "wss")


def is_protected(scope: Scope) -> bool:
    """Whether a secret may travel this connection: HTTPS, or plain HTTP that never leaves the machine."""
    host = HTTPConnection(scope).url.hostname or ""
    return is_https(scope) or host == "localhost" or _is_loopback(host)


def token(scope: Scope) -> str | None:
    """The secret that the browser sent; None for none, and for anything that can't be one."""
    value = HTTPConnection(scope).cookies.get(SECURE if is_https(scope) else LOOPBACK)
    return value if value and len(value) <= LONGEST else None


def plant(response: Response, scope: Scope, value: str) -> None:
    """Gives the browser its secret until it is closed; the server decides how long it is worth anything."""
    name = SECURE if is_https(scope) else LOOPBACK
    response.set_cookie(name, value, path="/", secure=is_https(scope), httponly=True, samesite="strict")


def leave_notice(response: Response, scope: Scope, reason: str | None) -> None:
    """Tells the next sign-in page why it is shown; None takes an earlier reason back."""
    if reason is None:
        response.delete_cookie(NOTICE, path="/", secure=is_https(scope), httponly=True, samesite="strict")
        return
    response.set_cookie(
        NOTICE, reason, max_age=NOTICE_SECONDS, path="/", secure=is_https(scope), httponly=True, samesite="strict"
    )


def note_page(response: Response, scope: Scope) -> None:
    """Notes the page from which the browser leaves; only pages of this server are told by their address here."""
    came_from = urlsplit(HTTPConnection(scope).headers.get("referer", ""))
    page = came_from.path + (f"?{came_from.query}" if came_from.query else "")
    named = {"path": "/", "secure": is_https(scope), "httponly": True, "samesite": "strict"}
    response.set_cookie(PAGE, quote(page[:LONGEST_PAGE], safe=""), max_age=PAGE_SECONDS, **named)  # type: ignore[arg-type]


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
