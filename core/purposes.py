"""The purpose register: a data set that stands in it may come in, any other may not; who enters and strikes one."""

from dataclasses import astuple, dataclass

from core import access, audit, catalogue, not_done
from core.access import Person
from core.intake import personal
from core.intake.refusal import Refusal
from db.models import Purpose
from db.queries import purposes
from db.session import Records, Session

SERVICES = "service_returns"
RIGHT = "register_purposes"
LONGEST = {"purpose": 200, "legal_basis": 200, "fields": 400, "owner": 64}
MOST_DAYS = 36_500


class NoPurpose(Refusal):
    """The register has no row of the data set."""


class NotAllowed(not_done.NotAllowed):
    section = "purposes.refused"


class Refused(not_done.Refused):
    section = "purposes.refused"


@dataclass(frozen=True)
class Told:
    """What the register says of a data set."""

    purpose: str
    legal_basis: str
    fields: str
    retention_days: int
    owner: str


def shipped() -> list[Purpose]:
    """The rows that a new installation begins with; an office that takes one out takes in nothing of it any more."""
    return [Purpose(**row) for row in catalogue.table("purposes")]


def data_sets() -> list[str]:
    """All that the program could take in, in the catalogue's order."""
    return [row["data_set"] for row in catalogue.table("purposes")]


def proposed(data_set: str) -> Told:
    """What ships for a data set, for whoever enters it again."""
    return _told(next(row for row in shipped() if row.data_set == data_set))


def listed(records: Records) -> dict[str, Told]:
    """What is registered, by data set."""
    with records.reading() as session:
        return {row.data_set: _told(row) for row in purposes.listed(session)}


def is_registered(session: Session, data_set: str) -> bool:
    return purposes.named(session, data_set) is not None


def demand(session: Session, data_set: str) -> None:
    """Raises NoPurpose."""
    if not is_registered(session, data_set):
        raise NoPurpose("no_purpose", data_set=catalogue.say(f"intake.kind.{data_set}"))


def register(session: Session, data_set: str, told: Told, *, seen: Told | None, by: Person) -> None:
    """Enters a data set, or changes what is said of it; `seen` is what stood there. Raises NotAllowed, Refused."""
    row = _held(session, data_set, seen, by)
    _check(told)
    if row is None:
        row = Purpose(data_set=data_set)
        session.add(row)
    row.purpose, row.legal_basis, row.fields, row.retention_days, row.owner = astuple(told)
    session.flush()
    _note(session, "register", data_set, by, seen, told)


def strike(session: Session, data_set: str, *, seen: Told, by: Person) -> None:
    """Takes a data set out: from now on nothing of it comes in. Raises NotAllowed, Refused."""
    row = _held(session, data_set, seen, by)
    session.delete(row)
    session.flush()
    _note(session, "strike", data_set, by, seen, None)


def _held(session: Session, data_set: str, seen: Told | None, by: Person) -> Purpose | None:
    if not access.may(by, RIGHT):
        raise NotAllowed(by.username)
    if data_set not in data_sets():
        raise Refused("unknown")
    row = purposes.held(session, data_set)
    if (_told(row) if row else None) != seen:
        raise Refused("changed_meanwhile")
    return row


def _check(told: Told) -> None:
    for name, longest in LONGEST.items():
        written = getattr(told, name)
        if not 2 <= len(written.strip()) <= longest or personal.holds_number(written):
            raise Refused("bad_text", column=catalogue.say(f"purposes.column.{name}"), longest=longest)
    if not 1 <= told.retention_days <= MOST_DAYS:
        raise Refused("bad_days", most=MOST_DAYS)


def _told(row: Purpose) -> Told:
    return Told(row.purpose, row.legal_basis, row.fields, row.retention_days, row.owner)


def _note(session: Session, act: str, data_set: str, by: Person, before: Told | None, after: Told | None) -> None:
    audit.append(
        session, action=f"purpose.{act}", object_kind="purpose", object_key=data_set, by=by,
        before=before and str(before), after=after and str(after),
    )  # fmt: skip
