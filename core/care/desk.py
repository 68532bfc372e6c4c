"""Who works on which return: a township on its own, the services office on the months of its area, without numbers."""

from dataclasses import dataclass

from core import access, audit
from core.access import Person
from core.areas import AreaTree
from core.care.refusal import NotAllowed, Refused
from core.working_days import WorkingDays
from db.models.area import ROOT_CODE
from db.models.care import ServiceMonth, ServiceReturn
from db.queries import care
from db.session import Session

REPORT = "report_services"
MANAGE = "manage_services"


@dataclass(frozen=True)
class Desk:
    """The places and the calendar of a transaction."""

    areas: AreaTree
    calendar: WorkingDays


@dataclass(frozen=True)
class Seen:
    """A return or a month as it stood on the page, so that nobody acts on what has changed since."""

    key: int
    version: int


def demand(by: Person, right: str) -> str:
    """The place that the person works for. Raises NotAllowed."""
    if not access.may(by, right) or by.area_code is None:
        raise NotAllowed(by.username)
    return by.area_code


def own(session: Session, seen: Seen, by: Person) -> ServiceReturn:
    """A township's own return; whoever stands above it sees no number of it. Raises NotAllowed, Refused."""
    home = demand(by, REPORT)
    found = care.held_return(session, seen.key)
    if found is None or found.area.code != home:
        raise Refused("no_return")
    if found.version != seen.version:
        raise Refused("changed_meanwhile")
    return found


def of_office(session: Session, desk: Desk, seen: Seen, by: Person) -> ServiceReturn:
    """A return that the services office decides on. Raises NotAllowed, Refused."""
    home = demand(by, MANAGE)
    found = care.held_return(session, seen.key)
    if found is None or not _holds(desk, home, found.area.code):
        raise Refused("no_return")
    if found.version != seen.version:
        raise Refused("changed_meanwhile")
    return found


def month(session: Session, seen: Seen, by: Person) -> ServiceMonth:
    """A month of the person's own office. Raises NotAllowed, Refused."""
    home = demand(by, MANAGE)
    found = care.held_month(session, seen.key)
    if found is None or found.area.code != home:
        raise Refused("no_month")
    if found.version != seen.version:
        raise Refused("changed_meanwhile")
    return found


def note(session: Session, action: str, row: ServiceReturn, by: Person, before: str | None) -> None:
    key = f"{row.area.code} {row.month.month:%Y-%m} r{row.revision}"
    audit.append(
        session, action=f"care.{action}", object_kind="service_return", object_key=key, by=by,
        before=before, after=as_told(row),
    )  # fmt: skip


def as_told(row: ServiceReturn) -> str:
    """For the audit's hashes: the state and a count of its rows, no number of it."""
    return f"{row.status} {row.version} {row.received_on} {row.complete}"


def _holds(desk: Desk, home: str, place: str) -> bool:
    return home == ROOT_CODE or desk.areas.contains(home, place)
