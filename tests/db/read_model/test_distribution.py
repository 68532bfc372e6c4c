"""Ready for Citus: every fact has the county in its key, and no statement asks for what Citus can't push down."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Connection, Select, Table, create_engine, event, select, text
from sqlalchemy.sql import visitors
from sqlalchemy.sql.elements import ClauseElement
from sqlalchemy.sql.selectable import Exists, Join, ScalarSelect

from core import parity
from core.definitions import definitions
from core.metrics import measure
from db.read_model import distribution, tables
from db.read_model.model import ReadModel
from db.read_model.tables import DISTRIBUTED_BY, FACTS, KEYS
from db.session import Records
from tests import scenario
from tests.postgresql import Cluster

ONE = pytest.mark.parametrize("records_url", ["sqlite"], indirect=True)
MATTER = FACTS["fact_matter"]
# Stands in for the extension, which no package of this machine has: it only writes down what it was asked.
CITUS = """
create table public.asked (said text);
set allow_system_table_mods = on;
create table pg_catalog.pg_dist_partition (logicalrelid regclass);
create function pg_catalog.create_reference_table(name text) returns void language sql as
    $$ insert into public.asked values ('reference ' || name) $$;
create function pg_catalog.create_distributed_table(name regclass, by text, colocate_with text default 'default')
    returns void language sql as
    $$ insert into public.asked values (name || ' by ' || by || ' with ' || colocate_with);
       insert into pg_catalog.pg_dist_partition values (name) $$;
