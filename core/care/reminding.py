"""Reminding townships of returns that haven't come: once a day each, noted on the return, so what follows is seen."""

from core import audit, clock
from core.access import Person
from core.care import desk, returns
from core.care.desk import Seen
from core.care.refusal import Refused
from db.models import ServiceReturn
from db.queries import care
from db.session import Session


def remind(session: Session, seen: Seen, *, by: Person) -> int:
    """Reminds all townships of a month whose return hasn't come; gives how many. Raises NotAllowed, Refused."""
    month = desk.month(session, seen, by)
    today = clock.today()
    waiting = [row for row in care.returns_in(session, month.id) if awaited(row) and row.reminded_on != today]
    if not waiting:
        raise Refused("nobody_to_remind")
    care.remind(session, [row.id for row in waiting], today)
    audit.append(
        session, action="care.reminded", object_kind="service_month",
        object_key=f"{month.area.code} {month.month:%Y-%m}", by=by, detail=f"returns={len(waiting)}",
    )  # fmt: skip
    return len(waiting)


def awaited(row: ServiceReturn) -> bool:
    return row.revision == 0 and row.status in returns.WRITABLE
