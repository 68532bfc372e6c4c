"""What every import reads and writes: its source, its batch, and the lists that rows are matched against."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, Table, bindparam, insert, inspect, select, update
from sqlalchemy.orm import Session

from db.models import (
    Area,
    AreaAlias,
    Base,
    Category,
    DataSource,
    ImportBatch,
    IndicatorReturn,
    MemberUnit,
    MemberUnitAlias,
)

# SQLite and PostgreSQL both take this many parameters in one statement.
CHUNK = 5_000


def source(session: Session, key: str) -> DataSource | None:
    """The source of that key, locked so that two imports of one source follow each other (PostgreSQL)."""
    return session.scalars(select(DataSource).where(DataSource.key == key).with_for_update()).one_or_none()


def area_id(session: Session, code: str) -> int | None:
    """The key of the latest version of the area with that code."""
    statement = select(Area.id).where(Area.code == code).order_by(Area.valid_from.desc()).limit(1)
    return session.scalar(statement)


def add(session: Session, row: Base) -> int:
    """Adds one row and returns its key."""
    session.add(row)
    session.flush()
    return inspect(row).mapper.primary_key_from_instance(row)[0]


def count_into(session: Session, batch_id: int, values: Mapping[str, Any]) -> None:
    session.execute(update(ImportBatch).where(ImportBatch.id == batch_id).values(**values))


def areas(session: Session) -> Sequence[Any]:
    """All areas, ended ones too, with `id` to `valid_to` in the order selected here."""
    return session.execute(
        select(
            Area.id,
            Area.code,
            Area.code_system,
            Area.name,
            Area.level,
            Area.township_kind,
            Area.parent_id,
            Area.valid_from,
            Area.valid_to,
        ).order_by(Area.valid_from)
    ).all()


def area_aliases(session: Session, systems: Collection[str]) -> Sequence[Row[str, str, int]]:
    """Other names and codes as (system, alias, area's key)."""
    statement = select(AreaAlias.system, AreaAlias.alias, AreaAlias.area_id).where(AreaAlias.system.in_(systems))
    return session.execute(statement).all()


def units(session: Session) -> Sequence[Row[int, str, str]]:
    """All member units as (id, code, name)."""
    return session.execute(select(MemberUnit.id, MemberUnit.code, MemberUnit.name)).all()


def units_of_places(session: Session) -> Sequence[Row[str, str, str]]:
    """All member units as (code, name, code of their place)."""
    statement = select(MemberUnit.code, MemberUnit.name, Area.code).join(Area, Area.id == MemberUnit.area_id)
    return session.execute(statement).all()


def unit_aliases(session: Session) -> Sequence[Row[int, str]]:
    """Other names of member units as (unit's id, name)."""
    return session.execute(select(MemberUnitAlias.member_unit_id, MemberUnitAlias.alias)).all()


def register(session: Session, model: type[Base], codes: Collection[str]) -> dict[str, dict[str, Any]]:
    """The stored bodies of a register (units, rooms) by code, each as its columns."""
    table: Table = inspect(model).local_table  # type: ignore[assignment]
    found: dict[str, dict[str, Any]] = {}
    for part in chunks(list(codes)):
        rows = session.execute(select(*inspect(model).columns).where(table.c.code.in_(part))).mappings()
        found |= {row["code"]: dict(row) for row in rows}
    return found


def categories(session: Session, code_list: str) -> Sequence[Row[str, str, str]]:
    """One code list as (key, code, name)."""
    return session.execute(
        select(Category.key, Category.code, Category.name).where(Category.code_list == code_list)
    ).all()


def returns(session: Session, source_id: int, indicators: Collection[str]) -> Sequence[Any]:
    """The stored returns of a source for some indicators, earlier revisions first."""
    columns = inspect(IndicatorReturn).columns
    statement = select(*columns).where(
        IndicatorReturn.data_source_id == source_id, IndicatorReturn.indicator.in_(indicators)
    )
    return session.execute(statement.order_by(IndicatorReturn.revision)).all()


def insert_rows(session: Session, model: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Adds plain rows of one table; the model's own defaults apply."""
    if rows:
        session.execute(insert(model), list(rows))


def update_rows(session: Session, model: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Updates rows by their `id`; every mapping has the same names."""
    if not rows:
        return
    table: Table = inspect(model).local_table  # type: ignore[assignment]
    names = [name for name in rows[0] if name != "id"]
    statement = (
        table.update().where(table.c.id == bindparam("id_")).values({name: bindparam(f"{name}_") for name in names})
    )
    if "version" in table.c:
        statement = statement.values(version=table.c.version + 1)
    session.connection().execute(statement, [{f"{name}_": row[name] for name in ("id", *names)} for row in rows])


def present_keys(session: Session, model: type[Base], column: str, values: Iterable[Any]) -> set[Any]:
    """Which of the values stand in that column."""
    found: set[Any] = set()
    for part in chunks(list(values)):
        field = getattr(model, column)
        found |= set(session.scalars(select(field).where(field.in_(part))))
    return found


def chunks(values: Sequence[Any]) -> Iterable[Sequence[Any]]:
    for start in range(0, len(values), CHUNK):
        yield values[start : start + CHUNK]
