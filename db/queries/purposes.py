"""What the purpose register holds."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import Purpose


def named(session: Session, data_set: str) -> Purpose | None:
    return session.get(Purpose, data_set)


def listed(session: Session) -> list[Purpose]:
    return list(session.scalars(select(Purpose).order_by(Purpose.data_set)))


def held(session: Session, data_set: str) -> Purpose | None:
    """The row, held for this transaction."""
    return session.scalars(select(Purpose).where(Purpose.data_set == data_set).with_for_update()).one_or_none()
