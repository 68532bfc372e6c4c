"""Acts on bodies as a list shows them: codes and days, read from the records; no text and nobody's name."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import AccountabilityAction, AccountabilityNotice, Area, MemberUnit


class ActionRow(NamedTuple):
    """One act with the dates of its notice, if it has one; `unit` names the body where that isn't the place itself."""

    area: str
    unit: str | None
    action_kind: str
    action_basis: str
    effective_on: date
    planned_end: date | None
    lifted_on: date | None
    issued_on: date | None
    answer_due_on: date | None
    answered_on: date | None
    action_state: str


def actions(session: Session, found: Sequence[tuple[int, ...]]) -> dict[tuple[int, ...], ActionRow]:
    """The acts as they are now, by key; those that have gone meanwhile are absent."""
    one, notice = AccountabilityAction, AccountabilityNotice
    statement = (
        select(
            one.id,
            Area.code,
            MemberUnit.name,
            one.kind,
            one.basis,
            one.starts_on,
            one.ends_on,
            one.lifted_on,
            notice.issued_on,
            notice.due_on,
            notice.answered_on,
            one.state,
        )
        .join(Area, Area.id == one.area_id)
        .outerjoin(MemberUnit, MemberUnit.id == one.member_unit_id)
        .outerjoin(notice, notice.action_id == one.id)
        .where(one.id.in_([key[0] for key in found]))
    )
    return {(row[0],): ActionRow(*row[1:]) for row in session.execute(statement)}
