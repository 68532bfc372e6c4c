"""What people change of programmes: each change whole, against the version they saw, with its audit event."""

import re
from collections.abc import Sequence

from core import audit, catalogue, clock
from core.access import Person
from core.areas import AreaTree
from core.definitions import ProtectedMetric, UnknownMetric, definition
from core.intake.personal import holds_number
from core.periods import BadPeriod
from core.scope import Request, UnknownFilter
from core.wall import oversight, terms
from core.wall.programme import EVERY_DAY, Slot
from core.wall.refusal import WallRefused
from db.models import WallProgramme, WallSlot
from db.models.wall import MODES, THEMES
from db.queries import wall
from db.session import Session

LONGEST_TEXT = 120
MOST_SLOTS = 30
MOST_PROGRAMMES = 100
DWELL = (5, 3_600)
# What a new programme begins with: the items that every place has, half a minute each.
FIRST = ("situation", "mediation")
DAY, NIGHT = "07:00", "19:00"
_HOUR = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


def create(session: Session, areas: AreaTree, *, name: str, area_code: str, by: Person) -> int:
    """A new programme with the first items of every wall; returns its key. Raises WallRefused."""
    if not oversight.may_see(areas, area_code, by):
        raise WallRefused("no_right")
    if wall.count_programmes(session) >= MOST_PROGRAMMES:
        raise WallRefused("too_many")
    row = WallProgramme(name=terms.name(name), area_code=area_code, theme="dark", day_starts=DAY, night_starts=NIGHT)
    _sign(row, by)
    _put(row, [Slot(0, item, "", "period=this_month", 30) for item in FIRST])
    session.add(row)
    session.flush()
    _tell(session, "add_programme", row, by)
    return row.id


def change(
    session: Session,
    areas: AreaTree,
    *,
    programme_id: int,
    version: int,
    name: str,
    theme: str,
    day_starts: str,
    night_starts: str,
    by: Person,
) -> int:
    """Another name or another light, and returns the programme's new version. Raises WallRefused."""
    row = _seen(session, areas, programme_id, version, by)
    if theme not in THEMES or not _is_hour(day_starts) or not _is_hour(night_starts):
        raise WallRefused("bad_hours")
    row.name, row.theme, row.day_starts, row.night_starts = terms.name(name), theme, day_starts, night_starts
    return _signed(session, row, "change_programme", by)


def arrange(
    session: Session, areas: AreaTree, *, programme_id: int, version: int, slots: Sequence[Slot], by: Person
) -> int:
    """Replaces the items by these, in this order, and returns the programme's new version. Raises WallRefused."""
    row = _seen(session, areas, programme_id, version, by)
    if not 1 <= len(slots) <= MOST_SLOTS:
        raise WallRefused("bad_number_of_items")
    for slot in slots:
        _check(slot, areas, row.area_code)
    _put(row, slots)
    return _signed(session, row, "arrange_programme", by)


def remove(session: Session, areas: AreaTree, *, programme_id: int, version: int, by: Person) -> None:
    """Removes a programme that no device shows any more. Raises WallRefused."""
    row = _seen(session, areas, programme_id, version, by)
    if wall.is_in_use(session, programme_id):
        raise WallRefused("in_use")
    _tell(session, "remove_programme", row, by)
    wall.forget_revoked(session, programme_id)
    session.delete(row)


def _seen(session: Session, areas: AreaTree, programme_id: int, version: int, by: Person) -> WallProgramme:
    row = oversight.own(session, areas, programme_id, by)
    if row.version != version:
        raise WallRefused("changed_meanwhile")
    return row


def _check(slot: Slot, areas: AreaTree, area_code: str) -> None:
    if slot.item not in catalogue.code_labels("wall_item"):
        raise WallRefused("unknown_item")
    if not DWELL[0] <= slot.dwell_seconds <= DWELL[1]:
        raise WallRefused("bad_dwell")
    if not slot.weekdays or not set(slot.weekdays) <= set(EVERY_DAY):
        raise WallRefused("bad_weekdays")
    if slot.mode not in MODES:
        raise WallRefused("bad_mode")
    hours = (slot.starts_at, slot.ends_at)
    if hours != (None, None) and not all(hour and _is_hour(hour) for hour in hours):
        raise WallRefused("bad_hours")
    _check_subject(slot)
    if not all(areas.contains(area_code, code) for code in _request(slot).areas):
        raise WallRefused("bad_area")


def _request(slot: Slot) -> Request:
    try:
        return slot.request
    except (BadPeriod, UnknownFilter):
        raise WallRefused("bad_period") from None


def _check_subject(slot: Slot) -> None:
    if slot.item == "number":
        try:
            known = not definition(slot.subject).protected
        except (UnknownMetric, ProtectedMetric):
            known = False
        if not known:
            raise WallRefused("bad_metric")
    elif slot.item == "text" and not 0 < len(slot.subject) <= LONGEST_TEXT:
        raise WallRefused("bad_notice")
    elif holds_number(slot.subject):
        raise WallRefused("personal")


def _put(row: WallProgramme, slots: Sequence[Slot]) -> None:
    """Rows that stay keep their keys, so that a wall goes on with what it shows."""
    there = {kept.id: kept for kept in row.slots}
    row.slots = [_row(there.get(slot.id) or WallSlot(), slot, position) for position, slot in enumerate(slots)]


def _row(row: WallSlot, slot: Slot, position: int) -> WallSlot:
    row.position, row.item, row.subject, row.query = position, slot.item, slot.subject, slot.query
    row.dwell_seconds, row.weekdays = slot.dwell_seconds, "".join(sorted(set(slot.weekdays)))
    row.starts_at, row.ends_at, row.mode = slot.starts_at, slot.ends_at, slot.mode
    return row


def _signed(session: Session, row: WallProgramme, action: str, by: Person) -> int:
    _sign(row, by)
    _tell(session, action, row, by)
    session.flush()
    return row.version


def _is_hour(text: str) -> bool:
    return _HOUR.fullmatch(text) is not None


def _sign(row: WallProgramme, by: Person) -> None:
    row.changed_by, row.changed_at = by.username, clock.now()


def _tell(session: Session, action: str, row: WallProgramme, by: Person) -> None:
    items = " ".join(f"{slot.item}:{slot.dwell_seconds}" for slot in row.slots)
    told = f"{row.name} {row.area_code} {row.theme} {items}"
    audit.append(session, action=action, object_kind="wall_programme", object_key=str(row.id), by=by, detail=told)
