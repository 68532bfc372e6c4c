"""What is kept no longer than it is needed: removed in one go, leaving counts only."""

from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path

from core import accounts, audit, clock, form_tokens, login_sessions
from core.access import Person
from core.intake import uploads
from core.purposes import SERVICES
from db.queries import purposes, retention
from db.session import WHOLE, Records

AUDIT = timedelta(days=3 * 365)
"""So long the audit trail is kept at least (the law asks for six months). It only grows: nothing of it is removed."""


@dataclass(frozen=True)
class Purged:
    """How much went: files of uploads and reports, rows of returns' numbers; `old_events` are older and stay."""

    files: int
    numbers: int
    old_events: int


def purge(records: Records, home: Path, *, by: Person) -> Purged:
    """Removes uploads after 30 days, sessions after their 8 hours, numbers of returns as the register says.

    Exports aren't stored at all. What a month's closing made of the returns stays.
    """
    login_sessions.purge(records)
    accounts.purge_addresses(records)
    form_tokens.purge(records)
    files = uploads.purge(records, home)
    with records.writing(within=WHOLE) as session:
        row = purposes.named(session, SERVICES)
        # What isn't registered any more may not be kept either.
        kept = timedelta(days=row.retention_days if row else 0)
        numbers = retention.forget_numbers(session, clock.today() - kept)
        done = Purged(files, numbers, retention.events_before(session, clock.now() - AUDIT))
        audit.append(
            session, action="purge", object_kind="records", object_key="retention", by=by,
            detail=" ".join(f"{name}={count}" for name, count in asdict(done).items()),
        )  # fmt: skip
    return done
