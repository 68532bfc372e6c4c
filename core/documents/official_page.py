"""The page of an official document after GB/T 9704-2012: A4, margins, 22 lines of 28 characters, numbers, typefaces."""

import re
from typing import Any

from docx.document import Document as Word
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from core import catalogue

FANGSONG, HEITI, KAITI, XIAOBIAOSONG, SONGTI = "fangsong", "heiti", "kaiti", "xiaobiaosong", "songti"
"""Keys of typefaces in the catalogue (documents.font), which names them and what may stand in for each."""
BODY, TITLE, NUMBER, TABLE = Pt(16), Pt(22), Pt(14), Pt(12)
LATIN = "Times New Roman"
# 225 mm hold 22 lines; 156 mm hold 28 characters where each is a quarter of a point closer (in twentieths of a point).
# A grid of characters would say the same, but LibreOffice gives one of 16 points in it two places.
LINE_PITCH, CLOSER = "579", "-5"
# The number stands 7 mm below the text.
FOOTER = Mm(35 - 7)
_ALTERNATIVES = re.compile(r"\s*,\s*")


def prepare(word: Word) -> None:
    """Page, grid, page numbers, the body's style and what stands in for typefaces that a machine doesn't have."""
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = FOOTER
    _grid(section)
    word.settings.odd_and_even_pages_header_footer = True
    _number(section.footer.paragraphs[0], WD_ALIGN_PARAGRAPH.RIGHT)
    _number(section.even_page_footer.paragraphs[0], WD_ALIGN_PARAGRAPH.LEFT)
    normal: Any = word.styles["Normal"]
    typeface(normal, FANGSONG, BODY)
    spacing = OxmlElement("w:spacing")
    spacing.set(qn("w:val"), CLOSER)
    normal.element.get_or_add_rPr().append(spacing)
    normal.paragraph_format.space_after = normal.paragraph_format.space_before = Pt(0)
    normal.paragraph_format.line_spacing = 1.0
    _stand_ins(word)


def typeface(of: Any, key: str, size: Any) -> None:
    """Sets the Chinese typeface of a style or run; digits and Latin letters have their own."""
    of.font.name, of.font.size = LATIN, size
    fonts = of.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), _names(key)[0])


def off_grid(paragraph: Paragraph) -> None:
    """Lines of a table lie closer than those of the text."""
    snap = OxmlElement("w:snapToGrid")
    snap.set(qn("w:val"), "0")
    paragraph._p.get_or_add_pPr().append(snap)


def _names(key: str) -> list[str]:
    return _ALTERNATIVES.split(catalogue.say(f"documents.font.{key}"))


def _grid(section: Any) -> None:
    grid = section._sectPr.find(qn("w:docGrid"))
    if grid is None:
        grid = OxmlElement("w:docGrid")
        section._sectPr.append(grid)
    for name, value in (("type", "lines"), ("linePitch", LINE_PITCH)):
        grid.set(qn(f"w:{name}"), value)


def _number(paragraph: Paragraph, side: WD_ALIGN_PARAGRAPH) -> None:
    """A dash, the number and a dash, one character from the outer edge."""
    paragraph.alignment = side
    indent = {WD_ALIGN_PARAGRAPH.RIGHT: "right_indent", WD_ALIGN_PARAGRAPH.LEFT: "left_indent"}[side]
    setattr(paragraph.paragraph_format, indent, NUMBER)
    dash = catalogue.say("documents.official.page_dash")
    for text, field in ((f"{dash} ", ""), ("", "PAGE"), (f" {dash}", "")):
        run = paragraph.add_run(text)
        typeface(run, SONGTI, NUMBER)
        for kind in ("begin", "separate", "end") if field else ():
            if kind == "separate":
                _field_code(run, field)
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)


def _field_code(run: Any, field: str) -> None:
    code = OxmlElement("w:instrText")
    code.set(qn("xml:space"), "preserve")
    code.text = f" {field} "
    run._r.append(code)


def _stand_ins(word: Word) -> None:
    """Word and its relatives take the alternative names of the table of fonts where the first isn't installed."""
    part = next(part for part in _package(word).iter_parts() if str(part.partname) == "/word/fontTable.xml")
    listed = "".join(_font(_names(key)) for key in (FANGSONG, HEITI, KAITI, XIAOBIAOSONG, SONGTI))
    part._blob = part.blob.replace(b"</w:fonts>", listed.encode() + b"</w:fonts>")


def _package(word: Word) -> Any:
    return word.part.package


def _font(names: list[str]) -> str:
    first, *others = names
    return f'<w:font w:name="{first}"><w:altName w:val="{",".join(others)}"/><w:charset w:val="86"/></w:font>'
