"""What is kept no longer than it is needed: removed in one go, leaving counts only."""

from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path

from core import access, accounts, audit, audit_start, clock, form_tokens, login_sessions
from core.access import Person
from core.intake import uploads
from core.purposes import SERVICES
from db.queries import audit_chain, purposes, retention
from db.session import WHOLE, Records

ACT = "purge"
EVERY = timedelta(days=1)


@dataclass(frozen=True)
class Purged:
    """How much went: files of uploads and reports, rows of returns' numbers, events of the audit trail."""

    files: int
    numbers: int
    events: int


def keep(records: Records, home: Path) -> None:
    """For the server's clock: what goes by the hour, and once a day all the rest, whichever process does it."""
    login_sessions.purge(records)
    accounts.purge_addresses(records)
    form_tokens.purge(records)
    uploads.purge(records, home)
    with records.reading() as session:
        done = audit_chain.done_since(session, ACT, clock.now() - EVERY)
    if not done:
        purge(records, home, by=access.operator())


def purge(records: Records, home: Path, *, by: Person) -> Purged:
    """Removes uploads after 30 days, sessions after their 8 hours, numbers of returns as the register says, and events
    of the audit trail after three years. Exports aren't stored at all; what a month's closing made of returns stays.
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
        done = Purged(files, numbers, audit_start.retire(session, by=by))
        audit.append(
            session, action=ACT, object_kind="records", object_key="retention", by=by,
            detail=" ".join(f"{name}={count}" for name, count in asdict(done).items()),
        )  # fmt: skip
    return done
