"""What a case is paid: the dated tariff of the nearest place above its room that has one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from core import access, audit, clock
from core.access import Person
from core.mediation import desk
from core.mediation.desk import Desk
from core.mediation.refusal import NotAllowed, Refused
from db.models.mediation import DIFFICULTIES, FORMS
from db.models.mediation_room import MediationRoom
from db.models.subsidy import ROOM_LEVELS, SubsidyTariff
from db.queries import areas as areas_of_records
from db.queries import subsidy
from db.session import Records, Session

APPROVE = "approve_subsidy"
Kind = tuple[str, str, str]
"""Level of the room, difficulty of the case, form of the agreement."""
KINDS: tuple[Kind, ...] = tuple(
    (level, difficulty, form) for level in ROOM_LEVELS for difficulty in DIFFICULTIES for form in FORMS
)
MOST_FEN = 10_000_00


@dataclass(frozen=True)
class Tariff:
    """One version: which place pays, since when, and how many fen for each kind of case."""

    area_id: int
    area_code: str
    valid_from: date
    amounts: Mapping[Kind, int]


def of_room(session: Session, at: Desk, room: MediationRoom, day: date) -> Tariff | None:
    """The version that pays a case of the room that was agreed on the day."""
    for place in reversed(at.areas.path(room.area.code)):
        if (found := of_place(session, place.code, day)) is not None:
            return found
    return None


def of_place(session: Session, area_code: str, day: date) -> Tariff | None:
    rows = subsidy.version_of(session, area_code, day)
    if not rows:
        return None
    amounts = {(row.level, row.difficulty, row.form): row.amount_fen for row in rows}
    return Tariff(rows[0].area_id, area_code, rows[0].valid_from, amounts)


def shown(records: Records, by: Person, day: date) -> Tariff | None:
    """The version of the person's own place, if it pays by itself."""
    if by.area_code is None:
        return None
    with records.reading() as session:
        return of_place(session, by.area_code, day)


def put(
    session: Session, at: Desk, *, area_code: str, valid_from: date, amounts: Mapping[Kind, int], by: Person
) -> SubsidyTariff:
    """A further version, later than those before it. Raises NotAllowed or Refused."""
    demand(at, area_code, by)
    if any(not 0 <= amount <= MOST_FEN for amount in amounts.values()) or not amounts or set(amounts) - set(KINDS):
        raise Refused("subsidy_bad_tariff")
    newest = subsidy.newest_version(session, area_code)
    if newest is not None and valid_from <= newest:
        raise Refused("subsidy_older_tariff", day=newest.isoformat())
    area = areas_of_records.held_on(session, area_code, clock.today())
    if area is None:
        raise Refused("no_place")
    same = {"area_id": area.id, "valid_from": valid_from, "set_by": by.username}
    rows = [
        SubsidyTariff(level=level, difficulty=difficulty, form=form, amount_fen=amount, **same)
        for (level, difficulty, form), amount in amounts.items()
    ]
    session.add_all(rows)
    session.flush()
    told = ",".join(f"{'/'.join(kind)}={amount}" for kind, amount in sorted(amounts.items()))
    key = f"{area_code} {valid_from}"
    audit.append(session, action="subsidy.tariff", object_kind="subsidy_tariff", object_key=key, by=by, detail=told)
    return rows[0]


def demand(at: Desk, area_code: str, by: Person) -> None:
    """Raises NotAllowed where the person doesn't approve subsidies, or not for that place."""
    if not access.may(by, APPROVE) or not desk.is_within(at, by, area_code):
        raise NotAllowed(by.username)
