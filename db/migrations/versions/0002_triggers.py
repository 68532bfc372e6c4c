"""Triggers: every write to a fact's source is logged in its own transaction; the audit trail only grows"""

from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# table, entity in the log, the column that names the entity's row ("0": the table as a whole)
SOURCES = (
    ("matter", "matter", "id"),
    ("matter_event", "matter", "matter_id"),
    ("centre_post", "centre_post", "id"),
    ("grid", "grid", "id"),
    ("mediation_room", "mediation_room", "id"),
    ("indicator_return", "indicator_return", "id"),
    ("data_source", "data_source", "id"),
    ("area", "area", "id"),
    ("category", "category", "0"),
    ("member_unit", "member_unit", "id"),
)
# Facts carry these codes, so changing one of them changes rows that are not themselves written.
STRUCTURE = (
    ("area", ("code", "level", "parent_id", "township_kind")),
    ("category", ("counts_as", "parent_key")),
    ("member_unit", ("code",)),
    ("centre", ("area_id", "centre_type")),
    ("data_source", ("key",)),
)
WRITES = (("insert", ("new",)), ("update", ("old", "new")), ("delete", ("old",)))


def upgrade() -> None:
    bind = op.get_bind()
    # Taken back and made again, the database stays the same installation with the same root above its areas.
    if not bind.scalar(sa.text("select count(*) from installation")):
        identity = {"identity": str(uuid4())}
        bind.execute(sa.text("insert into installation (id, identity) values (1, :identity)"), identity)
        bind.execute(
            sa.text(
                "insert into area (code, code_system, name, level, valid_from)"
                " values ('0', 'fengqiao', 'root', 'root', '1949-10-01')"
            )
        )
    if bind.dialect.name == "sqlite":
        _sqlite()
    else:
        _postgresql()


def downgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table in (*(table for table, *_ in SOURCES), "audit_event"):
        for write in ("insert", "update", "delete"):
            op.execute(f"drop trigger if exists log_{table}_{write}" + ("" if sqlite else f" on {table}"))
    for table, _columns in STRUCTURE:
        op.execute(f"drop trigger if exists log_{table}_structure" + ("" if sqlite else f" on {table}"))
    if not sqlite:
        op.execute("drop function if exists log_change()")
        op.execute("drop function if exists log_structure()")
        op.execute("drop function if exists refuse_change()")


def _sqlite() -> None:
    for table, entity, key in SOURCES:
        for write, images in WRITES:
            # A row that moves to another parent changes both, so both images are logged (once where they agree).
            keys = " union ".join("select 0" if key == "0" else f"select {image}.{key}" for image in images)
            op.execute(
                f"create trigger log_{table}_{write} after {write} on {table} begin"
                f" insert into change_log (transaction_id, entity, entity_id) select 0, '{entity}', * from ({keys}); end"
            )
    for table, columns in STRUCTURE:
        op.execute(
            f"create trigger log_{table}_structure after update of {', '.join(columns)} on {table} begin"
            " insert into change_log (transaction_id, entity, entity_id) values (0, 'structure', 0); end"
        )
    for write in ("update", "delete"):
        op.execute(
            f"create trigger log_audit_event_{write} before {write} on audit_event begin"
            " select raise(abort, 'the audit trail only grows'); end"
        )


def _postgresql() -> None:
    # Once a statement, over all the rows it wrote: once a row, a bulk copy would spend most of its time here.
    op.execute(
        """
        create function log_change() returns trigger language plpgsql as $$
        declare
            images text := case tg_op when 'INSERT' then 'select %1$s as id from fresh'
                                      when 'DELETE' then 'select %1$s from gone'
                                      else 'select %1$s as id from gone union all select %1$s from fresh' end;
        begin
            execute format('insert into change_log (transaction_id, entity, entity_id)'
                           ' select pg_current_xact_id()::text::bigint, %2$L, id from (select distinct id from ('
                           || images || ') as image (id) order by id) as touched', tg_argv[1], tg_argv[0]);
            return null;
        end $$
        """
    )
    op.execute(
        """
        create function log_structure() returns trigger language plpgsql as $$
        begin
            insert into change_log (transaction_id, entity, entity_id)
            values (pg_current_xact_id()::text::bigint, 'structure', 0);
            return null;
        end $$
        """
    )
    op.execute(
        "create function refuse_change() returns trigger language plpgsql as"
        " $$ begin raise exception 'the audit trail only grows'; end $$"
    )
    images = {"insert": "new table as fresh", "delete": "old table as gone"}
    images["update"] = f"{images['delete']} {images['insert']}"
    for table, entity, key in SOURCES:
        for write, _images in WRITES:
            op.execute(
                f"create trigger log_{table}_{write} after {write} on {table} referencing {images[write]}"
                f" for each statement execute function log_change('{entity}', '{key}')"
            )
    for table, columns in STRUCTURE:
        op.execute(
            f"create trigger log_{table}_structure after update of {', '.join(columns)} on {table}"
            " for each row execute function log_structure()"
        )
    for write in ("update", "delete"):
        op.execute(
            f"create trigger log_audit_event_{write} before {write} on audit_event"
            " for each row execute function refuse_change()"
        )