"""


def flaws(statement: ClauseElement) -> list[str]:
    """What Citus could neither send to one machine nor to all of them at once."""
    found = []
    for part in visitors.iterate(statement):
        if isinstance(part, ScalarSelect | Exists) and _facts(part):
            found.append("a subquery over a distributed table")
        if isinstance(part, Select):
            facts = [table for source in part.get_final_froms() for table in _joined(source) if table.name in KEYS]
            if len(facts) > 1 and not _by_county(part):
                found.append(f"{[table.name for table in facts]} without the county")
    return found


def _facts(part: ClauseElement) -> list[str]:
    return [piece.name for piece in visitors.iterate(part) if isinstance(piece, Table) and piece.name in KEYS]


def _joined(source: Any) -> Iterator[Table]:
    if isinstance(source, Join):
        yield from (*_joined(source.left), *_joined(source.right))
    elif isinstance(source, Table):
        yield source
    elif isinstance(getattr(source, "element", None), Table):
        yield source.element


def _by_county(part: Select[Any]) -> bool:
    sides = [
        {getattr(binary.left, "name", ""), getattr(binary.right, "name", "")}
        for binary in visitors.iterate(part)
        if binary.__visit_name__ == "binary"
    ]
    return {DISTRIBUTED_BY} in sides


@ONE
def test_every_fact_has_the_county_in_its_key_and_never_lacks_one(records: Records, model: ReadModel) -> None:
    assert set(KEYS) == {name for name in tables.metadata.tables if name.startswith(("fact_", "daily_"))}
    for fact, key in KEYS.items():
        assert DISTRIBUTED_BY in key
        assert not tables.metadata.tables[fact].c[DISTRIBUTED_BY].nullable
    with records.writing() as session:
        scenario.plant(session)
    model.catch_up()
    found = {tuple(row) for row in model.execute(select(MATTER.c.county, MATTER.c[DISTRIBUTED_BY]).distinct())}
    assert found == {(None, ""), ("530702", "530702"), ("530721", "530721")}


@ONE
def test_every_statement_of_the_product_can_be_pushed_down(records: Records, model: ReadModel) -> None:
    sent: list[ClauseElement] = []
    event.listen(model._engine, "before_execute", lambda _c, statement, *_: sent.append(statement))
    with records.writing() as session:
        scenario.plant(session)
    model.catch_up()
    model.rebuild()
    with records.writing() as session:
        session.execute(text("update matter set risk_level = 'medium'"))
    keys = [key for key, metric in definitions().items() if not metric.protected]
    divided = [key for key in keys if "county" in definitions()[key].dimensions]
    aged = [key for key in keys if "age_band" in definitions()[key].dimensions]
    for by, asked in (((), keys), (("area",), divided), (("month",), keys), (("month", "age_band"), aged)):
        measure(model, asked, scenario.scope(records, "2026-11", "530702"), by=by, compare=() if by else ("year",))
    assert parity.check(records, model).differences == []
    statements = [statement for statement in sent if isinstance(statement, ClauseElement)]
    assert len([statement for statement in statements if _facts(statement)]) > 20
    assert [flaw for statement in statements for flaw in flaws(statement)] == []


def test_what_cannot_be_pushed_down_is_noticed() -> None:
    other, rooms = MATTER.alias("other"), FACTS["fact_room"]
    correlated = select(MATTER.c.episode).where(
        MATTER.c.opened_on == select(other.c.opened_on).where(other.c.matter_id == MATTER.c.matter_id).scalar_subquery()
    )
    assert flaws(correlated)
    assert flaws(select(MATTER.c.episode).where(select(rooms.c.room_kind).exists()))
    assert flaws(select(MATTER.c.episode).join(rooms, rooms.c.township == MATTER.c.township))
    assert not flaws(select(MATTER.c.episode).join(rooms, rooms.c[DISTRIBUTED_BY] == MATTER.c[DISTRIBUTED_BY]))
    assert not flaws(select(MATTER.c.episode).join(tables.dim_area, tables.dim_area.c.code == MATTER.c.county))


@pytest.fixture
def address(cluster: Cluster) -> Iterator[str]:
    url = cluster.database()
    yield url
    cluster.drop(url)


def with_citus(address: str) -> None:
    """Lays out what stands in for the extension in a database."""
    engine = create_engine(address.replace("postgresql:", "postgresql+psycopg:"))
    with engine.begin() as connection:
        connection.execute(text(CITUS))
    engine.dispose()


def _asked(model: ReadModel) -> list[str]:
    with model._engine.connect() as connection:
        return list(connection.scalars(text("select said from public.asked")))


@ONE
def test_a_server_without_citus_is_recognised(records: Records, address: str) -> None:
    model = ReadModel(records, address)
    with model._engine.connect() as connection:
        assert not distribution.is_possible(connection)
        assert not distribution.is_done(connection)
    model.close()


@ONE
def test_facts_go_by_county_and_all_they_are_derived_with_to_every_machine(records: Records, address: str) -> None:
    with_citus(address)
    model = ReadModel(records, address)
    model.catch_up()
    with model._engine.begin() as connection:
        assert distribution.is_possible(connection)
        distribution.spread(connection)
    asked = _asked(model)
    small = {name for name in tables.metadata.tables if name.startswith("dim_")}
    assert {f"reference {name}" for name in small} | {
        f"{fact} by county_key with {'default' if fact == 'fact_matter' else 'fact_matter'}" for fact in KEYS
    } == {*asked}
    model.close()


@ONE
def test_a_rebuild_of_a_distributed_model_gives_a_distributed_one(records: Records, address: str) -> None:
    with_citus(address)
    model = ReadModel(records, address)
    model.rebuild()
    assert _asked(model) == []
    with model.changing() as connection:
        distribution.distribute(connection, model.name)
    model.rebuild()
    assert len(_asked(model)) == 2 * len(distribution.statements())
    assert parity.check(records, model).differences == []
    model.close()


@ONE
def test_the_statements_find_every_table_by_its_name(records: Records, address: str) -> None:
    model = ReadModel(records, address)
    with model._engine.connect() as connection:
        assert _missing(connection) == []
    model.close()


def _missing(connection: Connection) -> list[str]:
    named = [statement.split("'")[1] for statement in distribution.statements()]
    return [name for name in named if connection.scalar(text("select to_regclass(:name)"), {"name": name}) is None]
