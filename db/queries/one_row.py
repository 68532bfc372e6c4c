"""Statements that win or lose as a whole: of two who try at once, one changes its row."""

from sqlalchemy import CursorResult, Delete, Update
from sqlalchemy.orm import Session


def changed(session: Session, statement: Update | Delete) -> bool:
    """Whether the statement changed its one row."""
    result = session.execute(statement)
    return isinstance(result, CursorResult) and result.rowcount == 1
