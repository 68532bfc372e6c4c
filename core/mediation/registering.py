"""A new case on a dispute that is known: where it goes, how it came, what it is about, in codes and numbers."""

from dataclasses import dataclass
from datetime import date

from core.access import Person
from core.mediation import clocks, desk
from core.mediation.desk import Desk
from core.mediation.refusal import Refused
from db.models.matter import Matter
from db.models.mediation import CHANNELS, DIFFICULTIES, LINKS, MediationCase, MediationEvent
from db.queries import mediation
from db.session import Session

DISPUTE = "dispute"
LISTS = ("A", "C")
MOST_PARTIES = 9_999


@dataclass(frozen=True)
class Application:
    """What is asked for. `category` is a key of `code_list` (A or C), None where it is that of the dispute."""

    matter_code: str
    room_code: str
    channel: str = "people"
    link: str | None = None
    code_list: str = "A"
    category: str | None = None
    difficulty: str | None = None
    parties: int | None = None
    amount_fen: int | None = None


def register(session: Session, at: Desk, wanted: Application, *, on: date, by: Person) -> MediationCase:
    """Opens a case on a dispute. Raises NotAllowed or Refused; the same case twice is one of the refusals."""
    desk.demand(by)
    matter = mediation.held_matter(session, wanted.matter_code)
    if matter is None or not desk.is_within(at, by, matter.area and matter.area.code):
        raise Refused("no_dispute")
    if matter.matter_class != DISPUTE:
        raise Refused("not_a_dispute")
    _check(session, wanted)
    case = _opened(session, at, matter, wanted, by)
    instant = desk.instant(case, on)
    case.events.append(
        MediationEvent(
            matter_id=matter.id, episode=1, step="applied", at=instant, mediation_room_id=case.mediation_room_id
        )
    )
    clocks.start(case, "accept", on, at.calendar)
    session.add(case)
    session.flush()
    desk.note(session, "applied", case, by, None)
    return case


def _opened(session: Session, at: Desk, matter: Matter, wanted: Application, by: Person) -> MediationCase:
    room = mediation.room(session, wanted.room_code)
    if room is None:
        raise Refused("no_room")
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
