"""Mediation cases of every kind on whatever disputes are there, written straight into the tables."""

import random
from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import (
    Area,
    Matter,
    MediationCase,
    MediationDeadline,
    MediationEvent,
    MediationRoom,
    Mediator,
    SubsidyEntry,
)
from db.models.matter import SATISFACTIONS
from db.models.mediation import CHANNELS, DIFFICULTIES, FORMS, LINKS
from tests import factories

FIRST = date(2025, 10, 5)


def scatter(session: Session, chance: random.Random) -> None:
    """One case on three of four matters, in any room, with or without each step, once or twice."""
    village = session.scalars(select(Area).where(Area.level == "village").order_by(Area.id)).first()
    session.add(
        MediationRoom(code="MV", name="村调解室", kind="village_group", area=village, valid_from=date(2020, 1, 1))
    )
    session.flush()
    rooms = list(session.scalars(select(MediationRoom).order_by(MediationRoom.id)))
    for number, room in enumerate(rooms):
        since = {"valid_from": date(2020, 1, 1), "kind": ("full_time", "expert")[number % 2]}
        session.add(Mediator(work_number=f"M{number}", room=room, **since))
    session.flush()
    mediators = list(session.scalars(select(Mediator).order_by(Mediator.id)))
    for matter in session.scalars(select(Matter).order_by(Matter.id)).all():
        if chance.random() < 0.75:
            session.add(_case(matter, rooms, mediators, chance))
    session.flush()
    for case in session.scalars(select(MediationCase).order_by(MediationCase.id)).all():
        # The tariff knows no rooms of the whole.
        if chance.random() < 0.5 and case.room.area.level != "root":
            _pay(session, case, mediators[0], chance)
    session.flush()


def _pay(session: Session, case: MediationCase, mediator: Mediator, chance: random.Random) -> None:
    """A line of the ledger, waiting, refused or approved; one of five is taken back."""
    claimed = FIRST + timedelta(chance.randrange(400))
    same = {
        "matter_id": case.matter_id,
        "case": case,
        "episode": 1,
        "area": case.room.area,
        "room": case.room,
        "mediator": mediator,
        "level": case.room.area.level,
        "files": "",
        "made_by": "maker",
        "difficulty": chance.choice(DIFFICULTIES),
        "form": chance.choice(FORMS),
        "claimed_on": claimed,
    }
    amount, decided = chance.randrange(500) * 100, claimed + timedelta(chance.randrange(20))
    state = chance.choice(("claimed", "approved", "approved", "approved", "refused"))
    done = {} if state == "claimed" else {"decided_on": decided, "decided_by": "approver"}
    line = SubsidyEntry(**same, amount_fen=amount, state=state, **done)
    session.add(line)
    session.flush()
    if state == "approved" and amount and chance.random() < 0.2:
        session.add(SubsidyEntry(**same, amount_fen=-amount, state=state, reverses_id=line.id, **done))


def _case(
    matter: Matter, rooms: list[MediationRoom], mediators: list[Mediator], chance: random.Random
) -> MediationCase:
    case = MediationCase(
        code=f"{matter.code}-T1",
        matter_id=matter.id,
        room=chance.choice(rooms),
        category_key=chance.choice((None, "A.01", "C.1")),
        channel=chance.choice(CHANNELS),
        link=chance.choice((None, *LINKS)),
        difficulty=chance.choice((None, *DIFFICULTIES)),
        parties=chance.choice((None, 2, 5)),
        status="accepted",
    )
    for episode, step, day in _steps(chance):
        told = {"form": chance.choice(FORMS), "amount_fen": chance.choice((None, 12_345))} if step == "agreed" else {}
        if step == "visited":
            told = {"satisfaction": chance.choice(SATISFACTIONS)}
        who = chance.choice(mediators).id if step == "assigned" else None
        at, room = factories.moment(f"{day} 23:30"), chance.choice(rooms).id
        event = MediationEvent(episode=episode, step=step, at=at, mediation_room_id=room, mediator_id=who, **told)
        event.matter_id = matter.id
        case.events.append(event)
        if step in ("accepted", "reopened"):
            due = chance.choice((None, day + timedelta(chance.randrange(30))))
            clock = {"rule_from": FIRST, "days": 30, "working": True, "starts_on": day, "due_on": due}
            case.deadlines.append(MediationDeadline(matter_id=matter.id, episode=episode, kind="mediate", **clock))
    return case


def _steps(chance: random.Random) -> Iterator[tuple[int, str, date]]:
    day = FIRST + timedelta(chance.randrange(400))
    yield 1, "applied", day
    if chance.random() < 0.1:
        yield 1, "refused", day
        return
    yield 1, "accepted", day
    for episode in (1, 2):
        for step in ("assigned", "session", "transferred", "assigned"):
            if chance.random() < 0.6:
                day += timedelta(chance.randrange(5))
                yield episode, step, day
        outcome = chance.choice(("agreed", "agreed", "ended", None))
        if outcome is None:
            return
        day += timedelta(chance.randrange(20))
        yield episode, outcome, day
        later = ("performed", "confirmed", "reneged", "court") if outcome == "agreed" else ("court",)
        for step in (*later, "visited"):
            if chance.random() < 0.5:
                day += timedelta(chance.randrange(5))
                yield episode, step, day
        if episode == 2 or chance.random() < 0.6:
            return
        yield 2, "reopened", day
