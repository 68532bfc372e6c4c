"""The roles of a PostgreSQL database: one owns the tables, one works with them and can't reach around the guards."""

from collections.abc import Iterator, Mapping

from sqlalchemy import URL, Connection, create_engine, quoted_name, text

from db import migrations
from db.session import Records, known, postgresql_engine

OWNER, APP = "fengqiao_owner", "fengqiao_app"
ANALYTICS = "_analytics"
"""What the name of the database of figures ends with."""
# What nobody changes, so that the working role can't either.
GROWING = ("audit_event", "audit_seal")
# What is corrected by further rows only.
KEPT = ("subsidy_entry",)
FIXED = ("alembic_version",)
POWERS = ("superuser", "bypasses_security", "creates_roles", "replicates")
PLAIN = ("disable", "allow", "prefer")
_ROLE = "select rolsuper, rolbypassrls, rolcreaterole, rolreplication from pg_roles where rolname = current_user"


def excessive(url: URL) -> list[str]:
    """The powers of the role (codes of POWERS) that would undo what the database itself guards; none on SQLite."""
    if url.get_backend_name() == "sqlite":
        return []
    engine = postgresql_engine(url)
    with engine.connect() as connection:
        found = connection.execute(text(_ROLE)).one()
    engine.dispose()
    return [power for power, has in zip(POWERS, found, strict=True) if has]


def is_unprotected(url: URL) -> bool:
    """Whether records would cross a network without encryption being insisted on."""
    if url.get_backend_name() == "sqlite":
        return False
    host = str(url.query.get("host", url.host or ""))
    near = not host or host.startswith("/") or host in ("localhost", "127.0.0.1", "::1")
    return not near and url.query.get("sslmode", "prefer") in PLAIN


def present(administrator: str) -> list[str]:
    """Which of the two roles the server has already."""
    engine = create_engine(known(administrator, "ADMIN_DATABASE_URL"))
    try:
        with engine.connect() as connection:
            named = text("select rolname from pg_roles where rolname in (:owner, :app) order by rolname desc")
            return list(connection.scalars(named, {"owner": OWNER, "app": APP}))
    finally:
        engine.dispose()


def create(administrator: str, database: str, passwords: Mapping[str, str]) -> dict[str, URL]:
    """Makes the two roles and the databases of records and of figures, where they aren't there; both roles' addresses.

    `administrator` is the address of a role that may make roles and databases; `passwords` are set, also for roles
    that are there already. Nobody else may connect to the database.
    """
    url = known(administrator, "ADMIN_DATABASE_URL")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            for role, password in passwords.items():
                _role(connection, role, password)
            _database(connection, database, OWNER)
            # Figures can be copied afresh at any time, so the role that counts them may own them.
            _database(connection, f"{database}{ANALYTICS}", APP)
    finally:
        engine.dispose()
    return {role: url.set(username=role, password=password, database=database) for role, password in passwords.items()}


def upgrade(owner: Records) -> None:
    """Brings the tables to this release's form, and gives the working role what it needs of them."""
    migrations.upgrade(owner)
    with owner.writing() as session:
        if not session.scalar(text("select 1 from pg_roles where rolname = :app"), {"app": APP}):
            return
        for statement in _grants():
            session.execute(text(statement))


def _database(connection: Connection, database: str, owner: str) -> None:
    name = _quoted(connection, database)
    if not connection.scalar(text("select 1 from pg_database where datname = :name"), {"name": database}):
        connection.execute(text(f"create database {name} owner {owner}"))
    connection.execute(text(f"revoke all on database {name} from public"))
    connection.execute(text(f"grant connect on database {name} to {APP}"))


def _role(connection: Connection, role: str, password: str) -> None:
    there = connection.scalar(text("select 1 from pg_roles where rolname = :role"), {"role": role})
    # A statement of roles takes no parameters; a literal of PostgreSQL doubles its quotes.
    literal = password.replace("'", "''")
    made = "alter" if there else "create"
    connection.execute(text(f"{made} role {role} login nosuperuser nocreatedb nocreaterole noreplication nobypassrls"))
    connection.exec_driver_sql(f"alter role {role} password '{literal}'")


def _grants() -> Iterator[str]:
    yield f"grant usage on schema public to {APP}"
    yield f"grant select, insert, update, delete on all tables in schema public to {APP}"
    yield f"grant usage, select, update on all sequences in schema public to {APP}"
    for table in GROWING:
        yield f"revoke update, delete on {table} from {APP}"
    for table in KEPT:
        yield f"revoke delete on {table} from {APP}"
    for table in FIXED:
        yield f"revoke insert, update, delete on {table} from {APP}"


def _quoted(connection: Connection, name: str) -> str:
    return connection.dialect.identifier_preparer.quote(quoted_name(name, quote=True))
