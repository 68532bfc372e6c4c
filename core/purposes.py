"""The purpose register: a data set that stands in it may come in, any other may not."""

from core import catalogue
from core.intake.refusal import Refusal
from db.models import Purpose
from db.queries import purposes
from db.session import Session

SERVICES = "service_returns"


class NoPurpose(Refusal):
    """The register has no row of the data set."""


def shipped() -> list[Purpose]:
    """The rows that a new installation begins with; an office that takes one out takes in nothing of it any more."""
    return [Purpose(**row) for row in catalogue.table("purposes")]


def is_registered(session: Session, data_set: str) -> bool:
    return purposes.named(session, data_set) is not None


def demand(session: Session, data_set: str) -> None:
    """Raises NoPurpose."""
    if not is_registered(session, data_set):
        raise NoPurpose("no_purpose", data_set=catalogue.say(f"intake.kind.{data_set}"))
