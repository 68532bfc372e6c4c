"""A closed month's cube: what measure tells of it, that nothing true leaves the township, and that totals add up."""

import io
import math
import random
import zipfile
from collections import Counter
from datetime import date

import pandas as pd
import pytest
from sqlalchemy import select

from core import access, areas, disclosure, tiles, words
from core.care import returns
from core.care.validation import Cell, Count
from core.definitions import Metric, definition, definitions
from core.documents import workbook
from core.documents.workbook import Cover
from core.metrics import NotMeasurable, measure
from core.periods import Period
from core.scope import Request, Scope
from core.tiles import Asked
from db.models import Area, AuditEvent, ServiceCell
from db.models.care import GROUPS, LINES, NUMBERS
from db.read_model import staging, tables
from db.read_model.model import ReadModel
from db.session import WHOLE, Records
from tests.core.care.conftest import (
    TOWNSHIPS,
    approved,
    closed,
    count,
    expected,
    opened,
    township,
)

METRICS = [key for key, metric in definitions().items() if metric.protected]
COUNTS = [key for key in METRICS if not definition(key).is_rate]


def drawn(seed: int) -> dict[Cell, Count]:
    """A township's true counts: most lines large, late and undone small."""
    chance, told = random.Random(seed), {}
    for group in GROUPS:
        for line in LINES:
            due = chance.choice((0, 3, 7, 12, 26, 41, 88))
            late = min(due, chance.randrange(4))
            on_time = max(0, due - late - chance.randrange(3))
            told[group, line] = count(due, on_time, late, asked=min(3, on_time))
    return told


@pytest.fixture
def told(office: Records) -> dict[str, dict[Cell, Count]]:
    """October told by three of four townships and closed."""
    month = opened(office)
    true = {code: drawn(number) for number, code in enumerate(TOWNSHIPS[:3])}
    for code, counts in true.items():
        approved(office, month.key, code, counts)
    assert closed(office, month.key).status == "closed"
    return true


def scope(records: Records, *places: str, filters: tuple = (), period: str = "2026-10") -> Scope:
    request = Request(Period.parse(period), places, filters)
    return access.scope(access.operator(), request, areas.load(records))


def values(found: pd.DataFrame) -> dict[str, float]:
    return dict(zip(found["metric"], found["value"], strict=True))


def cells(records: Records) -> list[ServiceCell]:
    with records.reading(within=WHOLE) as session:
        return list(session.scalars(select(ServiceCell).order_by(ServiceCell.id)))


def test_every_cell_of_the_cube_is_protected(office: Records, told: dict[str, dict[Cell, Count]]) -> None:
    found = cells(office)
    assert len(found) == 3 * len(GROUPS) * len(LINES)
    by_area = {place.id: place.code for place in _places(office)}
    for cell in found:
        true = told[by_area[cell.area_id]][cell.service_group, cell.service_line]
        undone = (true.due or 0) - true.done
        for kept, count_ in ((cell.on_time, true.on_time), (cell.late, true.late), (cell.undone, undone)):
            step = 10 if (count_ or 0) < 10 else 5
            assert kept % 5 == 0
            assert abs(kept - (count_ or 0)) < step
            assert kept or (count_ or 0) < 10
            assert (count_ or 0) or not kept


def _places(records: Records) -> list[Area]:
    with records.reading() as session:
        return list(session.scalars(select(Area)))


def test_every_figure_is_a_sum_of_protected_cells_and_all_views_agree(
    office: Records, model: ReadModel, told: dict[str, dict[Cell, Count]]
) -> None:
    model.catch_up()
    kept = cells(office)
    whole = values(measure(model, METRICS, scope(office, "5307")))
    assert whole["services_on_time"] == sum(cell.on_time for cell in kept)
    assert whole["services_due"] == sum(cell.on_time + cell.late + cell.undone for cell in kept)
    rate = 100 * whole["services_on_time"] / whole["services_due"]
    assert whole["service_on_time_rate"] == pytest.approx(rate)
    for by in ("area", "township", "service_group", "service_line", "month"):
        for metric in COUNTS:
            parts = measure(model, [metric], scope(office, "5307"), by=(by,))
            hidden = parts["value"].isna().sum()
            missing = whole[metric] - parts["value"].sum()
            # What isn't told is 0 or 10 each.
            assert 0 <= missing <= 10 * hidden, (by, metric)


