"""Workbooks with the traps that real ones hold: each is read as it is meant, or refused at its very cell."""

import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from sqlalchemy import func, select

from core.intake import Outcome, UnreadableFile
from db.models import ImportBatch, IndicatorReturn, Matter
from db.session import Records

HEADER = ("事项编号", "上报时间", "事项大类", "区划代码", "事项概述")
ROW = ("1", date(2026, 1, 5), "矛盾纠纷", "530702001", "用水")
Fill = Callable[[Any, Any], None]


def workbook(fill: Fill, **options: object) -> bytes:
    """The bytes of a workbook; `fill(book, sheet)` writes into its first sheet, dates shown as dates."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"default_date_format": "yyyy-mm-dd", **options}) as book:
        fill(book, book.add_worksheet("台账"))
    return target.getvalue()


def table(*rows: Sequence[object], at: int = 0) -> Fill:
    def fill(_book: Any, sheet: Any) -> None:
        for number, row in enumerate(rows, start=at):
            sheet.write_row(number, 0, row)

    return fill


@pytest.fixture
def take_book(take) -> Callable[..., Outcome]:
    def run(content: bytes, kind: str = "matters", name: str = "台账.xlsx", **more: Any) -> Outcome:
        return take(content, kind, name=name, **more)

    return run


def matters(records: Records) -> dict[str, Matter]:
    with records.reading() as session:
        found = {matter.source_ref: matter for matter in session.scalars(select(Matter))}
        for matter in found.values():
            _ = matter.area, matter.events
        return found


def told(rows: list[dict[str, str]]) -> list[tuple[str, str, str]]:
    return [(row["工作表"], row["单元格"], row["问题"]) for row in rows]


def test_a_plain_workbook_is_read_like_the_same_table_in_text(take_book, take, planted: Records) -> None:
    outcome = take_book(workbook(table(HEADER, ROW)))
    assert (outcome.counts.added, outcome.counts.doubtful) == (1, 0)
    area = matters(planted)["1"].area
    assert area is not None
    assert area.code == "530702001"
    assert take(",".join(HEADER) + "\n1,2026-01-05,矛盾纠纷,530702001,用水\n").counts.unchanged == 1


def test_titles_above_the_header_and_an_empty_first_column_are_no_hindrance(take_book, report) -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.merge_range(0, 1, 0, 5, "2026年矛盾纠纷台账", book.add_format())
        sheet.write(1, 1, "填报单位：某某")
        sheet.write_row(3, 1, HEADER)
        sheet.write_row(4, 1, ROW)
        sheet.write_row(5, 1, ("2", "某年某月", "矛盾纠纷", "530702001", ""))

    outcome = take_book(workbook(fill))
    assert (outcome.counts.added, outcome.counts.refused) == (1, 1)
    assert told(report(outcome)) == [("台账", "C6", "认不出这个日期")]


def test_a_header_of_two_lines_is_read_as_one(take_book, planted: Records, report) -> None:
    def fill(book: Any, sheet: Any) -> None:
        form = book.add_format()
        for place, name in ((0, "事项编号"), (1, "事项大类")):
            sheet.merge_range(0, place, 1, place, name, form)
        sheet.merge_range(0, 2, 0, 3, "时间", form)
        sheet.write_row(1, 2, ("上报\n时间", "办结 时间"))
        sheet.write_row(2, 0, ("1", "其他", date(2026, 1, 5), date(2026, 1, 9)))
        sheet.write_row(3, 0, ("2", "其他", date(2026, 1, 5), "昨天"))

    outcome = take_book(workbook(fill))
    assert outcome.counts.added == 2
    assert matters(planted)["1"].status == "closed"
    assert ("台账", "D4", "认不出这个日期") in told(report(outcome))


def test_cells_merged_over_rows_count_for_each_and_are_said(take_book, planted: Records, report) -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, HEADER)
        for row, ref in enumerate("123", start=1):
            sheet.write_row(row, 0, (ref, date(2026, 1, 5), "其他"))
        sheet.merge_range(1, 3, 3, 3, "530702001", book.add_format())

    outcome = take_book(workbook(fill))
    assert {matter.area and matter.area.code for matter in matters(planted).values()} == {"530702001"}
    assert told(report(outcome))[0] == ("台账", "D2", "合并的单元格，直到第 4 行都按同一内容读取")


def test_hidden_rows_are_read_and_said_and_hidden_sheets_are_not_read(take_book, report) -> None:
    def fill(book: Any, sheet: Any) -> None:
        table(HEADER, ROW, ("2", date(2026, 1, 6), "其他", "530702001", ""))(book, sheet)
        sheet.set_row(2, None, None, {"hidden": True})
        hidden = book.add_worksheet("存档")
        hidden.write_row(0, 0, HEADER)
        hidden.write_row(1, 0, ("9", *ROW[1:]))
        hidden.hide()

    outcome = take_book(workbook(fill))
    assert outcome.counts.added == 2
    assert told(report(outcome)) == [("台账", "", "有 1 行是隐藏的，也一并读取")]


def test_formulas_count_by_their_value_and_those_without_one_are_named(take_book, report) -> None:
    def fill(_book: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, HEADER)
        sheet.write_formula(1, 0, '="A"&1', None, "A1")
        sheet.write_row(1, 1, ROW[1:])
        sheet.write_row(2, 0, ROW)
        sheet.write_formula(2, 3, "=VLOOKUP(1,B:C,2)", None, "#REF!")

    outcome = take_book(workbook(fill))
    assert outcome.counts.added == 2
    assert ("台账", "D3", "公式出错，没有内容") in told(report(outcome))

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "台账"
    sheet.append(HEADER)
    sheet.append(("7", datetime(2026, 1, 5), "其他", "530702001", "=1+1"))  # noqa: DTZ001 - as a cell holds it
    sheet.append(("=ROW()", datetime(2026, 1, 5), "其他", "530702001", ""))  # noqa: DTZ001
    target = io.BytesIO()
    book.save(target)
    outcome = take_book(target.getvalue())
    assert (outcome.counts.added, outcome.counts.refused) == (1, 1)
    assert {("台账", "E2", "公式没有算出结果，没有内容"), ("台账", "A3", "公式没有算出结果，没有内容")} <= set(
        told(report(outcome))
    )


@pytest.mark.parametrize("date_1904", [False, True])
def test_dates_mean_the_same_in_both_calendars_of_excel(take_book, planted: Records, date_1904: bool) -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, HEADER)
        sheet.write_row(1, 0, ("1",))
        minute = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        sheet.write_datetime(1, 1, datetime(2025, 3, 5, 9, 30), minute)  # noqa: DTZ001
        sheet.write(1, 2, "其他")

    take_book(workbook(fill, date_1904=date_1904))
    assert matters(planted)["1"].events[0].at.isoformat() == "2025-03-05T01:30:00+00:00"


@pytest.mark.parametrize(
    "written", ["2025年3月5日", "2025.3.5", "２０２５年３月５日", "2025/3/5", "20250305", " 2025-03-05\u200b"]
)
def test_dates_written_as_text_are_read(take_book, planted: Records, written: str) -> None:
    take_book(workbook(table(HEADER, ("1", written, "其他", "", ""))))
    assert matters(planted)["1"].events[0].at.isoformat() == "2025-03-04T16:00:00+00:00"


def test_a_serial_number_is_no_date_but_says_which_it_would_be(take_book, report) -> None:
    outcome = take_book(workbook(table(HEADER, ("1", 45721, "其他", "", ""))))
    assert outcome.counts.refused == 1
    assert ("台账", "B2", "像是表格软件的日期序号（相当于 2025-03-05）") in told(report(outcome))


def test_a_time_of_day_alone_is_no_date(take_book, report) -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, HEADER)
        sheet.write(1, 0, "1")
        sheet.write_datetime(1, 1, time(14, 30), book.add_format({"num_format": "hh:mm"}))

    outcome = take_book(workbook(fill))
    assert told(report(outcome))[0] == ("台账", "B2", "认不出这个日期")


def test_codes_kept_as_numbers_and_invisible_characters_make_no_difference(take_book, planted: Records) -> None:
    columns = ("事项编号", "上报时间", "类型代码", "区划代码", "规模")
    rows = (
        (1001.0, date(2026, 1, 5), 201, 530702001.0, 1),
        ("\u200b1002\xa0", date(2026, 1, 5), "０２０１", "530702001\u3000", "０１"),
    )
    outcome = take_book(workbook(table(columns, *rows)))
    assert (outcome.counts.added, outcome.counts.doubtful) == (2, 0)
    found = matters(planted)
    assert set(found) == {"1001", "1002"}
    assert {(m.category_key, m.scale, m.area and m.area.code) for m in found.values()} == {
        ("A.0201", "01", "530702001")
    }


def test_a_number_that_has_lost_its_last_digits_is_refused_and_not_shown(take_book, planted: Records, report) -> None:
    outcome = take_book(workbook(table(HEADER, (530702199001011234, *ROW[1:]), ("2", *ROW[1:]))))
    assert (outcome.counts.added, outcome.counts.refused) == (1, 1)
    assert told(report(outcome))[0] == ("台账", "A2", "数字超过 15 位，表格软件已丢掉末尾的数字，没有读取")
    assert "5307021990" not in outcome.report.read_text(encoding="utf-8-sig")
    assert set(matters(planted)) == {"2"}


def test_a_percentage_is_kept_as_it_is_shown(take_book, planted: Records) -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ("指标", "区划", "开始日期", "结束日期", "数值", "单位", "同比（%）"))
        sheet.write_row(1, 0, ("诉前调解案件", "丽江市", date(2025, 1, 1), date(2025, 1, 31), 120, "件"))
        sheet.write_number(1, 6, -0.062, book.add_format({"num_format": "0.0%"}))

    outcome = take_book(workbook(fill), "indicators")
    assert outcome.counts.added == 1
    with planted.reading() as session:
        assert float(session.scalars(select(IndicatorReturn.change_percent)).one() or 0) == -6.2


def test_a_header_that_stands_twice_is_named_with_its_columns(take_book) -> None:
    with pytest.raises(UnreadableFile, match="“上报时间”出现了不止一次（B、F 列）"):
        take_book(workbook(table((*HEADER, "上报时间"), ROW)))


def test_a_column_without_a_name_is_said_where_it_first_holds_something(take_book, report) -> None:
    outcome = take_book(workbook(table(HEADER, ROW, ("2", *ROW[1:], "", "备注"), ("3", *ROW[1:], "", "备注"))))
    assert outcome.counts.added == 3
    assert told(report(outcome)) == [("台账", "G3", "这一列有内容，却没有列名，没有读取")]


def test_several_sheets_are_read_each_by_its_own_header(take_book, planted: Records, report) -> None:
    def fill(book: Any, sheet: Any) -> None:
        table(HEADER, ROW)(book, sheet)
        second = book.add_worksheet("二月")
        second.write_row(2, 0, reversed(HEADER))
        second.write_row(3, 0, ("", "530702001", "其他", date(2026, 2, 3), "2"))
        second.write_row(4, 0, ("", "530702001", "其他", "不详", "3"))
        for name in ("说明", "统计"):
            book.add_worksheet(name).write_row(0, 0, ("项目", "数量"))
        book.add_worksheet("空表")

    outcome = take_book(workbook(fill))
    assert set(matters(planted)) == {"1", "2"}
    assert told(report(outcome)) == [
        ("统计", "", "工作表里没有所需的列，整张没有读取"),
        ("二月", "D5", "认不出这个日期"),
    ]


def test_a_matter_on_two_sheets_is_one_and_both_places_are_named(take_book, planted: Records, report) -> None:
    def fill(book: Any, sheet: Any) -> None:
        table(HEADER, ROW)(book, sheet)
        table(HEADER, (*ROW[:2], "其他", *ROW[3:]))(book, book.add_worksheet("二月"))

    outcome = take_book(workbook(fill))
    assert (outcome.counts.added, outcome.counts.changed) == (1, 1)
    assert matters(planted)["1"].matter_class == "other"
    assert "（第 台账!2、二月!2 行）" in report(outcome)[0]["问题"]


def test_a_million_formatted_rows_without_content_are_nothing(take_book, planted: Records) -> None:
    content = workbook(table(HEADER, ROW))
    row = b'<row r="%d" spans="1:5"><c r="A%d" s="1"/></row>'
    empty = b"".join(row % (n, n) for n in range(3, 1_000_003))
    outcome = take_book(_edited(content, "xl/worksheets/sheet1.xml", b"</sheetData>", empty + b"</sheetData>"))
    assert (outcome.counts.read, outcome.counts.added) == (1, 1)


def test_an_open_document_is_read(take_book) -> None:
    cells = "".join(
        f"<table:table-cell office:value-type='string'><text:p>{{{n}}}</text:p></table:table-cell>" for n in range(3)
    )
    row = f"<table:table-row>{cells}</table:table-row>"
    rows = row.format("事项编号", "上报时间", "事项大类") + row.format("1", "2026-01-05", "其他")
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = (
        f"<?xml version='1.0' encoding='UTF-8'?><office:document-content {names}><office:body><office:spreadsheet>"
        f"<table:table table:name='台账'>{rows}</table:table></office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        name = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
        archive.writestr("META-INF/manifest.xml", f'<m:manifest xmlns:m="{name}"/>')
    assert take_book(target.getvalue(), name="台账.ods").counts.added == 1


def test_macros_are_not_touched_and_the_table_is_read(take_book) -> None:
    content = _added(workbook(table(HEADER, ROW)), "xl/vbaProject.bin", b"\xd0\xcf\x11\xe0" + bytes(200))
    assert take_book(content, name="台账.xlsm").counts.added == 1


@pytest.mark.parametrize("name", ["台账.csv", "台账.xls", "台账.txt"])
def test_a_file_is_known_by_its_content_not_by_its_name(take_book, name: str) -> None:
    assert take_book(workbook(table(HEADER, ROW)), name=name).counts.added == 1


def test_a_text_table_called_a_workbook_is_read_as_what_it_is(take_book) -> None:
    content = (",".join(HEADER) + "\n1,2026-01-05,其他,530702001,用水\n").encode("gb18030")
    assert take_book(content, name="台账.xls").counts.added == 1


def _edited(content: bytes, part: str, old: bytes, new: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            text = source.read(name)
            archive.writestr(name, text.replace(old, new) if name == part else text)
    return target.getvalue()


def _added(content: bytes, part: str, data: bytes) -> bytes:
    target = io.BytesIO(content)
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(part, data)
    return target.getvalue()


BOOK = workbook(table(HEADER, ROW))
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
XXE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><worksheet'
HARMFUL = {
    "encrypted": (OLE + bytes(500) + "EncryptedPackage".encode("utf-16-le") + bytes(500), "设有打开密码"),
    "damaged old": (OLE + bytes(2000), "不完整或已损坏"),
    "truncated": (BOOK[: len(BOOK) // 2], "不完整或已损坏"),
    "bit flipped": (BOOK[:900] + bytes([BOOK[900] ^ 255]) + BOOK[901:], "不完整或已损坏"),
    "bomb": (_added(BOOK, "xl/media/a.bin", bytes(120 << 20)), "大得反常"),
    "too large": (_added(BOOK, "xl/media/a.bin", bytes(201 << 20)), "超过 200 MB"),
    "external entity": (_edited(BOOK, "xl/worksheets/sheet1.xml", b"<worksheet", XXE), "DOCTYPE"),
    "entity in utf-16": (
        _added(BOOK, "xl/other.xml", '<?xml version="1.0"?><!DOCTYPE a []><a/>'.encode("utf-16")),
        "DOCTYPE",
    ),
    "far cell": (_edited(BOOK, "xl/worksheets/sheet1.xml", b'r="E2"', b'r="XFD1048576"'), "不完整或已损坏|没有数据"),
    "document": (_added(b"PK\x05\x06" + bytes(18), "word/document.xml", b"<a/>"), "不是表格文件"),
    "binary workbook": (_added(b"PK\x05\x06" + bytes(18), "xl/workbook.bin", b"\x00"), "xlsb"),
    "web page": ("<html><table><tr><td>事项编号</td></tr></table></html>".encode(), "其实是网页"),
    "empty": (workbook(lambda book, sheet: None), "没有数据"),
    "explanation only": (workbook(lambda book, sheet: book.add_worksheet("说明").write(0, 0, "事项编号")), "没有数据"),
    "no header": (workbook(table(("甲", "乙"), ("1", "2"))), "不像是表头"),
    "missing column": (workbook(table(("事项编号", "事项大类"), ("1", "其他"))), "缺少所需的列：上报时间"),
}


@pytest.mark.parametrize("case", HARMFUL)
@pytest.mark.parametrize("records_url", ["sqlite"], indirect=True)
def test_a_harmful_workbook_says_why_and_writes_nothing(take_book, planted: Records, case: str) -> None:
    content, words = HARMFUL[case]
    with pytest.raises(UnreadableFile, match=words):
        take_book(content)
    with planted.reading() as session:
        assert not session.scalar(select(func.count()).select_from(ImportBatch))


def test_the_same_workbook_twenty_times_over_changes_nothing(take_book, planted: Records) -> None:
    rows = [(str(n), date(2026, 1, 1 + n % 28), "其他", "530702001", "") for n in range(60)]
    content = workbook(table(HEADER, *rows))
    assert take_book(content).counts.added == 60
    for _ in range(19):
        again = take_book(content)
        assert (again.counts.unchanged, again.counts.added, again.counts.changed) == (60, 0, 0)
    assert len(matters(planted)) == 60


def test_no_spool_of_a_workbook_is_left_behind(take_book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "spool"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    take_book(workbook(table(HEADER, ROW)))
    assert not list(folder.iterdir())
