"""The twelve groups as a closed list: what an office calls them, which it serves, and whom it may never list."""

from dataclasses import dataclass

from core import access, audit, catalogue
from core.access import Person
from core.care.refusal import NotAllowed, Refused
from core.intake import forbidden, personal
from db.models.care import GROUPS, ServiceGroup
from db.queries import care
from db.session import Session

RIGHT = "manage_services"
LONGEST = 16


@dataclass(frozen=True)
class Group:
    """One group as this installation uses it."""

    code: str
    name: str
    enabled: bool
    position: int


def listed(session: Session) -> list[Group]:
    """All twelve in the office's order."""
    return [Group(row.code, _name(row), row.enabled, row.position) for row in care.groups(session)]


def enabled(session: Session) -> list[Group]:
    return [group for group in listed(session) if group.enabled]


def shipped() -> list[ServiceGroup]:
    """The rows a new installation begins with: all enabled, in the catalogue's order and names."""
    return [ServiceGroup(code=code, enabled=True, position=at) for at, code in enumerate(GROUPS, start=1)]


def find(session: Session, text: str) -> str:
    """The code of a group, from its code or name.

    Raises Refused for what isn't one, and says why where it names a category of people that is never taken in: by any
    synonym, in pinyin, in traditional characters or in full width.
    """
    wanted = forbidden.folded(text)
    for group in listed(session):
        names = (group.code, group.name, catalogue.label("service_group", group.code))
        if wanted in {forbidden.folded(name) for name in names}:
            return group.code
    _refuse_category(text)
    raise Refused("unknown_group")


def change(session: Session, code: str, *, name: str, enabled: bool, position: int, by: Person) -> ServiceGroup:
    """What an office may decide of a group. A name never makes another kind of it. Raises NotAllowed, Refused."""
    if not access.may(by, RIGHT):
        raise NotAllowed(by.username)
    row = care.held_group(session, code)
    if row is None:
        raise Refused("unknown_group")
    written = " ".join(name.split())
    if not 2 <= len(written) <= LONGEST or personal.holds_number(written):
        raise Refused("bad_name", longest=LONGEST)
    _refuse_category(written)
    if any(other.name == written for other in listed(session) if other.code != code):
        raise Refused("name_taken")
    before = _told(row)
    row.label = None if written == catalogue.label("service_group", code) else written
    row.enabled, row.position = enabled, position
    if not any(one.enabled for one in care.groups(session)):
        raise Refused("no_group_left")
    session.flush()
    audit.append(
        session, action="care.group", object_kind="service_group", object_key=code, by=by,
        before=before, after=_told(row),
    )  # fmt: skip
    return row


def _refuse_category(text: str) -> None:
    if reason := forbidden.header_reason(text):
        raise Refused("forbidden_group", why=catalogue.say(f"intake.forbidden.{reason}"))


def _name(row: ServiceGroup) -> str:
    return row.label or catalogue.label("service_group", row.code)


def _told(row: ServiceGroup) -> str:
    return f"{row.enabled} {row.position} {row.label}"
