"""The read model as a process sees it: its own writes at once, all or nothing, and a copy that can be replaced."""

import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import duckdb
import pytest
from sqlalchemy import func, select, text, update

from db.models import Area, Category, DataSource, IndicatorReturn, Matter
from db.read_model import loading, tables
from db.read_model.derivation import Derivation
from db.read_model.model import ReadModel
from db.read_model.tables import FACTS
from db.session import Records
from tests import factories, scenario

MATTERS = select(func.count()).select_from(FACTS["fact_matter"])


def count(found: ReadModel) -> int:
    return found.execute(MATTERS)[0][0]


def report(records: Records, area: str | None = None) -> Matter:
    with records.writing() as session:
        feed = session.scalars(select(DataSource)).first() or factories.data_source(session)
        place = session.scalars(select(Area).where(Area.code == area)).first()
        return factories.matter(session, feed, place, [("reported", "2026-11-02", {"due_on": "2026-11-10"})])


def test_whoever_catches_up_after_a_commit_reads_it(records: Records, model: ReadModel) -> None:
    for number in range(1, 4):
        report(records)
        before = model.version
        assert model.catch_up() > before
        assert count(model) == number
        assert model.catch_up() == model.version


def test_what_was_not_committed_is_not_seen(records: Records, model: ReadModel) -> None:
    report(records)

    def half_done() -> None:
        with records.writing() as session:
            session.execute(update(Matter).values(risk_level="high"))
            session.flush()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        half_done()
    model.catch_up()
    assert [row.risk_level for row in model.execute(select(FACTS["fact_matter"]))] == ["low"]


