"""Whose own figures somebody may see: a mediator their own, a room's head those of its mediators, others nobody's."""

from dataclasses import dataclass
from datetime import date

from core.access import Person
from core.mediation import desk
from core.scope import Scope
from db.queries import mediation_agenda
from db.session import Records

DIMENSION = "mediator"


@dataclass(frozen=True)
class Own:
    """A mediator's room and the work numbers whose figures they may see; `head` of the room sees all of it."""

    room: str
    work_number: str
    head: bool
    visible: tuple[str, ...]


def own(records: Records, by: Person) -> Own | None:
    """None for whoever isn't noted as a mediator: they see rooms, not those who work in them."""
    with records.reading() as session:
        found = desk.own_mediator(session, by)
        if found is None:
            return None
        room = mediation_agenda.room_code(session, found.mediation_room_id)
        visible = [found.work_number]
        if found.head:
            visible = mediation_agenda.numbers_of_room(session, found.mediation_room_id)
        return Own(room, found.work_number, found.head, tuple(visible))


def people(records: Records, room: str, today: date) -> dict[str, int]:
    """How many mediators of each kind a room has: numbers, which anybody may see."""
    with records.reading() as session:
        return dict(mediation_agenda.people(session, room, today))


def scope_of(found: Own, scope: Scope) -> Scope:
    """The scope narrowed to those whose figures may be seen."""
    return scope.with_filter(DIMENSION, *found.visible)
