"""Official documents as Word files in the layout of GB/T 9704-2012: with a red head of their own, or as a briefing."""

import re
from collections.abc import Collection, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from typing import Any

import docx
from docx.document import Document as Word
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from core import catalogue, clock
from core.documents import official_page as page
from core.documents.inert import writable

RED = RGBColor(0xC0, 0x00, 0x00)
HEAD, BRIEFING = Pt(36), Pt(42)
WIDE, FULL = Mm(150), Mm(156)
SIGNED_INDENT = Pt(64)
# What begins a heading of the first or second level is set in its typeface.
_ORDINAL = "[\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d\u5341]+"
_LEVELS = (
    (re.compile(f"^{_ORDINAL}\u3001"), page.HEITI),
    (re.compile(f"^\uff08{_ORDINAL}\uff09"), page.KAITI),
)
LONGEST_HEADING = 30


@dataclass(frozen=True)
class Table:
    """A table under its own line of title; `numeric` are the positions of columns of numbers.

    `shares` say how wide the columns are against each other; without them all are alike.
    """

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    numeric: Sequence[int] = ()
    shares: Sequence[float] = ()


@dataclass(frozen=True)
class Picture:
    """A drawing as PNG, with what it shows in words for those who can't see it."""

    png: bytes
    spoken: str


Block = str | Table | Picture
"""A paragraph, a table or a picture."""


@dataclass(frozen=True)
class Official:
    """One document. Only one with an issuing body and a number has a red head; others are working briefings.

    `notes` stand small at the end; `generated` marks demo data on the first page.
    """

    title: str
    blocks: Sequence[Block]
    issuer: str = ""
    number: str = ""
    addressee: str = ""
    signed_on: date = field(default_factory=clock.today)
    notes: Sequence[str] = ()
    generated: bool = False


def write(document: Official) -> bytes:
    """The file's bytes (.docx). Whatever somebody wrote stands in it as text; what no file can hold is left out."""
    word = docx.Document()
    page.prepare(word)
    word.core_properties.title = writable(document.title)
    word.core_properties.author = writable(document.issuer) or catalogue.say("common.product")
    word.core_properties.created = word.core_properties.modified = clock.now()
    _head(word, document)
    _line(word, document.title, page.XIAOBIAOSONG, page.TITLE, WD_ALIGN_PARAGRAPH.CENTER)
    _line(word, "", page.FANGSONG, page.BODY, WD_ALIGN_PARAGRAPH.LEFT)
    if document.addressee:
        colon = catalogue.say("documents.official.addressee", name=document.addressee)
        _line(word, colon, page.FANGSONG, page.BODY, WD_ALIGN_PARAGRAPH.LEFT)
    for block in document.blocks:
        _block(word, block)
    _foot(word, document)
    target = BytesIO()
    word.save(target)
    return target.getvalue()


def _head(word: Word, document: Official) -> None:
    red = bool(document.issuer and document.number)
    if document.generated:
        _line(word, catalogue.say("common.demo_short"), page.HEITI, page.NUMBER, WD_ALIGN_PARAGRAPH.RIGHT)
    name = document.issuer if red else catalogue.say("documents.official.briefing")
    banner = _line(word, name, page.XIAOBIAOSONG, HEAD if red else BRIEFING, WD_ALIGN_PARAGRAPH.CENTER)
    below = document.number if red else catalogue.say("documents.official.day", day=document.signed_on)
    number = _line(word, below, page.FANGSONG, page.BODY, WD_ALIGN_PARAGRAPH.CENTER)
    if red:
        for run in banner.runs:
            run.font.color.rgb = RED
    _rule(number, "C00000" if red else "000000")
    _line(word, "", page.FANGSONG, page.BODY, WD_ALIGN_PARAGRAPH.LEFT)


def _rule(paragraph: Paragraph, colour: str) -> None:
    """The line across the page below the number."""
    borders = OxmlElement("w:pBdr")
    bottom = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "12"), ("space", "6"), ("color", colour)):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    paragraph._p.get_or_add_pPr().append(borders)


