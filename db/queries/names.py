"""The names behind codes that offices can edit: dispute types, member units and mediation rooms."""

from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import Category, MediationRoom, MemberUnit


class CategoryName(NamedTuple):
    """One code of one list; `parent` and `counts_as` are None for a class that is counted under itself."""

    key: str
    name: str
    code_list: str
    parent: str | None
    counts_as: str | None


def categories(session: Session) -> list[CategoryName]:
    """All codes of all lists, in the order of their codes."""
    columns = (Category.key, Category.name, Category.code_list, Category.parent_key, Category.counts_as)
    return [CategoryName(*row) for row in session.execute(select(*columns).order_by(Category.key))]


def units(session: Session) -> dict[str, str]:
    """Names of member units by code."""
    rows = session.execute(select(MemberUnit.code, MemberUnit.name)).all()
    return {row.code: row.name for row in rows}


def rooms(session: Session) -> dict[str, str]:
    """Names of mediation rooms by code."""
    rows = session.execute(select(MediationRoom.code, MediationRoom.name)).all()
    return {row.code: row.name for row in rows}
