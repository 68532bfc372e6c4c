"""Imports in a real browser: a workbook looked at, taken in once though clicked twice, reported, taken back."""

import io
import re
from datetime import date
from pathlib import Path

import openpyxl
import xlsxwriter
from playwright.sync_api import Download, Page, expect
from sqlalchemy import select

from db.models import Matter
from tests.browser.conftest import SignIn
from tests.serving import Server

PATIENCE = 30_000
ENGLISH = re.compile(r"[A-Za-z]{4,}")
# Drawn as icons by their font.
ICONS = re.compile(r"\b(help|upload|description|expand_more|keyboard_arrow_down)\b")
# File endings, the command, and the names of programs.
OURS = re.compile(r"xlsx|xlsm|fengqiao import matters|Excel")


def workbook(file: Path) -> Path:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet("台账")
        sheet.write_row(0, 0, ("事项编号", "上报时间", "事项大类", "区划代码"))
        for row in range(1, 21):
            sheet.write_row(row, 0, (f"网{row}", date(2026, 1, row), "其他", "530702001"))
        sheet.write(5, 1, "某日")
    file.write_bytes(target.getvalue())
    return file


def opened(download: Download) -> openpyxl.Workbook:
    """A file that was taken away; the browser keeps it under a name without an ending."""
    return openpyxl.load_workbook(io.BytesIO(Path(download.path()).read_bytes()))


def refs(server: Server) -> list[str]:
    with server.records.reading() as session:
        return list(session.scalars(select(Matter.source_ref).where(Matter.source_ref.like("网%"))))


def test_a_workbook_is_taken_in_once_reported_and_taken_back(
    page: Page, sign_in: SignIn, app_server: Server, tmp_path: Path
) -> None:
    sign_in(page, "gucheng", "/imports")
    preview = page.locator(".st-key-card_import_preview")
    expect(preview).to_contain_text("还没有上传文件", timeout=PATIENCE)
    shown = OURS.sub("", page.locator(".st-key-imports").inner_text())
    assert not ENGLISH.search(ICONS.sub("", shown)), shown

    page.locator(".st-key-card_import_file input[type=file]").set_input_files(workbook(tmp_path / "台账.xlsx"))
    expect(preview).to_contain_text("共读取 20 行", timeout=PATIENCE)
    expect(preview).to_contain_text("第6行「上报时间」")
    assert refs(app_server) == []

    preview.get_by_role("button", name="确认导入").dblclick()
    expect(preview).to_contain_text("已导入：台账.xlsx", timeout=PATIENCE)
    assert len(refs(app_server)) == 19
    past = page.locator(".st-key-card_import_past")
    expect(past.locator("tbody tr")).to_have_count(1)

    with page.expect_download(timeout=PATIENCE) as download:
        past.get_by_role("button", name="下载报告").click()
    report = opened(download.value)["逐格明细"]
    assert [report.cell(2, column).value for column in range(1, 6)] == ["台账", 6, "B6", "上报时间", "某日"]

    past.get_by_role("button", name="撤销这一批").click()
    asked = page.get_by_role("dialog")
    expect(asked).to_contain_text("将删去 19 行", timeout=PATIENCE)
    asked.get_by_role("button", name="不撤销").click()
    expect(asked).to_have_count(0, timeout=PATIENCE)
    past.get_by_role("button", name="撤销这一批").click()
    asked.get_by_role("button", name="确认撤销").click()
    expect(asked).to_have_count(0, timeout=PATIENCE)
    expect(past).to_contain_text("已撤销：删去 19 行", timeout=PATIENCE)
    expect(past.get_by_role("button", name="撤销这一批")).to_have_count(0, timeout=PATIENCE)
    expect(past.locator("tbody tr")).to_contain_text("撤销")
    assert refs(app_server) == []


def test_a_template_is_there_for_the_taking(page: Page, sign_in: SignIn) -> None:
    sign_in(page, "gucheng", "/imports")
    with page.expect_download(timeout=PATIENCE) as download:
        page.get_by_role("button", name="下载模板").click()
    assert download.value.suggested_filename == "事项导入模板.xlsx"
    assert opened(download.value)["事项导入模板"]["A1"].value == "事项编号"


def test_a_file_that_is_too_large_is_said_in_chinese(page: Page, sign_in: SignIn, tmp_path: Path) -> None:
    sign_in(page, "gucheng", "/imports")
    large = tmp_path / "大.csv"
    large.write_bytes(b"x" * (21 << 20))
    page.locator(".st-key-card_import_file input[type=file]").set_input_files(large)
    expect(page.locator(".fq-invalid")).to_be_visible(timeout=PATIENCE)
    expect(page.locator(".fq-invalid")).to_contain_text("超过了 20 MB")
