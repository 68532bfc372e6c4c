"""Who asks for a wall's pictures: a device with its token, or a person who tries a programme out on the page."""

from dataclasses import dataclass

from starlette.requests import Request

from core import login_sessions
from core.wall import devices, legibility, oversight
from core.wall.devices import Device, NotAdmitted
from core.wall.legibility import TooFar
from core.wall.programme import Programme
from dashboards import cookies, data, stores
from dashboards.gate import network_address
from dashboards.wall import badge, broadcast, canvas, pulse
from dashboards.wall.canvas import Canvas

LONGEST_SIDE = 20_000


@dataclass(frozen=True)
class Asking:
    """What is shown to whom; the programme is None where it has gone."""

    programme: Programme | None
    canvas: Canvas
    seat: tuple[int, int]
    device: Device | None
    theme: str = ""


def asked(request: Request) -> Asking:
    """Raises NotAdmitted."""
    shape = canvas.for_screen(*_sides(request))
    if "programme" in request.query_params:
        return _tried(request, shape)
    device = _device(request, "screen")
    return Asking(pulse.programme_of(device.programme_id), shape, (device.height_cm, device.distance_cm), device)


def known(request: Request) -> tuple[Device, Canvas] | None:
    """A screen that can be answered without asking the database; None where that has to be asked."""
    token = badge.token(request.scope, "screen")
    found = pulse.known_device(token) if token and "programme" not in request.query_params else None
    if found is None:
        return None
    try:
        return _admitted(found, request, "screen"), canvas.for_screen(*_sides(request))
    except NotAdmitted:
        return None


def phone(request: Request) -> Device:
    """The phone that asks. Raises NotAdmitted."""
    return _device(request, "remote")


def _device(request: Request, kind: str) -> Device:
    token = badge.token(request.scope, kind)
    if token is None:
        raise NotAdmitted("unpaired")
    return _admitted(pulse.device(token), request, kind)


def _admitted(found: Device | None, request: Request, kind: str) -> Device:
    device = devices.admitted(found, network_address(request.scope))
    if device.kind != kind:
        raise NotAdmitted("unpaired")
    return device


def _tried(request: Request, shape: Canvas) -> Asking:
    """A person who may see the programme; in the light and from the seat they ask for."""
    token = cookies.token(request.scope)
    login = login_sessions.find(stores.records(), token) if token else None
    if login is None or login.person is None:
        raise NotAdmitted("unpaired")
    programme = pulse.programme_of(_number(request, "programme"))
    areas = data.area_tree(pulse.version())
    if programme is None or not oversight.may_see(areas, programme.area_code, login.person):
        raise NotAdmitted("no_right")
    theme = request.query_params.get("theme", "")
    return Asking(programme, shape, _seat(request), None, theme if theme in ("dark", "light") else "")


def _seat(request: Request) -> tuple[int, int]:
    seat = _number(request, "height"), _number(request, "distance")
    try:
        legibility.glyphs(*seat)
    except (TooFar, ZeroDivisionError):
        return broadcast.SEAT
    return seat


def _sides(request: Request) -> tuple[int, int]:
    width, _, height = request.query_params.get("screen", "").partition("x")
    sides = [int(side) if side.isdecimal() and len(side) <= 5 else 0 for side in (width, height)]
    return (sides[0], sides[1]) if all(0 < side <= LONGEST_SIDE for side in sides) else (1920, 1080)


def _number(request: Request, name: str) -> int:
    text = request.query_params.get(name, "")
    return int(text) if text.isdecimal() and len(text) <= 9 else 0
