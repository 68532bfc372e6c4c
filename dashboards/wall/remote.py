"""What a paired phone sees of its screen, and what it may do: pause, go on, step, take note of what is urgent."""

from typing import Any

from core import access, catalogue, clock
from core.access import Person
from core.alarms import standing
from core.alarms.refusal import Refused
from core.scope import Request
from core.wall import devices, notices
from core.wall.devices import Device, NotAdmitted
from core.wall.programme import DAILY, ROLE
from core.wall.refusal import WallRefused
from dashboards import data, stores
from dashboards.wall import broadcast, pulse, urgent
from dashboards.wall.sight import moment
from db.session import Session

MOST = 500


def told(phone: Device) -> dict[str, Any]:
    """The screen, whether it is there, what it shows and what is urgent on it. Raises NotAdmitted."""
    screen = _screen(phone)
    programme = pulse.programme_of(screen.programme_id)
    names = catalogue.code_labels("wall_item")
    slots = {str(slot.id): names.get(slot.item, slot.item) for slot in ((*programme.slots, DAILY) if programme else ())}
    showing, _, paused = (screen.showing or "").partition(":")
    return {
        "screen": screen.name,
        "programme": programme.name if programme else "",
        "there": screen.is_there(clock.now()),
        "showing": slots.get(showing, ""),
        "paused": (screen.command == "pause") if screen.command in ("pause", "resume") else paused == "paused",
        "notices": [
            {"id": one.id, "text": one.text, "posted": moment(one.posted_at)}
            for one in pulse.notices_of(screen.programme_id)
        ],
        "alarm": urgent.told(programme) if programme else None,
    }


def do(phone: Device, asked: dict[str, Any]) -> dict[str, Any]:
    """Raises NotAdmitted or WallRefused."""
    screen = _screen(phone)
    with stores.records().writing() as session:
        if isinstance(asked.get("acknowledge"), int):
            notices.acknowledge_from(
                session,
                notice_id=asked["acknowledge"],
                programme_id=screen.programme_id,
                device_id=phone.id,
                name=phone.name,
            )
        elif isinstance(asked.get("alarm"), list):
            _answer(session, phone, screen, asked["alarm"])
        elif isinstance(asked.get("command"), str):
            devices.steer(session, device=phone, command=asked["command"])
        else:
            raise WallRefused("bad_request")
    broadcast.clear()
    return {"done": True}


def _answer(session: Session, phone: Device, screen: Device, seen: list[Any]) -> None:
    """Somebody in the room takes note of the alarms that the wall shows."""
    programme = pulse.programme_of(screen.programme_id)
    if programme is None:
        raise NotAdmitted("revoked")
    scope = access.scope(programme.viewer, Request(), data.area_tree(pulse.version()))
    by = Person(None, f"wall:{phone.id}", phone.name, ROLE, programme.area_code)
    keys = [key for key in seen[:MOST] if isinstance(key, int)]
    try:
        standing.acknowledge_from(session, scope, alarms_seen=keys, by=by)
    except Refused:
        raise WallRefused("changed_meanwhile") from None


def _screen(phone: Device) -> Device:
    screen = devices.screen_of(stores.records(), phone.steers_id) if phone.steers_id else None
    if screen is None:
        raise NotAdmitted("revoked")
    return screen
