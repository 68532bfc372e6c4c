"""How much there is of what a new installation needs first."""

from typing import NamedTuple

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from db.models import Account, Area, Matter
from db.models.area import ROOT_CODE


class Present(NamedTuple):
    """Places besides the root, accounts of people at work (no demo ones, no managers), and whether any matter."""

    areas: int
    accounts: int
    matters: bool


def present(session: Session, managers: tuple[str, ...]) -> Present:
    places = session.scalar(select(func.count()).select_from(Area).where(Area.code != ROOT_CODE))
    people = select(func.count()).select_from(Account).where(~Account.demo, Account.role.not_in(managers))
    return Present(places or 0, session.scalar(people) or 0, bool(session.scalar(select(exists(select(Matter.id))))))
