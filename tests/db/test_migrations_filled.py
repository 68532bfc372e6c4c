"""Every migration, taken back and made again on a database with something in every table, leaves what it found."""

from hashlib import sha256
from itertools import pairwise
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, Table, func, select

from db import migrations
from db.models import Base
from db.session import Records
from tests import factories
from tests.db.filling import fill
from tests.db.test_migrations import schema

Content = dict[tuple[str, str], str]
"""A digest for each column of each table, over its values in the order of the table's key."""

# The newest first.
REVISIONS = [script.revision for script in ScriptDirectory(str(migrations.FOLDER)).walk_revisions()]


@pytest.fixture
def filled(records: Records) -> Records:
    """A database in which every table of the models holds something."""
    with records.writing() as session:
        trail = [("reported", "2026-01-05"), ("closed", "2026-01-09"), ("reopened", "2026-02-02")]
        areas, unit = factories.areas(session), factories.member_unit(session)
        factories.matter(session, factories.data_source(session), areas["530702001"], trail, handling_unit=unit)
    with records.engine.begin() as connection:
        fill(connection)
        tables = Base.metadata.sorted_tables
        assert [table.name for table in tables if not connection.scalar(select(func.count()).select_from(table))] == []
    return records


def content(records: Records) -> Content:
    with records.engine.connect() as connection:
        found = MetaData()
        found.reflect(connection)
        return {
            (table.name, column): _digest(connection, table, column)
            for table in found.sorted_tables
            if table.name != "alembic_version"
            for column in table.columns.keys()  # noqa: SIM118 - columns, not names, are what it would give
        }


def _digest(connection: Connection, table: Table, column: str) -> str:
    values: list[Any] = list(connection.scalars(select(table.c[column]).order_by(*table.primary_key.columns)))
    return sha256(repr(values).encode()).hexdigest()


def shared(content: Content, other: Content) -> Content:
    """What of the content is about columns that the other knows too."""
    return {key: digest for key, digest in content.items() if key in other}


def test_each_migration_taken_back_and_made_again_changes_nothing_that_was_there_before_it(filled: Records) -> None:
    for revision, below in pairwise(REVISIONS):
        here = schema(filled), content(filled)
        migrations.downgrade(filled, below)
        without = content(filled)
        assert without == shared(here[1], without), f"{revision} taken back"
        migrations.upgrade(filled, revision)
        assert schema(filled) == here[0], f"{revision} made again"
        assert shared(content(filled), without) == without, f"{revision} made again"
        migrations.downgrade(filled, below)


def test_all_the_way_back_to_the_first_and_forth_again_keeps_what_the_first_knew(filled: Records) -> None:
    before = schema(filled)
    migrations.downgrade(filled, REVISIONS[-1])
    first = content(filled)
    assert len(first) > 50
    migrations.upgrade(filled)
    assert schema(filled) == before
    assert shared(content(filled), first) == first
