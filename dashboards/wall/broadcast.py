"""What a wall is told every few seconds: which pictures to show for how long, in which light, and what is urgent."""

import json
from datetime import datetime
from typing import Any

from core import clock
from core.wall.devices import Device
from core.wall.programme import Programme, Slot
from dashboards.wall import assets, pulse, urgent
from dashboards.wall.canvas import Canvas
from dashboards.wall.pulse import Held
from dashboards.wall.shelf import SHELF
from dashboards.wall.sight import moment
from dashboards.wall.snapshot import Job

# Milliseconds between two questions of a wall.
EVERY = 2500
ROUND_SECONDS = 600
ALARMS = "alarms"
# Of a wall that is tried out on the page, as long as nobody says where its seats are: a picture of 1.5 m, seats at 6 m.
SEAT = (150, 600)
# Seconds for which what all walls of a programme are told isn't put together anew.
SHARED = 0.5
Seat = tuple[int, int]
_shared: Held[bytes] = Held(SHARED)


def told(programme: Programme, canvas: Canvas, seat: Seat, theme: str = "") -> dict[str, Any]:
    """The state of a wall; equal as long as nothing changes, so that its tag stays the same."""
    now, wartime = clock.now(), pulse.wartime_of(programme.area_code)
    light = theme or programme.theme_at(now)
    return {
        "release": assets.release(),
        "day": clock.local_day(now).isoformat(),
        "every": EVERY,
        "programme": programme.name,
        "theme": light,
        "slots": [_slot(job) for job in jobs(programme, canvas, seat, light, now, wartime.is_on)],
        "notices": [_notice(one) for one in pulse.notices_of(programme.id)],
        "alarm": urgent.told(programme),
        "lag": pulse.lag_minutes(),
        "wartime": wartime.told,
    }


def body(programme: Programme, canvas: Canvas, seat: Seat, device: Device | None, theme: str = "") -> bytes:
    """The state as JSON; what all walls of a programme have in common is put together once for all of them."""
    key = (programme.id, canvas.name, seat, theme)
    return _with(_shared.get(key, lambda: _packed(told(programme, canvas, seat, theme))), device)


def known(device: Device, canvas: Canvas) -> bytes | None:
    """The same without looking anything up; None where that is needed."""
    common = _shared.peek((device.programme_id, canvas.name, (device.height_cm, device.distance_cm), ""))
    return _with(common, device) if common is not None else None


def clear() -> None:
    """Forgets what was told: after a change that its author wants to see."""
    _shared.clear()
    pulse.clear()


def jobs(
    programme: Programme, canvas: Canvas, seat: Seat, theme: str, now: datetime, wartime: bool = False
) -> list[Job]:
    glyphs, version, turn = canvas.glyphs(*seat), pulse.version(), int(now.timestamp() // ROUND_SECONDS)
    day, shape = clock.local_day(now), (theme, canvas, glyphs, version)
    return [
        Job(programme, slot, *shape, day, turn, wartime, _mark(programme, slot)) for slot in programme.on(now, wartime)
    ]


def _mark(programme: Programme, slot: Slot) -> str:
    """Alarms ring and are answered without any change of the data."""
    call = pulse.call_of(programme.viewer) if slot.item == ALARMS else None
    return call.mark if call is not None else ""


def _with(common: bytes, device: Device | None) -> bytes:
    """What is this wall's own, before the rest."""
    command = {"number": device.command_number if device else 0, "name": (device and device.command) or ""}
    return _packed({"device": device.name if device else "", "command": command})[:-1] + b"," + common[1:]


def _packed(said: dict[str, Any]) -> bytes:
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


def _slot(job: Job) -> dict[str, Any]:
    return {"id": job.slot.id, "item": job.slot.item, "key": SHELF.offer(job), "dwell": job.slot.dwell_seconds}


def _notice(one: Any) -> dict[str, Any]:
    return {"id": one.id, "text": one.text, "posted": moment(one.posted_at), "expires": moment(one.expires_at)}
