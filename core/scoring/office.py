"""The office of supervision at work: who may do what for which place, and how each act is noted."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import metadata, resources

from core import access, audit, catalogue
from core.access import Person
from core.areas import AreaTree
from core.intake import personal
from core.scoring.faults import NotAllowed, Refused
from db.queries import accounts
from db.session import Session

RIGHT = "score"
APPEAL = "appeal"
_DECIDING = ("exact.py", "rules.py", "scheme.py", "snapshot.py", "run.py", "outcome.py")
"""The modules that a score is made by."""


@dataclass(frozen=True)
class Seen:
    """A run, visit or appeal as it stood on the page, so that nobody acts on what has changed since."""

    id: int
    version: int


def posts(session: Session) -> dict[str, str]:
    """What each account is called where it is named: by its post; the command line by what it is."""
    return accounts.display_names(session) | {access.operator().username: catalogue.say("imports.operator")}


def demand(by: Person, right: str, areas: AreaTree, area_code: str) -> None:
    """Raises NotAllowed where the person lacks the right, or it isn't theirs to use for that place."""
    if not access.may(by, right) or not areas.contains(by.area_code or "", area_code):
        raise NotAllowed(by.username)


def check_version(found: object, seen: Seen) -> None:
    """Raises Refused where it is gone or has changed since it was looked at."""
    if getattr(found, "version", None) != seen.version:
        raise Refused("changed_meanwhile")


def told(text: str, longest: int) -> str:
    """What somebody wrote, without blanks around it. Raises Refused where it is empty, too long or holds a number of
    a person."""
    plain = text.strip()
    if not plain:
        raise Refused("nothing_told")
    if len(plain) > longest:
        raise Refused("told_too_long", most=longest)
    if personal.holds_number(plain):
        raise Refused("personal")
    return plain


def note(
    session: Session,
    action: str,
    kind: str,
    key: object,
    by: Person,
    *,
    before: str | None = None,
    after: str | None = None,
) -> None:
    name = f"scoring.{action}"
    audit.append(session, action=name, object_kind=kind, object_key=str(key), by=by, before=before, after=after)


@cache
def code_version() -> str:
    """The release and the hash of what computes: a score names the code that made it."""
    folder = resources.files("core.scoring")
    sources = (folder.joinpath(name).read_bytes() for name in _DECIDING)
    return f"{metadata.version('fengqiao')}+{_hash(sources)[:12]}"


def _hash(parts: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    return digest.hexdigest()
