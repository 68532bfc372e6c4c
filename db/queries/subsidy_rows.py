"""Lines of the ledger of subsidies as a list of cases shows them: codes and days, nobody who is paid."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import Area, MediationCase, MediationRoom, SubsidyEntry


class SubsidyRow(NamedTuple):
    """One line; `area` is where its room is."""

    code: str
    area: str
    room: str
    difficulty: str
    form: str
    claimed_on: date
    decided_on: date | None
    state: str
    reverses: bool


def lines(session: Session, ids: Sequence[int]) -> dict[int, SubsidyRow]:
    """The lines as they are now, by key."""
    line = SubsidyEntry
    statement = (
        select(
            line.id,
            MediationCase.code,
            Area.code,
            MediationRoom.code,
            line.difficulty,
            line.form,
            line.claimed_on,
            line.decided_on,
            line.state,
            line.reverses_id.is_not(None),
        )
        .join(MediationCase, MediationCase.id == line.mediation_case_id)
        .join(MediationRoom, MediationRoom.id == line.mediation_room_id)
        .join(Area, Area.id == MediationRoom.area_id)
        .where(line.id.in_(ids))
    )
    return {row[0]: SubsidyRow(*row[1:]) for row in session.execute(statement)}
