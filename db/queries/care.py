"""Months, returns and groups of the special-group services, as the desk and the closing of a month need them."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session, selectinload
from sqlalchemy.orm.attributes import flag_modified

from db.models import Area, ServiceCell, ServiceGroup, ServiceMonth, ServiceReturn, ServiceSupply


def groups(session: Session) -> list[ServiceGroup]:
    """All twelve in the office's order."""
    return list(session.scalars(select(ServiceGroup).order_by(ServiceGroup.position, ServiceGroup.code)))


def held_group(session: Session, code: str) -> ServiceGroup | None:
    return session.scalars(select(ServiceGroup).where(ServiceGroup.code == code).with_for_update()).one_or_none()


def area(session: Session, code: str, on: date) -> Area | None:
    """The place that has this code on a day."""
    valid = or_(Area.valid_to.is_(None), Area.valid_to > on)
    return session.scalars(select(Area).where(Area.code == code, Area.valid_from <= on, valid)).first()


def areas(session: Session, codes: Collection[str], on: date) -> list[Area]:
    valid = or_(Area.valid_to.is_(None), Area.valid_to > on)
    found = session.scalars(select(Area).where(Area.code.in_(codes), Area.valid_from <= on, valid))
    return sorted(found, key=lambda area: area.code)


def month_of(session: Session, area_id: int, month: date) -> ServiceMonth | None:
    return session.scalars(
        select(ServiceMonth).where(ServiceMonth.area_id == area_id, ServiceMonth.month == month)
    ).one_or_none()


def held_month(session: Session, key: int) -> ServiceMonth | None:
    """The month, held for this transaction."""
    return session.scalars(select(ServiceMonth).where(ServiceMonth.id == key).with_for_update()).one_or_none()


def months(session: Session, area_id: int) -> list[ServiceMonth]:
    """An office's months, the latest first."""
    found = select(ServiceMonth).where(ServiceMonth.area_id == area_id).order_by(ServiceMonth.month.desc())
    return list(session.scalars(found))


def held_return(session: Session, key: int) -> ServiceReturn | None:
    """The return, held for this transaction."""
    return session.scalars(select(ServiceReturn).where(ServiceReturn.id == key).with_for_update()).one_or_none()


def returns_of(session: Session, area_id: int) -> list[ServiceReturn]:
    """A township's returns, the latest month and revision first."""
    found = (
        select(ServiceReturn)
        .join(ServiceMonth)
        .where(ServiceReturn.area_id == area_id)
        .options(selectinload(ServiceReturn.month), selectinload(ServiceReturn.area))
        .order_by(ServiceMonth.month.desc(), ServiceReturn.revision.desc())
    )
    return list(session.scalars(found))


def returns_in(session: Session, month_id: int) -> list[ServiceReturn]:
    """All returns of a month without their numbers, by township and revision."""
    found = (
        select(ServiceReturn)
        .join(Area, Area.id == ServiceReturn.area_id)
        .where(ServiceReturn.service_month_id == month_id)
        .options(selectinload(ServiceReturn.area))
        .order_by(Area.code, ServiceReturn.revision)
    )
    return list(session.scalars(found))


def with_numbers(session: Session, keys: Collection[int]) -> list[ServiceReturn]:
    found = (
        select(ServiceReturn)
        .where(ServiceReturn.id.in_(keys))
        .options(selectinload(ServiceReturn.counts), selectinload(ServiceReturn.capacity))
        .options(selectinload(ServiceReturn.area))
        .order_by(ServiceReturn.id)
    )
    return list(session.scalars(found))


def latest_of(session: Session, area_id: int, month_id: int) -> ServiceReturn | None:
    """The last revision of a township's return of a month."""
    found = select(ServiceReturn).where(
        ServiceReturn.area_id == area_id, ServiceReturn.service_month_id == month_id
    ).order_by(ServiceReturn.revision.desc())  # fmt: skip
    return session.scalars(found).first()


def before(session: Session, area_id: int, month: date) -> ServiceReturn | None:
    """The township's last return of an earlier month that was received."""
    found = (
        select(ServiceReturn)
        .join(ServiceMonth)
        .where(ServiceReturn.area_id == area_id, ServiceMonth.month < month, ServiceReturn.received_on.is_not(None))
        .order_by(ServiceMonth.month.desc(), ServiceReturn.revision.desc())
    )
    return session.scalars(found).first()


def remind(session: Session, keys: Collection[int], today: date) -> None:
    """Notes a reminder on returns, behind whoever has a form of one open: nothing that they write has changed."""
    noted = {"reminders": ServiceReturn.reminders + 1, "reminded_on": today}
    session.execute(update(ServiceReturn).where(ServiceReturn.id.in_(keys)).values(noted))


def touch(row: ServiceReturn) -> None:
    """Counts a change of its parts as one of the row, for whoever drew a form from it."""
    flag_modified(row, "status")


def add_cells(session: Session, cells: Sequence[ServiceCell | ServiceSupply]) -> None:
    session.add_all(cells)
    session.flush()


def cells(session: Session, month_id: int, version: int) -> list[ServiceCell]:
    """The cells of one version of a month's cube."""
    found = select(ServiceCell).where(ServiceCell.service_month_id == month_id, ServiceCell.cube_version == version)
    return list(session.scalars(found))


def ancestors(session: Session, area_id: int) -> list[str]:
    """The codes of the places that hold a place, from the top down to itself."""
    chain: list[str] = []
    found = session.get(Area, area_id)
    while found is not None:
        chain.append(found.code)
        found = found.parent
    return chain[::-1]


def missing(session: Session, since: date) -> list[tuple[ServiceReturn, ServiceMonth]]:
    """Returns of the months from `since` on that haven't come, the oldest first."""
    wanted = (
        select(ServiceReturn, ServiceMonth)
        .join(ServiceMonth)
        .join(Area, Area.id == ServiceReturn.area_id)
        .where(ServiceReturn.received_on.is_(None), ServiceReturn.revision == 0, ServiceMonth.month >= since)
        .options(selectinload(ServiceReturn.area))
        .order_by(ServiceMonth.due_on, Area.code)
    )
    return [(one, month) for one, month in session.execute(wanted)]


def sealed_at(session: Session, codes: Collection[str]) -> datetime | None:
    """When a month of one of these places was closed last."""
    wanted = select(func.max(ServiceMonth.closed_at)).join(Area, Area.id == ServiceMonth.area_id)
    return session.scalars(wanted.where(Area.code.in_(codes), ServiceMonth.cube_version > 0)).one()


def closed(session: Session, month: ServiceMonth, version: int, mark: str, at: datetime) -> None:
    month.status, month.cube_version, month.secret_mark, month.closed_at = "closed", version, mark, at
    session.flush()
