"""The template of a month's return: numbers only, read back as it was filled in, and each bad cell named."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from sqlalchemy import text

from core.care import overview, returns, spreadsheet
from core.care.overview import Own
from core.care.refusal import Refused
from core.care.spreadsheet import BadCells
from core.care.validation import Count
from core.intake.refusal import UnreadableFile
from db.models.care import GROUPS, LINES
from db.session import Records
from tests.core.care.conftest import TOWNSHIPS, capacity, count, expected, opened, submitted, township

HERE = TOWNSHIPS[0]
Edit = Callable[[Worksheet], object]


@pytest.fixture
def own(office: Records) -> Own:
    """October's return of 大研, after September's told of 30 that were due everywhere."""
    september = opened(office, date(2026, 9, 1))
    submitted(office, september.key, HERE, {(group, line): count(30, 30) for group in GROUPS for line in LINES})
    found = overview.own(office, expected(office, opened(office).key, HERE).key, township(HERE))
    assert found is not None
    return found


def template(office: Records, own: Own) -> bytes:
    return spreadsheet.template(own, overview.served(office))


def filled(content: bytes, edit: Edit, title: str = "服务") -> bytes:
    book, target = openpyxl.load_workbook(BytesIO(content)), BytesIO()
    edit(book[title])
    book.save(target)
    return target.getvalue()


def set_cell(name: str, value: Any) -> Edit:
    def edit(sheet: Worksheet) -> None:
        sheet[name] = value

    return edit


def fill_all(sheet: Worksheet) -> None:
    for row in range(2, sheet.max_row + 1):
        for column, value in zip("EFGHIJKLMNO", (30, 30, 25, 3, 0, 0, 2, 0, 0, 10, 9), strict=True):
            sheet[f"{column}{row}"] = value


def test_the_template_holds_codes_and_numbers_only(office: Records, own: Own) -> None:
    book = openpyxl.load_workbook(BytesIO(template(office, own)))
    for title in ("服务", "能力"):
        rows = list(book[title].iter_rows(min_row=2, values_only=True))
        assert {type(value) for row in rows for value in row} <= {int, type(None)}
    first = book["服务"]["C2"]
    # The group's name is how its number is shown.
    assert (first.value, first.number_format) == (1, '0" 特困人员"')
    assert [book["服务"].cell(2, column).value for column in (1, 2, 5, 6, 7)] == [202610, 530702001, 30, 30, None]
    assert book["服务"].max_row == len(GROUPS) * len(LINES) + 1


def test_a_filled_template_comes_back_as_it_was_filled_in(office: Records, own: Own) -> None:
    content = filled(filled(template(office, own), fill_all), set_cell("P2", 2))
    told = spreadsheet.read(content, "月报.xlsx", own)
    assert told.rows == len(GROUPS) * len(LINES)
    expected_count = count(30, 25, 3, asked=10, satisfied=9)
    assert told.counts["orphans", "care"] == expected_count
    assert told.counts["destitute", "rights"].jump == "moved"
    assert told.capacity == capacity()
    with office.writing(within=(HERE,)) as session:
        seen = expected(office, 2, HERE)
        row = returns.submit(session, seen, told.counts, told.capacity, by=township(HERE))
        assert row.complete


@pytest.mark.parametrize(
    ("cell", "value", "reason"),
    [
        ("F3", "张三", "text"),
        ("F3", "530702199001011234", "personal"),
        ("G4", "13812345678", "personal"),
        ("G4", 13812345678, "personal"),
        ("F3", -1, "out_of_range"),
        ("F3", 1.5, "out_of_range"),
        ("F3", 1_000_000, "out_of_range"),
        ("C2", "信访人员", "forbidden"),
        ("C2", "shequjiaozheng", "forbidden"),
        ("C2", 13, "unknown_code"),
        ("D2", "关心关爱", "unknown_code"),
        ("P2", 9, "unknown_code"),
        ("C3", 1, "twice"),
        ("R2", "备注：老李家", "text"),
    ],
)
def test_a_bad_cell_is_named_and_what_it_holds_is_not_kept(
    office: Records, own: Own, cell: str, value: object, reason: str
) -> None:
    content = filled(filled(template(office, own), fill_all), set_cell(cell, value))
    with pytest.raises(BadCells) as bad:
        spreadsheet.read(content, "月报.xlsx", own)
    assert [(one.sheet, one.name, one.reason) for one in bad.value.cells] == [("服务", cell, reason)]
    assert len(str(value)) < 3 or str(value) not in repr(bad.value.cells) + repr(bad.value.values) + str(bad.value)
    with office.reading() as session:
        kept = session.scalar(text("select count(*) from service_count where service_return_id > 4"))
        assert kept == 0


@pytest.mark.parametrize(
    ("cell", "value", "reason"),
    [
        ("A5", 202609, "wrong_file_month"),
        ("B5", 530702002, "wrong_file_place"),
        ("E1", "姓名", "not_the_template"),
    ],
)
def test_another_months_another_places_and_another_table_are_refused(
    office: Records, own: Own, cell: str, value: object, reason: str
) -> None:
    with pytest.raises(Refused, match=reason):
        spreadsheet.read(filled(template(office, own), set_cell(cell, value)), "月报.xlsx", own)


def test_another_month_is_named_in_words(office: Records, own: Own) -> None:
    with pytest.raises(Refused) as refused:
        spreadsheet.read(filled(template(office, own), set_cell("A5", 202609)), "月报.xlsx", own)
    assert refused.value.told == "文件是 2026年9月的模板，而这份月报是 2026年10月。"


def test_beside_bad_cells_the_other_rows_are_judged(office: Records, own: Own) -> None:
    """The spoilt row isn't among them, nor are its cells called empty."""
    content = filled(filled(template(office, own), fill_all), set_cell("F3", "x"))
    with pytest.raises(BadCells) as bad:
        spreadsheet.read(content, "月报.xlsx", own)
    whole = spreadsheet.read(filled(template(office, own), fill_all), "月报.xlsx", own)
    assert bad.value.rest.rows == whole.rows - 1


def test_what_is_no_workbook_is_refused(own: Own) -> None:
    with pytest.raises((UnreadableFile, Refused)):
        spreadsheet.read(b"PK\x03\x04 broken", "月报.xlsx", own)
    with pytest.raises(Refused, match="not_the_template"):
        spreadsheet.read(b"a,b\n1,2\n", "月报.csv", own)
    with pytest.raises(Refused, match="not_the_template"):
        spreadsheet.read(b"0" * (spreadsheet.LARGEST + 1), "月报.xlsx", own)


def test_an_empty_template_tells_nothing_of_what_was_done(office: Records, own: Own) -> None:
    told = spreadsheet.read(template(office, own), "月报.xlsx", own)
    assert told.counts["orphans", "care"] == Count(enrolled=30, due=30)