@pytest.mark.parametrize("failing", ["_renew", "fill"])
def test_a_failure_half_way_leaves_rows_and_position_as_they_were(
    records: Records, model: ReadModel, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    with records.writing() as session:
        scenario.plant(session)
    model.catch_up()
    version, rows = model.version, count(model)
    report(records)
    with records.writing() as session:
        session.execute(text("update grid set part_time = 9"))
    real, done = getattr(loading, failing), []

    def fails(*given):
        step = next(one for one in given if isinstance(one, Derivation))
        if step.fact.name == "fact_grid":
            raise OSError("disk full")
        real(*given)
        done.append(step.fact.name)

    monkeypatch.setattr(loading, failing, fails)
    with pytest.raises(OSError, match="disk full"):
        model.catch_up() if failing == "_renew" else model.rebuild()
    assert "fact_matter" in done
    assert (model.version, count(model)) == (version, rows)
    stored = model.execute(select(tables.checkpoint))[0]
    assert (stored.transaction_id, stored.position, 0) == version
    monkeypatch.undo()
    model.catch_up()
    assert count(model) == rows + 1
    assert {row.workers for row in model.execute(select(FACTS["fact_grid"]))} == {11}


def test_a_model_goes_on_where_it_stopped(records: Records, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    report(records)
    first = ReadModel(records, tmp_path / "copy")
    version = first.catch_up()
    first.close()
    report(records)
    monkeypatch.setattr(loading, "fill", lambda *_: pytest.fail("nothing had to be copied as a whole"))
    again = ReadModel(records, tmp_path / "copy")
    assert again.version == version
    again.catch_up()
    assert count(again) == 2
    again.close()


def _foreign_table(file: Path) -> None:
    with duckdb.connect(str(file)) as connection:
        connection.execute("create table checkpoint (other integer)")
        connection.execute("create table matters_of_somebody (secret varchar)")


def _other_installation(file: Path) -> None:
    with duckdb.connect(str(file)) as connection:
        connection.execute("update checkpoint set installation = ?", [str(uuid4())])
        connection.execute("delete from fact_matter")


def _older_form(file: Path) -> None:
    with duckdb.connect(str(file)) as connection:
        connection.execute("update checkpoint set form = 'of last year'")
        connection.execute("alter table fact_matter drop column severity")


@pytest.mark.parametrize(
    "spoil",
    [
        _foreign_table,
        _other_installation,
        _older_form,
        lambda file: file.write_bytes(b"\x00garbage\xff" * 9000),
        lambda file: file.write_bytes(b""),
        lambda file: file.with_name(file.name + ".wal").write_bytes(b"garbage" * 900),
        lambda file: file.unlink(),
    ],
    ids=["foreign", "another installation", "older form", "garbage", "nothing", "garbage in the log", "gone"],
)
def test_a_file_that_is_no_copy_of_these_records_is_replaced_by_one(records: Records, tmp_path: Path, spoil) -> None:
    report(records)
    first = ReadModel(records, tmp_path / "copy")
    first.catch_up()
    first.close()
    file = tmp_path / "copy" / "slot-0.duckdb"
    if spoil is _foreign_table:
        file.unlink()
    spoil(file)
    again = ReadModel(records, tmp_path / "copy")
    again.catch_up()
    assert count(again) == 1
    names = {row[0] for row in again.execute(text("select table_name from duckdb_tables() where not temporary"))}
    assert names == {*tables.metadata.tables}
    again.close()


def test_a_torn_file_is_mended_by_a_rebuild(records: Records, tmp_path: Path) -> None:
    with records.writing() as session:
        scenario.plant(session)
    first = ReadModel(records, tmp_path / "copy")
    first.catch_up()
    rows = count(first)
    first.close()
    file = tmp_path / "copy" / "slot-0.duckdb"
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    torn = ReadModel(records, tmp_path / "copy")
    torn.rebuild()
    assert len(torn.execute(select(FACTS["fact_matter"]))) == rows
    torn.close()


def test_records_put_back_to_an_earlier_state_are_copied_afresh(prepared_file: Path, tmp_path: Path) -> None:
    backup = Records(f"sqlite:///{shutil.copy(prepared_file, tmp_path / 'backup.sqlite')}")
    records = Records(f"sqlite:///{shutil.copy(prepared_file, tmp_path / 'records.sqlite')}")
    report(records)
    for state, rows in ((records, 1), (backup, 0)):
        model = ReadModel(state, tmp_path / "copy")
        model.catch_up()
        assert count(model) == rows
        model.close()
        state.close()


def test_an_empty_database_has_tables_of_the_declared_types(records: Records, model: ReadModel) -> None:
    model.catch_up()
    kept = "not internal and database_name <> 'temp'"
    said = model.execute(text(f"select table_name, column_name, data_type from duckdb_columns() where {kept}"))
    found = {(table, column): kind for table, column, kind in said}
    declared = {(table.name, column.name) for table in tables.metadata.sorted_tables for column in table.columns}
    assert {*found} == declared
    assert "NULL" not in found.values()
    kinds = {
        ("fact_matter", "opened_on"): "DATE",
        ("fact_matter", "first"): "SMALLINT",
        ("fact_matter", "risk_level"): "VARCHAR",
        ("fact_matter", "matter_id"): "BIGINT",
        ("fact_indicator", "value"): "DECIMAL(18,4)",
        ("fact_post", "resident"): "INTEGER",
        ("dim_source", "as_of"): "TIMESTAMP",
        ("dim_source", "generated"): "BOOLEAN",
    }
    assert {place: found[place] for place in kinds} == kinds


def test_a_split_or_a_new_map_between_lists_is_seen_in_every_row(records: Records, model: ReadModel) -> None:
    with records.writing() as session:
        scenario.plant(session)
    model.catch_up()
    fact = FACTS["fact_matter"].c
    within = select(func.count()).where(fact.township == scenario.S, fact.county == "530721")
    assert model.execute(within)[0][0] == 0
    with records.writing() as session:
        places = {area.code: area for area in session.scalars(select(Area))}
        places[scenario.S].parent = places["530721"]
        session.get_one(Category, "C.1").counts_as = "A.06"
    model.catch_up()
    assert model.execute(within)[0][0] == 7
    assert (
        model.execute(select(func.count()).where(fact.category == "A.02", fact.opened_on == date(2026, 11, 3)))[0][0]
        == 0
    )


def test_totals_keep_four_decimals_and_their_sign(records: Records, model: ReadModel) -> None:
    with records.writing() as session:
        places, feed = factories.areas(session), factories.data_source(session)
        columns = {"indicator": "x", "area": places["5307"], "unit": "case", "data_source_id": feed.id}
        day = date(2026, 1, 31)
        for revision, value in enumerate(("0.0001", "-12345678901234.5678", "0.1", "1958")):
            said = {"revision": revision, "value": Decimal(value), "reported_at": factories.moment("2026-02-01")}
            session.add(IndicatorReturn(**columns, **said, period_start=day, period_end=day))
    model.catch_up()
    whole = model.execute(select(FACTS["fact_indicator"].c.value).order_by(FACTS["fact_indicator"].c.revision))
    with records.writing() as session:
        session.execute(text("update indicator_return set unit = 'y'"))
    model.catch_up()
    again = model.execute(select(FACTS["fact_indicator"].c.value).order_by(FACTS["fact_indicator"].c.revision))
    assert [row[0] for row in whole] == [row[0] for row in again]
    assert [str(row[0]) for row in whole][2:] == ["0.1000", "1958.0000"]
