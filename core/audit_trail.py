"""Reading the audit trail: what the audit manager sees of it, filtered, in words, and taken away as a workbook."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pandas as pd

from core import catalogue, clock, exports
from core.access import Person
from core.documents import workbook
from core.documents.workbook import Column, Cover, Sheet
from db.models import AuditEvent
from db.queries import audit_trail
from db.queries.audit_trail import Wanted
from db.session import Records

RIGHT = "read_audit"
RESULTS = ("ok", "refused")
# A workbook holds so many; more are taken away in several, by narrower dates.
MOST = 200_000
AT_ONCE = 5_000
KINDS = {"at": "moment", "link": "integer"}
COLUMNS = (
    *("at", "actor", "role", "action", "object_kind", "object_key"),
    *("result", "detail", "scope", "purpose", "link"),
)


@dataclass(frozen=True)
class Search:
    """What is looked for, as a person says it: days of China, both included; "" takes all."""

    start: date | None = None
    end: date | None = None
    actor: str = ""
    action: str = ""
    result: str = ""
    object_key: str = ""

    def wanted(self) -> Wanted:
        return Wanted(
            clock.start_of(self.start) if self.start else None,
            clock.start_of(self.end + timedelta(days=1)) if self.end else None,
            self.actor.strip().lower() or None,
            self.action or None,
            self.result or None,
            self.object_key.strip() or None,
        )


@dataclass(frozen=True)
class Told:
    """One event in words. `link` is the number of its link in the chain, None as long as it has none."""

    at: datetime
    actor: str
    role: str
    action: str
    object_kind: str
    object_key: str
    result: str
    detail: str
    scope: str
    purpose: str
    link: int | None


class TooMany(ValueError):
    """More events than one workbook takes."""

    def __init__(self, count: int) -> None:
        self.count = count
        super().__init__(f"{count} events")


def count(records: Records, search: Search) -> int:
    with records.reading() as session:
        return audit_trail.count(session, search.wanted())


def page(records: Records, search: Search, skip: int, limit: int) -> list[Told]:
    """`limit` events after the first `skip`, newest first."""
    with records.reading() as session:
        rows = audit_trail.page(session, search.wanted(), skip, limit)
        return [_told(event, number) for event, number in rows]


def export(records: Records, person: Person, search: Search, purpose: str) -> bytes:
    """The events as a workbook, written down itself with its purpose. Raises TooMany, NotAllowed."""
    found = count(records, search)
    if found > MOST:
        raise TooMany(found)

    def make() -> bytes:
        rows = [row for skip in range(0, found, AT_ONCE) for row in page(records, search, skip, AT_ONCE)]
        return _workbook(rows, person, search)

    return exports.export(records, person, None, what="audit_trail", make=make, purpose=purpose, right=RIGHT)


def actions() -> dict[str, str]:
    """Every act that is written down, by its code."""
    return catalogue.code_labels("audit_action")


def _told(event: AuditEvent, number: int | None) -> Told:
    return Told(
        event.at,
        event.actor,
        _label("role", event.role),
        _label("audit_action", event.action),
        _label("audit_object", event.object_kind),
        event.object_key,
        catalogue.label("audit_result", event.result),
        event.detail or "",
        event.scope or "",
        event.purpose or "",
        number,
    )


def _label(code_list: str, code: str) -> str:
    """An act of a former release is shown by its code rather than as unknown."""
    return catalogue.code_labels(code_list).get(code, code)


def _workbook(rows: Sequence[Told], person: Person, search: Search) -> bytes:
    columns = [
        Column(name, catalogue.say(f"audit.column.{name}"), KINDS.get(name, "text"))  # pyright: ignore[reportArgumentType]
        for name in COLUMNS
    ]
    frame = pd.DataFrame([[getattr(row, name) for name in COLUMNS] for row in rows], columns=list(COLUMNS))
    title = catalogue.say("audit.title")
    days = (search.start.isoformat() if search.start else "", search.end.isoformat() if search.end else "")
    cover = Cover(title, person.display_name, period=" … ".join(filter(None, days)), filters=list(_said(search)))
    return workbook.write([Sheet(title, frame, columns)], cover)


def _said(search: Search) -> "list[tuple[str, str]]":
    words = {
        "actor": search.actor,
        "action": search.action and _label("audit_action", search.action),
        "result": search.result and catalogue.label("audit_result", search.result),
        "object_key": search.object_key,
    }
    return [(catalogue.say(f"audit.column.{name}"), said) for name, said in words.items() if said]
