"""Templates: what they give can be filled in and imported as it is, in Chinese, with every zero kept."""

from datetime import date
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from core.intake import KINDS, template
from core.intake.columns import standard
from core.intake.mapping_file import DEFAULT
from db.models import MediationRoom, Mediator
from db.session import Records


def opened(content: bytes) -> Any:
    return openpyxl.load_workbook(BytesIO(content))


def table(kind: str) -> tuple[Any, Worksheet]:
    book = opened(template.make(kind))
    return book, book[template.title(kind)]


def examples(kind: str) -> dict[str, str]:
    """The column names of the explanation with their examples."""
    rows = list(opened(template.make(kind))["说明"].iter_rows(values_only=True))
    start = next(n for n, row in enumerate(rows) if row[0] == "列名")
    return {row[0]: row[4] or "" for row in rows[start + 1 :]}


@pytest.mark.parametrize("kind", KINDS)
def test_a_template_has_every_column_explained_with_lists_and_text_codes(kind: str) -> None:
    book, sheet = table(kind)
    names = [cell.value for cell in sheet[1]]
    assert names == [column.name for column in standard(kind)]
    assert sheet.freeze_panes == "A2"
    assert not sheet.merged_cells.ranges
    assert [name for name in book.sheetnames if book[name].sheet_state == "hidden"] == ["备选项"]
    assert set(examples(kind)) == set(names)
    rules = {str(rule.sqref).split(":")[0]: rule for rule in sheet.data_validations.dataValidation}
    for cell, column in zip(sheet[1], standard(kind), strict=True):
        rule = rules[f"{cell.column_letter}2"]
        assert rule.promptTitle == column.name
        if column.values and column.key != "risk_reasons":
            assert rule.type == "list"
    code = sheet.column_dimensions["A"].number_format
    assert code == "@"


@pytest.mark.parametrize("kind", KINDS)
def test_what_stands_in_a_list_is_understood_as_its_code(kind: str) -> None:
    book, _ = table(kind)
    listed = {column[0].value: [cell.value for cell in column[1:] if cell.value] for column in book["备选项"].columns}
    for column in standard(kind):
        if column.values and column.key != "risk_reasons":
            assert listed[column.name] == list(column.values)


@pytest.mark.parametrize("kind", KINDS)
def test_the_examples_of_a_template_are_imported_without_a_doubt(take, planted: Records, report, kind: str) -> None:
    if kind == "matters":
        units = "单位代码,单位名称,区划代码\nGC-FY,古城区人民法院,530702\n"
        take(units, "units")
    if kind == "cases":
        take("调解室代码,调解室名称,区划,类别\nGC-T-01,某室,530702001,调委会\n", "rooms")
        with planted.writing() as session:
            since = {"kind": "full_time", "valid_from": date(2020, 1, 1)}
            session.add(Mediator(work_number="GC-01", room=session.query(MediationRoom).one(), **since))
    book, sheet = table(kind)
    told = examples(kind)
    for cell in sheet[1]:
        sheet.cell(2, cell.column, told[cell.value] or None)
    target = BytesIO()
    book.save(target)
    outcome = take(target.getvalue(), kind, DEFAULT, name="填好的.xlsx")
    assert report(outcome) == []
    assert outcome.counts.added + outcome.counts.changed == 1


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_template_holds_no_rows(take, kind: str) -> None:
    outcome = take(template.make(kind), kind, DEFAULT, name="空白.xlsx")
    assert (outcome.counts.read, outcome.report) == (0, None)


def test_every_type_that_the_template_offers_is_taken_with_its_class(take, report) -> None:
    book, _ = table("matters")
    column = next(column for column in book["备选项"].columns if column[0].value == "类型代码")
    types = [cell.value for cell in column[1:] if cell.value]
    assert {"噪声与油烟", "消防安全隐患", "劳动合同、劳务派遣", "走访巡查"} <= set(types)
    rows = "".join(f"{n},2026-01-05,530702001,{name}\n" for n, name in enumerate(types))
    assert report(take(f"事项编号,上报时间,区划代码,类型代码\n{rows}")) == []


def test_the_explanation_keeps_choices_apart_that_hold_the_usual_sign_of_a_list() -> None:
    rows = list(opened(template.make("matters"))["说明"].iter_rows(values_only=True))
    choices = next(row[5] for row in rows if row[0] == "类型代码")
    assert "劳动合同、劳务派遣" in choices.split("；")
