"""What one wall looks at, and what an item gives to be laid out: figures as cards, and blocks that draw themselves."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any, Literal

from core import access, catalogue, clock
from core.coverage import Coverage
from core.scope import Request
from core.wall.legibility import Glyphs
from core.wall.programme import Programme
from dashboards import data
from dashboards.components import kpi, sparkline
from dashboards.components.figure import Figure
from dashboards.theme import DARK, LIGHT
from dashboards.viewing import View
from dashboards.wall.canvas import Box, Canvas, ems
from db.read_model.model import Version

Body = dict[str, Any]
"""What the shell draws: `kind` and, by kind, words and pictures; nothing of it is computed there."""


EDGE = 1
"""Pixels around a block."""
# In characters: the height of a table's row, the least where all rows then have room, and between two columns.
ROW, CLOSE, BETWEEN = 1.5, 1.34, 0.7


@dataclass(frozen=True)
class Sight:
    """A page's view without anybody in front of it, on a canvas with glyphs of a size."""

    view: View
    canvas: Canvas
    glyphs: Glyphs

    @property
    def inset(self) -> int:
        return round(0.45 * self.glyphs.han)

    def inside(self, box: Box) -> Box:
        """What of a block's box lies under its title."""
        head = round(1.55 * self.glyphs.han)
        return Box(0, 0, box.w - 2 * (self.inset + EDGE), box.h - head - 2 * (self.inset + EDGE))

    def lines(self, box: Box, each: float = ROW) -> int:
        """How many lines of text, `each` so many characters high, stand in a block."""
        return max(1, int(self.inside(box).h / (each * self.glyphs.han)))

    def rows(self, box: Box, widths: Mapping[str, float] | None = None) -> int:
        """How many rows of a table stand in a block under its head; of one that is told in two lines, half as many."""
        lines = self.lines(box) - 1
        return max(1, lines // 2 if widths and self.is_narrow_for(box, widths) else lines)

    def is_narrow_for(self, box: Box, widths: Mapping[str, float]) -> bool:
        """Whether a table's columns don't all stand beside each other, on a canvas that has height instead."""
        return self.canvas.upright and len(self.kept(box, widths)) < len(widths)

    def kept(self, box: Box, widths: Mapping[str, float]) -> list[str]:
        """The columns that have room, by what matters most."""
        room, kept = self.inside(box).w / self.glyphs.han, []
        for name, width in widths.items():
            if room >= width or not kept:
                kept.append(name)
                room -= width
        return kept


@dataclass(frozen=True)
class Block:
    """One block: the question that it answers, how many columns it takes, and what draws it into a box.

    `least` is how many characters high it has to be where blocks stand in one column (canvas.Wanted).
    """

    question: str
    draw: Callable[[Box], Body]
    span: int = 1
    least: float = 0.0


@dataclass(frozen=True)
class Content:
    """All that an item shows; `reach` is None for words that have no age.

    `blank` says why there is nothing; such an item is skipped while others have something. `weight` "full" is for items
    that are one thing in the middle of the screen.
    """

    title: str
    reach: Coverage | None = None
    cards: tuple[Body, ...] = ()
    blocks: tuple[Block, ...] = ()
    blank: str = ""
    weight: Literal["normal", "full"] = "normal"


def view_of(programme: Programme, request: Request, theme: str, version: Version) -> View:
    """What the programme's walls may see of the request. Raises OutOfScope."""
    known = data.known_words(version)
    scope = access.scope(programme.viewer, request, known.areas, clock.today())
    return View(programme.viewer, request, scope, version, known, LIGHT if theme == "light" else DARK, 0, "wall")


def card(figure: Figure, sight: Sight, aside: str = "") -> Body:
    """A headline figure as the pages word it."""
    number, unit = figure.written
    lines: list[Body] = []
    if figure.reason:
        lines.append({"text": catalogue.label("reason", figure.reason)})
        if aside:
            lines.append({"text": aside})
    else:
        lines = [_line(kpi.told(name, pair, figure.metric)) for name, pair in _pairs(figure)]
    picture = None if figure.reason else sparkline.drawn(figure.course, sight.view.theme)
    body = {"kind": "card", "label": figure.metric.label, "number": number, "unit": unit, "lines": lines}
    return body | {"metric": figure.metric.key, "aside": "" if figure.reason else aside, "picture": picture}


def table(
    sight: Sight,
    box: Box,
    heads: Mapping[str, str],
    cells: Mapping[str, Sequence[Body]],
    widths: Mapping[str, float],
    *,
    two_lines: bool = False,
    named: bool = False,
) -> Body:
    """Rows of cells by column, as many columns as the block is wide enough for; `widths` by what matters most.

    With `two_lines`, what has no room beside stands in a second line of each row (Sight.rows counts so), `named`: under
    the name of its column.
    """
    kept = sight.kept(box, widths)
    shown = [name for name in heads if name in kept]
    room = sight.inside(box).w / sight.glyphs.han
    long = {name: max(map(ems, (heads[name], *(cell["text"] for cell in cells[name])))) + BETWEEN for name in shown}
    fits = sum(long.values()) <= room
    # As wide as what stands in it, or as was reckoned where that is too much for the block.
    wide = long if fits else {name: widths[name] for name in shown}
    whole = sum(wide.values())
    body: Body = {
        "kind": "table",
        "heads": [heads[name] for name in shown],
        "widths": [round(100 * wide[name] / whole, 2) for name in shown],
        # How much larger it may be written until its longest row fills the block.
        "grow": round(room / whole, 2) if fits else 1.0,
        "rows": _across(cells, shown),
    }
    if two_lines and sight.is_narrow_for(box, widths):
        rest = [name for name in widths if name not in kept]
        told = {name: [cell | {"text": f"{heads[name]} {cell['text']}"} for cell in cells[name]] for name in rest}
        body["below"] = _across(told if named else cells, rest)
    return body


def high(rows: int, each: float = ROW) -> float:
    """How many characters high a block with a table of so many rows is."""
    return 2.5 + each * (1 + rows)


def _across(cells: Mapping[str, Sequence[Body]], names: Sequence[str]) -> list[list[Body]]:
    return [list(row) for row in zip(*(cells[name] for name in names), strict=True)]


def words(text: str, hint: str = "") -> Body:
    """An empty block, drawn on purpose."""
    return {"kind": "words", "text": text, "hint": hint}


def picture(svg: str, alt: str) -> Body:
    return {"kind": "picture", "picture": svg, "alt": escape(alt)}


def moment(instant: datetime | None) -> int | None:
    """Milliseconds, as browsers count time."""
    return round(instant.timestamp() * 1000) if instant else None


def _pairs(figure: Figure) -> tuple[tuple[str, Any], ...]:
    return (("year", figure.year), ("previous", figure.previous))


def _line(told: kpi.Told) -> Body:
    verdict = catalogue.say(f"board.kpi.{told.verdict}") if told.verdict else ""
    # The sign would repeat the shape.
    change = told.change.lstrip("+\N{MINUS SIGN}") if told.mark else told.change
    return {"word": told.comparison, "mark": told.mark, "text": change, "verdict": verdict, "ink": told.verdict or ""}
