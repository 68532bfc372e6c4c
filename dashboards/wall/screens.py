"""A screen before it is let in and while it is there: its code, its token, and what is noted of it."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from core import clock
from core.wall import devices, pairing
from core.wall.devices import Device, Told
from dashboards import stores
from dashboards.gate import network_address
from dashboards.wall import badge, pulse

NEVER = {"cache-control": "no-store"}
_waiting: dict[int, Told] = {}


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
        pulse.forget_devices()
    return response


def note(request: Request, device: Device | None) -> None:
    """Remembers when and as what the device was last seen, until `keep` writes it down."""
    if device is None:
        return
    asked = request.query_params
    showing = asked.get("showing", "")
    if devices.is_news(device, showing, clock.now()):
        told = Told(network_address(request.scope), asked.get("release", ""), asked.get("screen", ""), showing)
        _waiting[device.id] = told


def keep() -> None:
    """For the server's clock: who was there goes into the records, all at once, a few seconds late."""
    told = {device_id: _waiting.pop(device_id) for device_id in list(_waiting)}
    if told:
        devices.seen(stores.records(), told)
        pulse.forget_devices()


def _said(body: dict[str, Any], status: int = 200) -> Response:
    return JSONResponse(body, status, NEVER)
