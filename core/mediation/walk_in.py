"""A dispute that somebody brings to the room itself: its matter is opened with its case, and goes along with it."""

from datetime import date

from core import catalogue, clock
from core.areas import AreaTree
from core.mediation.refusal import Refused
from db.models.data_source import DataSource
from db.models.matter import Matter, MatterEvent
from db.models.mediation import MediationCase, MediationEvent
from db.models.mediation_room import MediationRoom
from db.queries import areas, mediation
from db.session import Session

KEY = "mediation_desk"
"""The source of matters that began at a desk of mediation."""
STEPS: dict[str, tuple[str, ...]] = {
    "accepted": ("accepted",),
    "refused": ("closed",),
    "agreed": ("resolved", "closed"),
    "ended": ("closed",),
    "visited": ("followed_up",),
    "reopened": ("reopened",),
}
"""What a step of the case is to its matter; an end without an agreement closes it unresolved."""


def opened(
    session: Session, tree: AreaTree, room: MediationRoom, place: str | None, category: str | None, on: date
) -> Matter:
    """The matter of a dispute without one, where it is said to be or else where the room is. Raises Refused."""
    area = areas.held_on(session, place, clock.today()) if place else room.area
    if area is None or not (tree.contains(room.area.code, area.code) or tree.contains(area.code, room.area.code)):
        raise Refused("room_elsewhere", room=room.name)
    if category is None:
        raise Refused("walk_in_category")
    source = _source(session)
    number = f"{on:%Y%m}-{area.code}-"
    last = mediation.last_from(session, source.id, number)
    number += f"{int(last.removeprefix(number)) + 1 if last else 1:05}"
    matter = Matter(
        code=f"LF{number}",
        data_source_id=source.id,
        source_ref=number,
        area=area,
        matter_class="dispute",
        category_key=category,
        source="visit",
        status="reported",
    )
    session.add(matter)
    session.flush()
    return matter


def began(case: MediationCase) -> bool:
    """Whether the case's matter began with it."""
    return case.matter.code.startswith("LF") and case.code == f"{case.matter.code}-T1"


def follow(session: Session, case: MediationCase, event: MediationEvent) -> None:
    """Writes the same into the trail of a matter that began with its case; that of others is theirs to write."""
    if not began(case):
        return
    matter = case.matter
    for status in STEPS.get(event.step, ()) if event.step != "applied" else ("reported",):
        told = {"satisfaction": event.satisfaction} if status == "followed_up" else {}
        matter.status = status
        matter.events.append(MatterEvent(status=status, at=event.at, episode=event.episode, **told))
    session.flush()


def _source(session: Session) -> DataSource:
    """Held until the transaction ends, so that no number is given twice; as fresh as what is registered now."""
    source = mediation.held_source(session, KEY)
    if source is None:
        source = DataSource(key=KEY, name=catalogue.say("mediation.walk_in.source"), mode="one_off")
        session.add(source)
    source.as_of = source.fetched_at = clock.now()
    session.flush()
    return source
