"""Workbooks as Excel would open them: typed cells, a frozen header, a cover, and no text that could run."""

from datetime import UTC, date, datetime
from io import BytesIO

import pandas as pd
import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import select

from core import access, exports
from core.access import Person
from core.documents.inert import inert
from core.documents.workbook import Column, Cover, Sheet, write
from db.models import AuditEvent
from db.session import Records

COLUMNS = [
    Column("area", "区域"),
    Column("code", "代码", "code"),
    Column("count", "事项", "integer", unit="件"),
    Column("rate", "按期办结率", "percent", 2, "%"),
    Column("day", "日期", "date"),
    Column("at", "时间", "moment"),
]
FRAME = pd.DataFrame(
    {
        "area": ["古城区", "=1+1"],
        "code": ["007", "0201"],
        "count": [12846, None],
        "rate": [90.76, float("nan")],
        "day": [date(2026, 1, 5), None],
        "at": [pd.Timestamp("2026-01-05 01:30", tz=UTC), pd.NaT],
    }
)
COVER = Cover(
    "古城区 2026年一季度",
    "古城区综治中心",
    "古城区",
    "2026年一季度",
    filters=[("类型", "邻里纠纷")],
    as_of=datetime(2026, 3, 31, 15, 59, tzinfo=UTC),
    definitions=[("事项", "在期间内上报的事项数")],
    generated=True,
)


def opened(content: bytes) -> Workbook:
    return load_workbook(BytesIO(content))


def test_cells_have_their_own_types_and_whole_numbers() -> None:
    sheet = opened(write([Sheet("各区", FRAME, COLUMNS)], COVER))["各区"]
    assert [cell.value for cell in sheet[1]] == ["区域", "代码", "事项（件）", "按期办结率（%）", "日期", "时间"]
    values = [cell.value for cell in sheet[2]]
    assert values == ["古城区", "007", 12846, 90.76, datetime(2026, 1, 5), datetime(2026, 1, 5, 9, 30)]  # noqa: DTZ001
    assert [cell.data_type for cell in sheet[2]] == ["s", "s", "n", "n", "d", "d"]
    assert (sheet["C2"].number_format, sheet["D2"].number_format) == ("#,##0", "#,##0.00")
    assert [cell.value for cell in sheet[3]][2:] == [None] * 4


def test_the_header_is_frozen_nothing_is_merged_and_the_columns_are_wide_enough() -> None:
    sheet = opened(write([Sheet("各区", FRAME, COLUMNS)], COVER))["各区"]
    assert sheet.freeze_panes == "A2"
    assert not sheet.merged_cells.ranges
    assert sheet.auto_filter.ref == "A1:F3"
    assert sheet.column_dimensions["D"].width >= len("按期办结率（%）") * 2


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "＝", "＋", " =", "\n="])
def test_no_text_of_others_can_start_a_formula(start: str) -> None:
    frame = pd.DataFrame({"text": [f'{start}HYPERLINK("http://x","点这里")', "-5"]})
    hostile = Sheet("=甲", frame, [Column("text", "=列")])
    book = opened(write([hostile], Cover("=1+1", "=2", filters=[("=a", "=b")])))
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                assert cell.value is None or not str(cell.value).startswith(("=", "+", "-", "@", "\t"))
                assert cell.hyperlink is None


def test_an_ordinary_text_stays_as_it_is() -> None:
    assert inert("用水纠纷 3-2=1") == "用水纠纷 3-2=1"


def test_the_cover_says_what_the_file_is() -> None:
    sheet = opened(write([Sheet("各区", FRAME, COLUMNS)], COVER))["说明"]
    told = {row[0].value: row[1].value for row in sheet.iter_rows()}
    assert told["数据性质"] == "演示数据"
    assert (told["区域"], told["时间"], told["类型"]) == ("古城区", "2026年一季度", "邻里纠纷")
    assert (told["数据截至"], told["导出人"]) == ("2026-03-31 23:59", "古城区综治中心")
    assert told["事项"] == "在期间内上报的事项数"


def test_sheets_have_names_that_excel_takes_and_each_its_own() -> None:
    titles = ["说明", "a/b:c*d?[e]", "x" * 40, "x" * 40, "''"]
    book = opened(write([Sheet(title, FRAME[:0], COLUMNS) for title in titles], COVER))
    names = book.sheetnames
    assert len(names) == len({name.casefold() for name in names}) == 6
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in names)


def test_an_export_is_audited_before_its_bytes_leave(records: Records) -> None:
    made = exports.export(records, access.operator(), None, what="测试", make=lambda: b"content")
    with records.reading() as session:
        event = session.scalars(select(AuditEvent).where(AuditEvent.action == "export")).one()
    assert made == b"content"
    assert (event.object_key, event.result, "bytes=7" in (event.detail or "")) == ("测试", "ok", True)


def test_who_may_not_export_gets_nothing_and_it_is_written_down(records: Records) -> None:
    person = Person(None, "dayan", "大研街道", "township_centre", "530702001")
    with pytest.raises(exports.NotAllowed, match="没有导出的权限"):
        exports.export(records, person, None, what="测试", make=lambda: pytest.fail("made for nobody"))
    with records.reading() as session:
        assert session.scalars(select(AuditEvent.result).where(AuditEvent.action == "export")).all() == ["refused"]