def _block(word: Word, block: Block) -> None:
    if isinstance(block, str):
        for text in block.split("\n"):
            _paragraph(word, text)
    elif isinstance(block, Table):
        _table(word, block)
    else:
        paragraph = word.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        shape = paragraph.add_run().add_picture(BytesIO(block.png), width=WIDE)
        shape._inline.docPr.set("descr", writable(block.spoken))


def _paragraph(word: Word, text: str) -> None:
    """Indented by two characters; a short line that begins like a heading is one."""
    face = next((face for form, face in _LEVELS if form.match(text)), page.FANGSONG)
    if len(text) > LONGEST_HEADING:
        face = page.FANGSONG
    paragraph = _line(word, text, face, page.BODY, WD_ALIGN_PARAGRAPH.JUSTIFY)
    # A heading stays with what it is the heading of.
    paragraph.paragraph_format.keep_with_next = face != page.FANGSONG
    indent = paragraph._p.get_or_add_pPr().get_or_add_ind()
    indent.set(qn("w:firstLineChars"), "200")
    indent.set(qn("w:firstLine"), "640")


def _line(word: Any, text: str, face: str, size: Any, side: WD_ALIGN_PARAGRAPH) -> Paragraph:
    paragraph = word.add_paragraph()
    paragraph.alignment = side
    page.typeface(paragraph.add_run(writable(text)), face, size)
    return paragraph


def _table(word: Word, told: Table) -> None:
    if told.title:
        _line(word, told.title, page.HEITI, page.NUMBER, WD_ALIGN_PARAGRAPH.CENTER)
    table = word.add_table(rows=0, cols=len(told.heads))
    table.style, table.alignment = "Table Grid", WD_TABLE_ALIGNMENT.CENTER
    widths = [round(FULL * share / sum(told.shares)) for share in told.shares]
    for column, width in enumerate(widths):
        table.columns[column].width = Emu(width)
    head = _row(table, page.HEITI, (), widths)
    _fill(head, told.heads)
    _repeat(head)
    # Rows are copies of one: laid out anew each costs thirty times as much, and packages have thousands.
    model = _row(table, page.FANGSONG, told.numeric, widths) if told.rows else None
    for texts in told.rows:
        row = deepcopy(model)
        _fill(row, texts)
        table._tbl.append(row)
    if model is not None:
        table._tbl.remove(model)
    _line(word, "", page.FANGSONG, page.TABLE, WD_ALIGN_PARAGRAPH.LEFT)


def _row(table: Any, face: str, numeric: Collection[int], widths: Sequence[int]) -> Any:
    """A row's element with a blank in every cell; it stays on one page."""
    row = table.add_row()
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    for column, cell in enumerate(row.cells):
        if widths:
            cell.width = Emu(widths[column])
        paragraph = cell.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if column in numeric else WD_ALIGN_PARAGRAPH.LEFT
        page.off_grid(paragraph)
        page.typeface(paragraph.add_run(" "), face, page.TABLE)
    return row._tr


def _fill(row: Any, texts: Sequence[str]) -> None:
    """Lines of a text stand below each other."""
    for place, text in zip(list(row.iter(qn("w:t"))), texts, strict=True):
        first, *others = writable(text).split("\n")
        place.text = first
        for line in others:
            place.getparent().append(OxmlElement("w:br"))
            more = deepcopy(place)
            more.text = line
            place.getparent().append(more)


def _repeat(row: Any) -> None:
    """The heads stand on each page that the table goes on upon."""
    row.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _foot(word: Word, document: Official) -> None:
    if document.issuer:
        _line(word, "", page.FANGSONG, page.BODY, WD_ALIGN_PARAGRAPH.LEFT)
        for text in (document.issuer, catalogue.say("documents.official.day", day=document.signed_on)):
            signed = _line(word, text, page.FANGSONG, page.BODY, WD_ALIGN_PARAGRAPH.RIGHT)
            signed.paragraph_format.right_indent = SIGNED_INDENT
    for note in document.notes:
        _line(word, note, page.FANGSONG, page.TABLE, WD_ALIGN_PARAGRAPH.LEFT)