def test_small_figures_are_only_said_to_be_small_and_shares_need_thirty(
    office: Records, model: ReadModel, told: dict[str, dict[Cell, Count]]
) -> None:
    model.catch_up()
    found = measure(model, METRICS, scope(office, "5307"), by=("township", "service_group", "service_line"))
    counts = found[found["metric"].isin(COUNTS)]
    assert {0.0, 5.0, 10.0}.isdisjoint(counts["value"])
    assert set(counts.loc[counts["value"].isna(), "reason"]) == {"below_ten"}
    # A 0 and a 10 are the same in every column that is told.
    small = counts[counts["reason"] == "below_ten"]
    assert small[["value", "numerator", "denominator", "base", "difference", "change"]].isna().all(axis=None)
    rates = found[~found["metric"].isin(COUNTS)]
    told_rates = rates[rates["value"].notna()]
    assert (told_rates["denominator"] >= disclosure.RATIO_FROM).all()
    assert (told_rates["numerator"] > disclosure.LEAST).all()
    assert "few_services" in set(rates["reason"])


def test_nothing_is_told_of_a_month_that_is_not_closed_nor_of_one_that_did_not_report(
    office: Records, model: ReadModel, told: dict[str, dict[Cell, Count]]
) -> None:
    model.catch_up()
    september = measure(model, METRICS, scope(office, "5307", period="2026-09"))
    assert set(september["reason"]) == {"period_before_records"}
    november = measure(model, METRICS, scope(office, "5307", period="2026-11"))
    assert set(november["reason"]) == {"not_yet"}
    missing = measure(model, METRICS, scope(office, TOWNSHIPS[3]))
    assert missing["value"].isna().all()


def test_of_a_cube_there_is_no_case_no_median_and_no_other_dimension(
    office: Records, model: ReadModel, told: dict[str, dict[Cell, Count]]
) -> None:
    model.catch_up()
    for dimension in ("category", "handling_unit", "room", "mediator"):
        with pytest.raises(NotMeasurable):
            measure(model, ["services_due"], scope(office, "5307"), by=(dimension,))
    village = measure(model, ["services_due"], scope(office, "5307"), by=("village",))
    assert village["village"].isna().all()
    plain = definition("services_due").model_dump()
    for change in ({"protected": False}, {"kind": "stock", "begins_on": "month_on", "ends_on": "month_on"}):
        with pytest.raises(ValueError, match="protected"):
            Metric(**plain | change)


def test_raw_returns_feed_no_fact() -> None:
    staged = {table.name for table in staging.raw.sorted_tables}
    assert not {name for name in staged if "service_count" in name or "service_capacity" in name}
    own = {"enrolled", "jump", *NUMBERS} - {"due", "on_time", "late", "asked", "satisfied"}
    assert not own & {column.name for table in tables.metadata.sorted_tables for column in table.columns}
    columns = {column.name for column in staging.SERVICE_RETURN.table.columns}
    assert columns == {"id", "area_id", "revision", "status", "received_on", "complete", "month", "due_on"}


