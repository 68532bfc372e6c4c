"""Beginning and ending wartime mode: by the command centre of the area, with what it does to the reports owed."""

from core import access, audit, clock
from core.access import Person
from core.areas import AreaTree
from core.cadence import generating, modes
from core.cadence.refusal import NotAllowed, Refused
from core.working_days import WorkingDays
from db.models import OperatingMode
from db.models.operating_mode import REASONS
from db.queries import cadence, operating_modes
from db.session import Session

RIGHT = "operating_mode"


def may(areas: AreaTree, area_code: str, by: Person) -> bool:
    """Whether the person's office commands that area."""
    return access.may(by, RIGHT) and area_code in areas and areas.contains(by.area_code or "", area_code)


def begin(
    session: Session, areas: AreaTree, calendar: WorkingDays, *, area_code: str, reason: str, by: Person
) -> OperatingMode:
    """From now on the area and all that lies in it is in wartime mode. Raises NotAllowed, or Refused if it is already.

    The session sees everything (WHOLE): what is owed changes with it, in the same transaction.
    """
    _demand(areas, area_code, by)
    if reason not in REASONS:
        raise Refused("no_reason")
    now = clock.now()
    # Held first, so that of two who begin it one comes after the other.
    cadence.state(session, clock.local_day(now), now)
    if (held := modes.read(session).of(areas, area_code, now)) is not None:
        raise Refused("already_wartime", area=areas.name(held.area_code))
    row = OperatingMode(area_code=area_code, begins_at=now, reason=reason, begun_by=by.username)
    session.add(row)
    session.flush()
    _tell(session, "mode.begin", row, by)
    generating.settle(session, calendar, now)
    return row


def end(
    session: Session, areas: AreaTree, calendar: WorkingDays, *, spell: int, version: int, by: Person
) -> OperatingMode:
    """Peacetime again for the area that was put into wartime mode. Raises NotAllowed, or Refused if it has changed."""
    row = operating_modes.held(session, spell)
    if row is None:
        raise Refused("changed_meanwhile")
    _demand(areas, row.area_code, by)
    if row.version != version or row.ends_at is not None:
        raise Refused("changed_meanwhile")
    now = clock.now()
    row.ends_at, row.ended_by = now, by.username
    session.flush()
    _tell(session, "mode.end", row, by)
    generating.settle(session, calendar, now)
    return row


def _demand(areas: AreaTree, area_code: str, by: Person) -> None:
    if not may(areas, area_code, by):
        raise NotAllowed(by.username)


def _tell(session: Session, action: str, row: OperatingMode, by: Person) -> None:
    told = f"{row.reason} {row.begins_at.isoformat()}..{row.ends_at.isoformat() if row.ends_at else ''}"
    audit.append(session, action=action, object_kind="operating_mode", object_key=row.area_code, by=by, detail=told)
