"""Noting who mediates in a room, by work number, and that somebody does so no longer."""

import re
from dataclasses import dataclass
from datetime import date

from core import audit
from core.access import Person
from core.mediation import desk
from core.mediation.desk import Desk
from core.mediation.refusal import Refused
from db.models.mediator import MEDIATOR_KINDS, PROFESSIONS, Mediator
from db.queries import accounts, mediation
from db.session import Session

_NUMBER = re.compile(r"[A-Za-z0-9-]{2,24}")
EXPERT = "expert"


@dataclass(frozen=True)
class Enrolment:
    """Who it is by number; `username` is the account that they sign in with, if they have one."""

    room_code: str
    work_number: str
    kind: str
    profession: str | None = None
    head: bool = False
    username: str | None = None


def enrol(session: Session, at: Desk, wanted: Enrolment, *, on: date, by: Person) -> Mediator:
    """A new mediator of a room. Raises NotAllowed or Refused."""
    desk.demand(by)
    room = mediation.room(session, wanted.room_code)
    if room is None or not desk.is_within(at, by, room.area.code):
        raise Refused("no_room")
    own = desk.own_mediator(session, by)
    if own is not None and not (own.head and own.mediation_room_id == room.id):
        raise Refused("not_head")
    if not _NUMBER.fullmatch(wanted.work_number):
        raise Refused("bad_number")
    if mediation.is_number_taken(session, wanted.work_number):
        raise Refused("number_taken", number=wanted.work_number)
    if wanted.kind not in MEDIATOR_KINDS or wanted.profession not in (None, *PROFESSIONS):
        raise Refused("unknown_code")
    profession = wanted.profession if wanted.kind == EXPERT else None
    told = {"work_number": wanted.work_number, "kind": wanted.kind, "profession": profession, "head": wanted.head}
    mediator = Mediator(room=room, account_id=_account(session, at, wanted.username, by), valid_from=on, **told)
    session.add(mediator)
    session.flush()
    _note(session, "enrolled", mediator, by)
    return mediator


def dismiss(session: Session, at: Desk, *, work_number: str, on: date, by: Person) -> Mediator:
    """From that day on nobody works under the number; cases and figures of before stay. Raises NotAllowed, Refused."""
    desk.demand(by)
    mediator = mediation.mediator(session, work_number, on)
    if mediator is None or not desk.is_within(at, by, mediator.room.area.code):
        raise Refused("no_mediator")
    own = desk.own_mediator(session, by)
    if own is not None and not (own.head and own.mediation_room_id == mediator.mediation_room_id):
        raise Refused("not_head")
    if on <= mediator.valid_from:
        raise Refused("dismissed_before")
    mediator.valid_to, mediator.account_id = on, None
    _note(session, "dismissed", mediator, by)
    return mediator


def _account(session: Session, at: Desk, username: str | None, by: Person) -> int | None:
    """The account of a room's person within one's own area that nobody else is noted under."""
    if not username:
        return None
    found = accounts.by_name(session, username)
    if found is None or found.role != desk.OWN_ROOM or not desk.is_within(at, by, found.area and found.area.code):
        raise Refused("no_account")
    if mediation.mediator_of(session, found.id) is not None:
        raise Refused("account_taken")
    return found.id


def _note(session: Session, step: str, mediator: Mediator, by: Person) -> None:
    audit.append(
        session,
        action=f"mediation.{step}",
        object_kind="mediator",
        object_key=mediator.work_number,
        by=by,
        after=f"{mediator.mediation_room_id} {mediator.kind} {mediator.head} {mediator.valid_to}",
    )
