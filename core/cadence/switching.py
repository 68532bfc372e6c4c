"""Switching duties on and off for an area and all that lies in it, from a day on; what was owed before stays owed."""

from dataclasses import dataclass
from datetime import date

from core import access, audit, clock
from core.access import Person
from core.areas import AreaTree
from core.cadence import generating
from core.cadence.duties import duties
from core.cadence.refusal import NotAllowed, Refused
from core.working_days import WorkingDays
from db.models import DutySetting
from db.queries import cadence
from db.session import Records, Session

RIGHT = "duties"


@dataclass(frozen=True)
class Switched:
    """Whether a duty is asked for in an area on a day, and which area said so (None: as shipped)."""

    duty: str
    enabled: bool
    said_by: str | None
    since: date | None


def as_set(records: Records, areas: AreaTree, code: str, day: date) -> list[Switched]:
    """For each duty what holds for the area on the day."""
    with records.reading() as session:
        rows = [row for row in cadence.settings(session) if row.valid_from <= day]
    path = [area.code for area in reversed(areas.path(code))]
    found = []
    for one in duties():
        own = [row for row in rows if row.duty == one.key and row.area_code in path]
        last = max(own, key=lambda row: (-path.index(row.area_code), row.valid_from), default=None)
        found.append(Switched(one.key, last is None or last.enabled, last and last.area_code, last and last.valid_from))
    return found


def switch(
    session: Session, areas: AreaTree, calendar: WorkingDays, *, duty: str, area_code: str, enabled: bool, by: Person
) -> DutySetting:
    """From today on; a second change on one day replaces the first. The session sees everything (WHOLE).

    Raises NotAllowed or Refused.
    """
    if not access.may(by, RIGHT) or area_code not in areas or not areas.contains(by.area_code or "", area_code):
        raise NotAllowed(by.username)
    if duty not in {one.key for one in duties()}:
        raise Refused("no_duty")
    now = clock.now()
    today = clock.local_day(now)
    cadence.state(session, today, now)
    row = cadence.setting_on(session, duty, area_code, today)
    if row is None:
        row = DutySetting(duty=duty, area_code=area_code, valid_from=today)
        session.add(row)
    row.enabled, row.changed_by, row.changed_at = enabled, by.username, now
    session.flush()
    word = "on" if enabled else "off"
    audit.append(session, action=f"duty.{word}", object_kind="duty", object_key=f"{duty} {area_code}", by=by)
    generating.settle(session, calendar, now)
    return row
