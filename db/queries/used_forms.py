"""Tokens of forms that have been sent."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from db.models import UsedForm


def use(session: Session, token: str, now: datetime) -> bool:
    """Uses the token up; of many who try at once, one succeeds, and the others wait until it has committed."""
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    statement = insert(UsedForm).values(token=token, used_at=now).on_conflict_do_nothing()
    return session.scalar(statement.returning(UsedForm.token)) is not None


def purge(session: Session, before: datetime) -> None:
    session.execute(delete(UsedForm).where(UsedForm.used_at < before))
