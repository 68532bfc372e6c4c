"""Cases, rooms and mediators as they stand in the records: held for a step, or listed for a page."""

from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from db.models import Category, DataSource, Matter, MediationCase, MediationRoom, Mediator

DONE = ("refused", "agreed", "performed", "confirmed", "reneged", "ended")
"""The states in which nobody is mediating any more."""


def held(session: Session, case_id: int) -> MediationCase | None:
    """The case, which no other transaction changes until this one ends."""
    return session.scalars(select(MediationCase).where(MediationCase.id == case_id).with_for_update()).first()


def held_matter(session: Session, code: str) -> Matter | None:
    """The matter of that code, so that of two who open a case on it one comes after the other."""
    return session.scalars(select(Matter).where(Matter.code == code).with_for_update()).first()


def touch(case: MediationCase) -> None:
    """Counts the case's version on, whatever of it changes."""
    flag_modified(case, "status")


def room(session: Session, code: str) -> MediationRoom | None:
    return session.scalars(select(MediationRoom).where(MediationRoom.code == code)).first()


def mediator(session: Session, work_number: str, on: date) -> Mediator | None:
    """Whoever works under that number on the day."""
    there = (Mediator.valid_from <= on, or_(Mediator.valid_to.is_(None), Mediator.valid_to > on))
    return session.scalars(select(Mediator).where(Mediator.work_number == work_number, *there)).first()


def mediator_of(session: Session, account_id: int) -> Mediator | None:
    return session.scalars(select(Mediator).where(Mediator.account_id == account_id)).first()


def mediators_of_room(session: Session, code: str) -> list[Mediator]:
    """All mediators of a room, whoever leads it first."""
    mine = select(Mediator).join(MediationRoom, MediationRoom.id == Mediator.mediation_room_id)
    return list(session.scalars(mine.where(MediationRoom.code == code).order_by(Mediator.head.desc(), Mediator.id)))


def open_in_room(session: Session, matter_id: int, room_id: int) -> bool:
    """Whether somebody is mediating the dispute there already."""
    case = MediationCase
    there = (case.matter_id == matter_id, case.mediation_room_id == room_id, case.status.not_in(DONE))
    return session.scalars(select(case.id).where(*there)).first() is not None


def count_of(session: Session, matter_id: int) -> int:
    counted = select(func.count()).select_from(MediationCase).where(MediationCase.matter_id == matter_id)
    return session.scalar(counted) or 0


def list_of(session: Session, category_key: str) -> str | None:
    """The code list that a type belongs to."""
    return session.scalar(select(Category.code_list).where(Category.key == category_key))


def is_number_taken(session: Session, work_number: str) -> bool:
    """Whether anybody has or had that number: it isn't given twice."""
    return session.scalar(select(Mediator.id).where(Mediator.work_number == work_number)) is not None


def held_source(session: Session, key: str) -> DataSource | None:
    """The source, which no other transaction changes until this one ends."""
    return session.scalars(select(DataSource).where(DataSource.key == key).with_for_update()).first()


def last_from(session: Session, source_id: int, start: str) -> str | None:
    """The highest number of the source's matters that starts so; all of them are of one length."""
    mine = (Matter.data_source_id == source_id, Matter.source_ref.startswith(start, autoescape=True))
    return session.scalar(select(func.max(Matter.source_ref)).where(*mine))


def imported(session: Session, key: str) -> MediationCase | None:
    """The case that came in a list under that key, held for this transaction."""
    return session.scalars(select(MediationCase).where(MediationCase.import_key == key).with_for_update()).first()


def code_of_matter(session: Session, text: str) -> str | None:
    """The code of the one matter that is known by this code or by its source's number; None for none or several."""
    named = select(Matter.code).where(or_(Matter.code == text, Matter.source_ref == text)).limit(2)
    found = session.scalars(named).all()
    return found[0] if len(found) == 1 else None
