"""What a wall is told every few seconds: which pictures to show for how long, in which light, and what is urgent."""

from datetime import datetime
from typing import Any

from core import clock
from core.wall.devices import Device
from core.wall.programme import Programme
from dashboards.wall import assets, pulse
from dashboards.wall.canvas import Canvas
from dashboards.wall.shelf import SHELF
from dashboards.wall.sight import moment
from dashboards.wall.snapshot import Job

# Milliseconds between two questions of a wall.
EVERY = 2500
ROUND_SECONDS = 600
# Of a wall that is tried out on the page, as long as nobody says where its seats are: a picture of 1.5 m, seats at 6 m.
SEAT = (150, 600)


def told(programme: Programme, canvas: Canvas, seat: tuple[int, int], device: Device | None, theme: str = "") -> dict:
    """The state of a wall; equal as long as nothing changes, so that its tag stays the same."""
    now = clock.now()
    light = theme or programme.theme_at(now)
    return {
        "release": assets.release(),
        "day": clock.local_day(now).isoformat(),
        "every": EVERY,
        "programme": programme.name,
        "device": device.name if device else "",
        "theme": light,
        "slots": [_slot(job) for job in jobs(programme, canvas, seat, light, now)],
        "notices": [_notice(one) for one in pulse.notices_of(programme.id)],
        "command": {"number": device.command_number if device else 0, "name": (device and device.command) or ""},
        "lag": pulse.lag_minutes(),
        "wartime": pulse.wartime_of(programme.area_code),
    }


def jobs(programme: Programme, canvas: Canvas, seat: tuple[int, int], theme: str, now: datetime) -> list[Job]:
    glyphs, version, turn = canvas.glyphs(*seat), pulse.version(), int(now.timestamp() // ROUND_SECONDS)
    day = clock.local_day(now)
    return [Job(programme, slot, theme, canvas, glyphs, version, day, turn) for slot in programme.on(now)]


def _slot(job: Job) -> dict[str, Any]:
    return {"id": job.slot.id, "item": job.slot.item, "key": SHELF.offer(job), "dwell": job.slot.dwell_seconds}


def _notice(one: Any) -> dict[str, Any]:
    return {"id": one.id, "text": one.text, "posted": moment(one.posted_at), "expires": moment(one.expires_at)}
