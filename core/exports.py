"""Exports: whoever takes figures away has the right to, and it is written down before the bytes leave."""

from collections.abc import Callable
from hashlib import sha256

from core import access, audit, catalogue
from core.access import Person
from core.scope import Scope
from db.session import Records

RIGHT = "export"


class NotAllowed(PermissionError):
    """The person has no right to export; `str()` is the Chinese sentence to show."""


def export(
    records: Records,
    person: Person,
    scope: Scope | None,
    *,
    what: str,
    make: Callable[[], bytes],
    purpose: str = "",
    right: str = RIGHT,
) -> bytes:
    """The bytes that `make` gives, audited first (action "export", object `what`, hash of the content).

    `scope` is what the content was read by, None for what holds no figures of a scope (templates, reports of one's own
    imports). Raises NotAllowed, audited too; where the audit can't be written nothing leaves.
    """
    allowed = access.may(person, right)
    content = make() if allowed else b""
    with records.writing() as session:
        audit.append(
            session,
            action="export",
            object_kind="document",
            object_key=what,
            by=person,
            result="ok" if allowed else "refused",
            scope=_words(scope) if scope else None,
            purpose=purpose or None,
            detail=f"bytes={len(content)} sha256={sha256(content).hexdigest()}" if allowed else None,
        )
    if not allowed:
        raise NotAllowed(catalogue.say("documents.refused"))
    return content


def _words(scope: Scope) -> str:
    """What was looked at, in codes: span, areas, filters."""
    areas = ",".join(area.code for area in scope.areas)
    filters = " ".join(f"{name}={','.join(values)}" for name, values in scope.filters)
    return f"{scope.span.start}..{scope.span.end} {areas} {filters}".strip()