def test_no_true_number_is_in_the_bytes_of_the_model_the_export_or_the_audit(
    office: Records, model: ReadModel, told: dict[str, dict[Cell, Count]]
) -> None:
    """Numbers that are no multiple of 5, too odd to stand anywhere by chance, are nowhere but in the return."""
    month = opened(office, date(2026, 9, 1))
    odd = {("orphans", "care"): count(123_457, 123_451, 4), ("veterans", "care"): count(987_653, 987_649, 3)}
    approved(office, month.key, TOWNSHIPS[0], odd)
    closed(office, month.key)
    model.catch_up()
    view = scope(office, "5307", period="2026-09")
    asked = Asked(view, tuple(METRICS), ("service_group", "service_line"))
    known = words.load(office, areas.load(office))
    book = workbook.write([tiles.sheet(model, asked, "x", known)], Cover("x", "y"))
    rows = [repr(model.execute(select(table))) for table in tables.metadata.sorted_tables]
    rows.append(repr(measure(model, METRICS, view, by=("service_group",)).to_dict()))
    with office.reading() as session:
        rows.append(repr([one.__dict__ for one in session.scalars(select(AuditEvent))]))
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        rows += [archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml")]
    for number in ("123457", "123451", "987653", "987649"):
        assert not [row for row in rows if number in row]
    assert any("987650" in row or "987645" in row or "987655" in row for row in rows)


def test_a_restatement_is_a_new_version_of_the_whole_cube_and_the_earlier_one_stays(
    office: Records, model: ReadModel, told: dict[str, dict[Cell, Count]]
) -> None:
    model.catch_up()
    before = values(measure(model, COUNTS, scope(office, "5307")))
    seen = expected(office, 1, TOWNSHIPS[0])
    with office.writing(within=(TOWNSHIPS[0],)) as session:
        returns.restate(session, seen, by=township(TOWNSHIPS[0]))
    late = {**told[TOWNSHIPS[0]], ("orphans", "care"): count(500, 500)}
    late = {cell: Count(**{**vars(one), "jump": "corrected"}) for cell, one in late.items()}
    approved(office, 1, TOWNSHIPS[0], late)
    assert closed(office, 1).cube_version == 2
    model.catch_up()
    after = values(measure(model, COUNTS, scope(office, "5307")))
    old = told[TOWNSHIPS[0]]["orphans", "care"]
    assert after["services_due"] - before["services_due"] == pytest.approx(500 - (old.due or 0), abs=25)
    versions = [cell.cube_version for cell in cells(office)]
    assert versions.count(1) == versions.count(2) == 3 * len(GROUPS) * len(LINES)


def test_totals_are_near_and_every_cell_is_drawn_without_bias() -> None:
    """Many townships with the same true counts: by what the totals miss, and what a cell is on average."""
    chance = random.Random(3)
    drawn_cells = {
        ("due", county, f"{county}-{place}", state, line, group): chance.choice((0, 1, 2, 4, 7, 9, 13, 28, 51))
        for county in ("a", "b")
        for place in range(20)
        for state in ("on_time", "late")
        for line in LINES
        for group in GROUPS
    }
    kept = disclosure.protect(drawn_cells, disclosure.Draws(b"1", "2026-10"))
    for length in (1, 2, 3):
        totals = {cell[:length]: [0, 0] for cell in drawn_cells}
        for cell, value in drawn_cells.items():
            totals[cell[:length]][0] += value
            totals[cell[:length]][1] += kept[cell]
        # A small step at most, of a township, of a county and of the whole.
        assert all(abs(true - shown) < disclosure.BASE for true, shown in totals.values())
    # What all townships have of a group, on a line and in all, is near too, not only what a township has.
    for keys in ((4, 5), (5,), (3, 4, 5), (1, 3, 4, 5)):
        off = Counter()
        for cell, value in drawn_cells.items():
            off[tuple(cell[key] for key in keys)] += kept[cell] - value
        assert max(abs(one) for one in off.values()) < 2 * disclosure.LEAST, keys
        assert sum(abs(one) <= disclosure.spread(1) for one in off.values()) >= 0.9 * len(off), keys
    for true in (1, 4, 9, 13):
        shown = [kept[cell] for cell, value in drawn_cells.items() if value == true]
        # The mean of n draws of 0 or a step lies within four standard errors.
        step = 10 if true < 10 else 5
        assert abs(sum(shown) / len(shown) - true) < 4 * step / 2 / math.sqrt(len(shown))
    assert disclosure.protect(drawn_cells, disclosure.Draws(b"1", "2026-10")) == kept
    assert disclosure.protect(drawn_cells, disclosure.Draws(b"2", "2026-10")) != kept


def test_a_cell_of_a_later_version_is_drawn_without_bias_and_moves_as_little_as_it_can() -> None:
    pairs = [(1, 2), (3, 9), (9, 3), (8, 12), (12, 8), (13, 14), (14, 11), (9, 10), (20, 4), (0, 6), (6, 0)]
    before = {(f"t{one}", "s", "l", f"g{at}"): pair[0] for one in range(400) for at, pair in enumerate(pairs)}
    after = {cell: pairs[int(cell[3][1:])][1] for cell in before}
    kept = disclosure.protect(before, disclosure.Draws(b"1", "2026-10"))
    now = disclosure.protect_again(after, disclosure.Draws(b"1", "2026-10", 2), before, kept)
    for at, (old, new) in enumerate(pairs):
        shown = [(kept[cell], now[cell]) for cell in before if cell[3] == f"g{at}"]
        step = 10 if new < 10 else 5
        assert abs(sum(one for _, one in shown) / len(shown) - new) < 4 * step / 2 / math.sqrt(len(shown))
        if (old < 10) == (new < 10) and old // 5 == new // 5 and old and new:
            # It never moves against its count.
            assert all((one >= past) if new > old else (one <= past) for past, one in shown), (old, new)
