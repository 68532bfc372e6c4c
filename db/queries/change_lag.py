"""Who holds the change feed back: the oldest transaction that has written and not ended (PostgreSQL only)."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import text
from sqlalchemy.orm import Session

# Only transactions with a number of their own hold the horizon back; readers, however old, have none. Writers of
# other databases on the same server do too, so none is left out. A prepared one belongs to no connection.
OLDEST = text(
    """
    select pid, application_name as application, state, xact_start as since from pg_stat_activity
    where backend_xid is not null and xact_start is not null
    union all select 0, gid, 'prepared', prepared from pg_prepared_xacts
    order by since limit 1
    """
)


class Holder(NamedTuple):
    """One connection: its process on the server, what it calls itself, what it is doing, and since when."""

    pid: int
    application: str
    state: str
    since: datetime


def oldest(session: Session) -> Holder | None:
    """None where nobody writes, and on SQLite, whose one writer at a time holds nobody back."""
    if session.get_bind().dialect.name != "postgresql":
        return None
    row = session.execute(OLDEST).first()
    return Holder(*row) if row else None
