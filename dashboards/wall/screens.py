"""A screen before it is let in and while it is there: its code, its token, and what is noted of it."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from core.wall import devices, pairing
from core.wall.devices import Device
from dashboards import stores
from dashboards.gate import network_address
from dashboards.wall import badge
from db.unavailable import RecordsUnavailable

NEVER = {"cache-control": "no-store"}


def begin(request: Request, kind: str) -> Response:
    """The code to be shown; the claim stays in a cookie that no script reads."""
    made = pairing.begin(stores.records(), kind, network_address(request.scope))
    if made is None:
        return _said({"state": "too_often"}, 429)
    code, claim = made
    response = _said({"state": "waiting", "code": code, "minutes": int(pairing.LIFE.total_seconds() // 60)})
    badge.plant(response, request.scope, "claim", claim)
    return response


def claim(request: Request, kind: str) -> Response:
    """How far it is; once somebody has typed the code, the token comes with the answer."""
    secret = badge.token(request.scope, "claim")
    if secret is None:
        return _said({"state": "expired"})
    if pairing.is_waiting(stores.records(), secret):
        return _said({"state": "waiting"})
    state, token = pairing.claim(stores.records(), secret)
    response = _said({"state": state})
    badge.drop(response, request.scope, "claim")
    if token is not None:
        badge.plant(response, request.scope, kind, token)
    return response


def note(request: Request, device: Device | None) -> None:
    """When and as what the device was last seen; that this can't be written keeps no wall from showing."""
    if device is None:
        return
    asked = request.query_params
    told = {name: asked.get(name, "") for name in ("release", "screen", "showing")}
    try:
        devices.seen(stores.records(), device, address=network_address(request.scope), **told)
    except RecordsUnavailable as why:
        if why.reason != "busy":
            raise


def _said(body: dict[str, Any], status: int = 200) -> Response:
    return JSONResponse(body, status, NEVER)
