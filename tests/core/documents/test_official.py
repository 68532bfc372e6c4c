"""Word files after GB/T 9704-2012, read back: page, grid, typefaces, head, and text that would break a document."""

import zipfile
from datetime import date
from io import BytesIO
from typing import Any

import docx
import pandas as pd
from docx.oxml.ns import qn
from docx.shared import Pt

from core.documents import briefing, official
from core.documents.briefing import Section
from core.documents.official import Official, Table
from core.documents.workbook import Column, Cover, Sheet
from tests import factories

HOSTILE = "坏\x00\x0b\x1b\ud800\ufffe<w:p/>&amp;]]>\u202e字"
RED = "C00000"


def read(content: bytes) -> Any:
    return docx.Document(BytesIO(content))


def part(content: bytes, name: str) -> str:
    return zipfile.ZipFile(BytesIO(content)).read(name).decode()


def notice(**told: Any) -> bytes:
    plain = {"title": "督办通知书", "blocks": ["一、基本情况", "经核实。"], "issuer": "丽江市综治中心"}
    return official.write(
        Official(**plain | {"number": "丽江综治督〔2026〕1号", "signed_on": date(2026, 11, 2)} | told)
    )


def test_page_grid_and_typefaces_are_those_of_the_standard() -> None:
    content = notice()
    section = read(content).sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    margins = (section.top_margin, section.left_margin, section.right_margin, section.bottom_margin)
    assert [round(margin.mm) for margin in margins] == [37, 28, 26, 35]
    # 22 lines fill the 225 mm between the margins.
    pitch = int(section._sectPr.find(qn("w:docGrid")).get(qn("w:linePitch")))
    assert 0 <= 225 - 22 * pitch / 20 / 72 * 25.4 < 1
    # 28 characters of 16 points, each a quarter of a point closer, fill the 156 mm.
    assert 0 <= 156 - 28 * (16 - 0.25) / 72 * 25.4 < 1
    assert 'w:spacing w:val="-5"' in part(content, "word/styles.xml")
    runs = {p.text: p.runs[0] for p in read(content).paragraphs if p.text}
    faces = {text: run._r.rPr.rFonts.get(qn("w:eastAsia")) for text, run in runs.items()}
    assert faces["督办通知书"] == "方正小标宋简体"
    assert faces["一、基本情况"] == "黑体"
    assert faces["经核实。"] == "仿宋_GB2312"
    assert (runs["督办通知书"].font.size, runs["经核实。"].font.size) == (Pt(22), Pt(16))
    fonts = part(content, "word/fontTable.xml")
    assert '<w:font w:name="仿宋_GB2312"><w:altName w:val="仿宋,FangSong,' in fonts
    assert "Noto Serif CJK SC" in fonts
    footers = [part(content, f"word/footer{number}.xml") for number in (1, 2)]
    assert all("— " in footer and " PAGE " in footer for footer in footers)
    # No typeface and no template of others is shipped with it.
    assert not [name for name in zipfile.ZipFile(BytesIO(content)).namelist() if "fonts/" in name]


def test_only_an_issuing_body_with_a_number_has_a_red_head() -> None:
    assert RED in part(notice(), "word/document.xml")
    for told in ({"number": ""}, {"issuer": ""}):
        content = notice(**told)
        assert RED not in part(content, "word/document.xml")
        assert read(content).paragraphs[0].text == "工作简报"
    marked = read(notice(generated=True)).paragraphs[0].text
    assert marked == "演示数据"


def test_text_of_others_stands_as_text_and_breaks_nothing() -> None:
    content = notice(
        title=HOSTILE, addressee=HOSTILE, blocks=[HOSTILE, Table(HOSTILE, [HOSTILE], [[HOSTILE]])], notes=[HOSTILE]
    )
    word = read(content)
    kept = "坏<w:p/>&amp;]]>\u202e字"
    assert [p.text for p in word.paragraphs].count(kept) == 4
    assert [cell.text for row in word.tables[0].rows for cell in row.cells] == [kept, kept]


def test_a_briefing_holds_the_figures_of_its_sheets() -> None:
    frame = pd.DataFrame({"place": [f"乡{n}" for n in range(25)], "value": [1234.0, None, *range(23)], "as_of": None})
    columns = [Column("place", "区域"), Column("value", "数值", "number", 1, "件")]
    at = factories.moment("2026-11-21 10:00")
    cover = Cover(
        "丽江市 问责与督办", "督导考评办公室", "丽江市", "2026年11月", [("措施", "约谈")], at, [("甲", "乙")], at=at
    )
    word = read(briefing.write("问责与督办", "丽江市 问责措施 7 件", [Section(Sheet("按区域", frame, columns))], cover))
    texts = [p.text for p in word.paragraphs]
    assert "丽江市 问责措施 7 件。本期数据截至2026-11-21 10:00。" in texts
    assert "统计范围：丽江市，2026年11月，措施 约谈。" in texts
    assert texts[3] == "丽江市问责与督办情况"
    assert "一、按区域" in texts
    assert "（仅列前 20 行，共 25 行，其余见 Excel 导出。）" in texts
    assert "甲：乙" in texts
    rows = [[cell.text for cell in row.cells] for row in word.tables[0].rows]
    assert rows[:3] == [["区域", "数值（件）"], ["乡0", "1,234.0"], ["乡1", "—"]]
    assert len(rows) == 21
