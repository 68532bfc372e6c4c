"""Spells of wartime mode in the records."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import OperatingMode


def all_spells(session: Session) -> Sequence[OperatingMode]:
    return session.scalars(select(OperatingMode).order_by(OperatingMode.begins_at, OperatingMode.id)).all()


def held(session: Session, spell_id: int) -> OperatingMode | None:
    """The spell, which no other transaction changes until this one ends."""
    return session.get(OperatingMode, spell_id, with_for_update=True)
