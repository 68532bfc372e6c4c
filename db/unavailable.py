"""Why the records can't be reached, as one exception with a code, whatever a driver's own errors look like."""

from sqlalchemy import URL
from sqlalchemy.engine import ExceptionContext

# Servers speak the language of their machine; what is not recognised is said in their own words.
SIGNS = {
    "password": ("password authentication failed", "no password supplied", "28P01", "28000"),
    "database": ("does not exist",),
    "full": ("too many clients", "remaining connection slots"),
    "away": ("refused", "timeout", "timed out", "could not translate", "resolve", "No such file", "starting up"),
}
NO_PERMISSION = "42501"


class RecordsUnavailable(RuntimeError):
    """`reason` is a code (away, password, database, full, busy, permission, url, other); `place` names no secret."""

    def __init__(self, reason: str, place: str, detail: str = "") -> None:
        self.reason, self.place, self.detail = reason, place, detail
        super().__init__(f"{place}: {reason} {detail}".rstrip())


def place(url: URL) -> str:
    """Where the database is, without user or password."""
    host = url.host or url.query.get("host") or "localhost"
    return f"{host}:{url.port or 5432}/{url.database or ''}"


def translate(context: ExceptionContext) -> None:
    """Raises RecordsUnavailable for a connection that can't be made or was lost; other errors stay what they are."""
    # The pool asks its connections whether they live, and replaces dead ones by itself.
    if context.is_pre_ping or context.engine is None:
        return
    error = context.original_exception
    # An interrupt (Ctrl-C) costs the connection as well, and is no word about the server.
    if not isinstance(error, Exception):
        return
    where = place(context.engine.url)
    if getattr(error, "sqlstate", None) == NO_PERMISSION:
        raise RecordsUnavailable("permission", where, _first_line(error)) from error
    if context.connection is None:
        raise RecordsUnavailable(_reason(str(error)), where, _first_line(error)) from error
    if context.is_disconnect:
        raise RecordsUnavailable("away", where, _first_line(error)) from error


def translate_busy(context: ExceptionContext) -> None:
    """For SQLite: raises RecordsUnavailable where another writer held the file for longer than this one is patient."""
    if context.engine is not None and "database is locked" in str(context.original_exception):
        raise RecordsUnavailable("busy", context.engine.url.database or "") from context.original_exception


def _reason(message: str) -> str:
    return next((reason for reason, signs in SIGNS.items() if any(sign in message for sign in signs)), "other")


def _first_line(error: BaseException) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)
