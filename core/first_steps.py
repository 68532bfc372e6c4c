"""How far a new installation has come: what it needs first, and what of that is there."""

from core import access, catalogue
from db.queries import first_steps
from db.queries.first_steps import Present
from db.session import WHOLE, Records

__all__ = ["Present", "present"]


def present(records: Records) -> Present:
    """Places, accounts of people at work (managers and demo accounts are none), and whether there is any matter."""
    managers = tuple(role for role in catalogue.document("roles") if access.is_manager(role))
    with records.reading(within=WHOLE) as session:
        return first_steps.present(session, managers)
