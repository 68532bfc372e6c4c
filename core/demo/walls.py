"""The wall of the demo: one programme of the demo's prefecture, so that a screen can be paired at once."""

from core import catalogue, clock
from core.wall.editing import DAY, NIGHT
from db.models import WallProgramme, WallSlot
from db.queries import accounts, wall
from db.session import Session

WHO = "demo"


def create(session: Session) -> None:
    """Adds the programme of demo_walls.toml where there is none at all and its place exists."""
    words = catalogue.document("demo_walls")
    if wall.count_programmes(session) or accounts.present_area(session, words["area"], clock.today()) is None:
        return
    row = WallProgramme(
        name=words["name"],
        area_code=words["area"],
        theme="dark",
        day_starts=DAY,
        night_starts=NIGHT,
        changed_by=WHO,
        changed_at=clock.now(),
    )
    row.slots = [
        WallSlot(
            position=position,
            item=slot["item"],
            subject=slot.get("subject", ""),
            query=slot["query"],
            dwell_seconds=slot["dwell"],
            weekdays="1234567",
        )
        for position, slot in enumerate(words["slot"])
    ]
    session.add(row)
    session.flush()
