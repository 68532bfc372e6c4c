"""What the database lets this program's role do beyond its work."""

from sqlalchemy import URL, text

from db.session import Records

_ROLE = "select rolsuper, rolbypassrls, rolcreaterole, rolreplication from pg_roles where rolname = current_user"
POWERS = ("superuser", "bypasses_security", "creates_roles", "replicates")
PLAIN = ("disable", "allow", "prefer")


def excessive(records: Records) -> list[str]:
    """The powers of the role (codes of POWERS) that would undo what the database itself guards; none on SQLite."""
    if records.url.get_backend_name() == "sqlite":
        return []
    with records.reading() as session:
        found = session.execute(text(_ROLE)).one()
    return [power for power, has in zip(POWERS, found, strict=True) if has]


def is_unprotected(url: URL) -> bool:
    """Whether records would cross a network without encryption being insisted on."""
    if url.get_backend_name() == "sqlite":
        return False
    host = str(url.query.get("host", url.host or ""))
    near = not host or host.startswith("/") or host in ("localhost", "127.0.0.1", "::1")
    return not near and url.query.get("sslmode", "prefer") in PLAIN
