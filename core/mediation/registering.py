"""A new case on a dispute, known or brought in: where it goes, how it came, what it is about, in codes and numbers."""

from dataclasses import dataclass
from datetime import date

from core import clock
from core.access import Person
from core.mediation import clocks, desk, walk_in
from core.mediation.desk import Desk
from core.mediation.refusal import Refused
from db.models.matter import Matter
from db.models.mediation import CHANNELS, DIFFICULTIES, LINKS, MediationCase, MediationEvent
from db.models.mediation_room import MediationRoom
from db.queries import mediation
from db.session import Session

DISPUTE = "dispute"
LISTS = ("A", "C")
MOST_PARTIES = 9_999


@dataclass(frozen=True)
class Application:
    """What is asked for. `category` is a key of `code_list` (A or C), None where it is that of the dispute.

    Without a `matter_code` the dispute is new; `area_code` says where it is, None where the room is (or, with a
    room above, in the place of whoever registers it).
    """

    matter_code: str | None
    room_code: str
    channel: str = "people"
    link: str | None = None
    code_list: str = "A"
    category: str | None = None
    difficulty: str | None = None
    parties: int | None = None
    amount_fen: int | None = None
    area_code: str | None = None


def register(session: Session, at: Desk, wanted: Application, *, on: date, by: Person) -> MediationCase:
    """Opens a case on a dispute. Raises NotAllowed or Refused; the same case twice is one of the refusals."""
    desk.demand(by)
    if on > clock.today():
        raise Refused("in_future")
    _check(session, wanted)
    room = mediation.room(session, wanted.room_code)
    if room is None:
        raise Refused("no_room")
    matter = _dispute(session, at, wanted, room, on, by)
    case = _opened(session, at, matter, room, wanted, by)
    instant = desk.instant(case, on)
    applied = MediationEvent(
        matter_id=matter.id, episode=1, step="applied", at=instant, mediation_room_id=case.mediation_room_id
    )
    case.events.append(applied)
    clocks.start(case, "accept", on, at.calendar)
    session.add(case)
    session.flush()
    walk_in.follow(session, case, applied)
    desk.note(session, "applied", case, by, None)
    return case


def _dispute(session: Session, at: Desk, wanted: Application, room: MediationRoom, on: date, by: Person) -> Matter:
    """The dispute that is known under the code, or a new one; one's own area holds it."""
    if wanted.matter_code is None:
        desk.check_room(session, room.id, by)
        # Who takes somebody to a room above takes them there from their own place.
        place = wanted.area_code or (room.area.code if desk.is_within(at, by, room.area.code) else by.area_code)
        if not desk.is_within(at, by, place):
            raise Refused("place_elsewhere")
        return walk_in.opened(session, at.areas, room, place, wanted.category, on)
    if not wanted.matter_code:
        raise Refused("which_dispute")
    matter = mediation.held_matter(session, wanted.matter_code)
    if matter is None or not desk.is_within(at, by, matter.area and matter.area.code):
        raise Refused("no_dispute")
    if matter.matter_class != DISPUTE:
        raise Refused("not_a_dispute")
    return matter


def _opened(
    session: Session, at: Desk, matter: Matter, room: MediationRoom, wanted: Application, by: Person
) -> MediationCase:
    place = matter.area and matter.area.code
    if place and not (at.areas.contains(room.area.code, place) or at.areas.contains(place, room.area.code)):
        raise Refused("room_elsewhere", room=room.name)
    desk.check_room(session, room.id, by)
    if mediation.open_in_room(session, matter.id, room.id):
        raise Refused("same_case", room=room.name)
    number = mediation.count_of(session, matter.id) + 1
    return MediationCase(
        code=f"{matter.code}-T{number}",
        matter=matter,
        matter_id=matter.id,
        room=room,
        mediation_room_id=room.id,
        category_key=wanted.category,
        channel=wanted.channel,
        link=wanted.link,
        difficulty=wanted.difficulty,
        parties=wanted.parties,
        amount_fen=wanted.amount_fen,
        status="applied",
        episode=1,
    )


def _check(session: Session, wanted: Application) -> None:
    """What the database would refuse without saying it in words."""
    codes = ((wanted.channel, CHANNELS), (wanted.link, LINKS), (wanted.difficulty, DIFFICULTIES))
    if any(code is not None and code not in known for code, known in codes):
        raise Refused("unknown_code")
    if wanted.parties is not None and not 2 <= wanted.parties <= MOST_PARTIES:
        raise Refused("bad_parties")
    if wanted.amount_fen is not None and wanted.amount_fen < 0:
        raise Refused("bad_amount")
    if wanted.code_list not in LISTS:
        raise Refused("unknown_list")
    if wanted.category is not None:
        code_list = mediation.list_of(session, wanted.category)
        if code_list is None:
            raise Refused("unknown_category")
        if code_list != wanted.code_list:
            raise Refused("other_list", list=wanted.code_list)
