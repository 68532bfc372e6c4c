"""Questions about where the records come from."""

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from db.models import DataSource


def any_generated(session: Session) -> bool:
    """Whether anything in the records was generated for a demonstration."""
    return session.scalar(select(exists().where(DataSource.generated))) or False
