"""Who may see what: a person, their rights, and the one door through which a request becomes a scope."""

from dataclasses import dataclass
from datetime import date

from core import catalogue, clock
from core.areas import AreaTree
from core.scope import Request, Scope, seal
from db.models.area import LEVELS, ROOT_CODE


@dataclass(frozen=True)
class Person:
    """Somebody at work. `area_code` is the top of the subtree they may see; None sees nothing."""

    account_id: int | None
    username: str
    display_name: str
    role: str
    area_code: str | None
    login_session_id: int | None = None


class OutOfScope(Exception):
    """A request wholly outside what the person may see, or one they have no right to make."""

    def __init__(self, person: Person, wanted: tuple[str, ...]) -> None:
        self.person = person
        self.wanted = wanted
        super().__init__(f"{person.username} may not see {', '.join(wanted)}")


def operator() -> Person:
    """The person at the server's command line, who owns the database files anyway."""
    return Person(None, "operator", "operator", "operator", ROOT_CODE)


def may(person: Person, right: str) -> bool:
    """Rights are data (catalogue/roles.toml); an unknown role has none."""
    return right in catalogue.document("roles").get(person.role, {}).get("rights", ())


def is_manager(role: str) -> bool:
    """Whether this is one of the three managers (system, security, audit), who see no business rows."""
    return bool(catalogue.document("roles").get(role, {}).get("manager"))


def needs_second_factor(role: str) -> bool:
    """Whether a right of this role asks for a second factor (catalogue/rights.toml)."""
    asking = {right for right, row in catalogue.document("rights").items() if row["second_factor"]}
    return not asking.isdisjoint(catalogue.document("roles").get(role, {}).get("rights", ()))


def scope(person: Person, requested: Request, areas: AreaTree, today: date | None = None) -> Scope:
    """What of the request this person may see, as a sealed Scope; partly outside is narrowed and said.

    Raises OutOfScope where nothing of it is theirs. No area asked for means all that they may see.
    """
    # A manager with an area by mistake still reads nothing.
    own = areas.get(person.area_code) if person.area_code and not is_manager(person.role) else None
    wanted = requested.areas or ((own.code,) if own else ())
    if own is None:
        raise OutOfScope(person, wanted)
    inside = tuple(dict.fromkeys(filter(None, (_own_part(areas, own.code, code) for code in wanted))))
    if not inside:
        raise OutOfScope(person, wanted)
    narrowed = tuple(code for code in wanted if code not in inside)
    outermost = areas.outermost(inside)
    levels = [level for area in outermost if (level := areas.level_below(area.code))]
    level_below = min(levels, key=LEVELS.index, default=None)
    return seal(requested, outermost, today or clock.today(), level_below, narrowed)


def _own_part(areas: AreaTree, own: str, code: str) -> str | None:
    """A place within one's own is itself; of a larger place that holds one's own it is one's own; of others nothing."""
    if areas.contains(own, code):
        return code
    return own if code in areas and areas.contains(code, own) else None
