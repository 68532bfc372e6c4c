"""The migrations lead to exactly the tables the models describe, can be taken back, and lose nothing on the way."""

from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect, select, text

from core import foundation
from db import migrations
from db.models import Base
from db.session import Records
from tests import factories


@pytest.fixture
def filled(records: Records) -> Records:
    """A prepared database that also holds areas, a source, a unit and a matter with its trail."""
    with records.writing() as session:
        areas = factories.areas(session)
        source = factories.data_source(session)
        unit = factories.member_unit(session)
        trail = [("reported", "2026-01-05"), ("closed", "2026-01-09"), ("reopened", "2026-02-02")]
        factories.matter(session, source, areas["530702001"], trail, handling_unit=unit)
    return records


# Everything a database says of its tables, in its own words.
SCHEMA = {
    "sqlite": "select type, name, sql from sqlite_master order by type, name",
    "postgresql": """
        select 'column', table_name || '.' || column_name, concat_ws(' ', data_type, character_maximum_length,
               numeric_precision, numeric_scale, is_nullable, column_default)
        from information_schema.columns where table_schema = 'public'
        union all select 'constraint', conrelid::regclass || '.' || conname, pg_get_constraintdef(oid)
        from pg_constraint where connamespace = 'public'::regnamespace
        union all select 'index', indexname, indexdef from pg_indexes where schemaname = 'public'
        union all select 'trigger', tgrelid::regclass || '.' || tgname, pg_get_triggerdef(oid)
        from pg_trigger where not tgisinternal
        union all select 'function', oid::regprocedure::text, prosrc
        from pg_proc where pronamespace = 'public'::regnamespace
        order by 1, 2""",
}


def schema(records: Records) -> list[Any]:
    with records.engine.connect() as connection:
        return list(connection.execute(text(SCHEMA[connection.dialect.name])))


def content(records: Records) -> dict[str, list[Any]]:
    with records.engine.connect() as connection:
        return {
            table.name: sorted(map(repr, connection.execute(select(table)))) for table in Base.metadata.sorted_tables
        }


def checks(connection: Connection) -> dict[str, set[tuple[str | None, str]]]:
    inspector = inspect(connection)
    return {
        table: {(check["name"], check["sqltext"]) for check in inspector.get_check_constraints(table)}
        for table in Base.metadata.tables
    }


def test_the_migrated_tables_are_the_models(records: Records) -> None:
    with records.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_the_migrated_checks_are_the_models(records: Records) -> None:
    """Alembic's own comparison leaves CHECK constraints out."""
    with records.engine.connect() as connection:
        migrated = checks(connection)
    Base.metadata.drop_all(records.engine)
    Base.metadata.create_all(records.engine)
    with records.engine.connect() as connection:
        assert checks(connection) == migrated


def test_a_migration_taken_back_and_made_again_loses_nothing(filled: Records) -> None:
    before = schema(filled), content(filled)
    migrations.downgrade(filled, "0001")
    # What ships with the product is laid down with the tables.
    foundation.prepare(filled)
    assert (schema(filled), content(filled)) == before


def test_all_migrations_taken_back_leave_no_table(filled: Records) -> None:
    before = schema(filled)
    migrations.downgrade(filled, "base")
    with filled.engine.connect() as connection:
        assert inspect(connection).get_table_names() == ["alembic_version"]
    migrations.upgrade(filled)
    assert schema(filled) == before


def test_preparing_again_changes_nothing(filled: Records) -> None:
    before = content(filled)
    foundation.prepare(filled)
    assert content(filled) == before


def test_a_database_knows_whether_it_is_current(records: Records) -> None:
    assert migrations.is_current(records)
    migrations.downgrade(records, "0001")
    assert not migrations.is_current(records)
