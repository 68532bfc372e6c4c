"""What people edit together (annotations, targets): whose it is, who may, and what keeps two apart."""

from typing import TypeVar

from core import access, clock, not_done
from core.access import Person
from core.areas import AreaTree
from db.models import Annotation, Target
from db.session import Session

Row = TypeVar("Row", Annotation, Target)


class EditRefused(not_done.Refused):
    section = "marks.refused"


def check_right(areas: AreaTree, right: str, area_code: str, by: Person) -> None:
    """Raises EditRefused where the person may not do this, or not for this place."""
    if not access.may(by, right) or not areas.contains(by.area_code or "", area_code):
        raise EditRefused("no_right")


def find(
    session: Session, areas: AreaTree, model: type[Row], kept: int, version: int, *, right: str, by: Person
) -> Row:
    """The row as the person saw it, theirs until the transaction ends; else EditRefused."""
    row = session.get(model, kept, with_for_update=True)
    if row is None or row.version != version:
        raise EditRefused("changed_meanwhile")
    check_right(areas, right, row.area_code, by)
    return row


def sign(row: Annotation | Target, by: Person) -> None:
    row.changed_by, row.changed_at = by.username, clock.now()
