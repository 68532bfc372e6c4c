"""The cookies of devices: the token that lets one in, and the claim with which it fetches that."""

from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import Scope

from dashboards import cookies

DAYS = 400
"""As long as browsers keep a cookie at most; each answer to a live device renews it."""
CLAIM_SECONDS = 900
LONGEST = 64


def token(scope: Scope, kind: str) -> str | None:
    """The secret of a device of that kind ("screen", "remote", "claim"); None for none."""
    value = HTTPConnection(scope).cookies.get(_name(scope, kind))
    return value if value and len(value) <= LONGEST else None


def plant(response: Response, scope: Scope, kind: str, value: str) -> None:
    seconds = CLAIM_SECONDS if kind == "claim" else DAYS * 86_400
    response.set_cookie(
        _name(scope, kind), value, max_age=seconds, path="/", secure=cookies.is_https(scope), httponly=True,
        samesite="strict",
    )  # fmt: skip


def drop(response: Response, scope: Scope, kind: str) -> None:
    response.delete_cookie(
        _name(scope, kind), path="/", secure=cookies.is_https(scope), httponly=True, samesite="strict"
    )


def _name(scope: Scope, kind: str) -> str:
    return f"{'__Host-' if cookies.is_https(scope) else ''}fengqiao-wall-{kind}"
