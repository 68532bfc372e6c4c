"""Where everything stands on a wall's canvas: boxes in pixels, from the shape of the screen and the size of glyphs.

The canvas is scaled as a whole and never stretched: 1920 x 1080 for one screen, 2880 x 1080 for three side by side,
1080 x 1920 for one on its edge.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import NamedTuple

from core.wall import legibility
from core.wall.legibility import Glyphs

MARGIN, GAP = 28, 16
# In characters: the narrowest block, the lowest where blocks share a page, the card of a figure, the clock above.
BLOCK_WIDTH, BLOCK_HEIGHT = 19.0, 12.0
CARD = (9.9, 8.7)
CLOCK_WIDTH = 11.0
TITLE = 1.12
# On a canvas on its edge: a card is a strip, its comparisons beside the number, where that has room; two blocks, one
# over the other, make a page; the title, which takes lines from both, is written no larger than it must be.
STRIP = (15.2, 4.15)
UPRIGHT_TITLE = 1.0
# Fewer figures than this over a block, and they have a page for themselves.
FEW = 4
# In characters: the lowest block that is worth its place.
LEAST_BLOCK = 9.6
LATIN = 0.56
_BRACKETS = re.compile("\N{FULLWIDTH LEFT PARENTHESIS}[^\N{FULLWIDTH RIGHT PARENTHESIS}]*")
_BREAKS = re.compile("[ \N{ZERO WIDTH SPACE}]+")
SHAPES = (0x2500, 0x27C0)
"""Between these lie marks such as those of levels, which are as wide as Chinese characters."""
Wanted = tuple[int, float]
"""How many columns a block takes, and how many characters high it is at least."""


class Box(NamedTuple):
    x: int
    y: int
    w: int
    h: int


@dataclass(frozen=True)
class Canvas:
    """At most `rows` of cards of figures stand on the first page."""

    name: str
    width: int
    height: int
    rows: int

    @property
    def upright(self) -> bool:
        return self.height > self.width

    @property
    def inner(self) -> int:
        """Pixels between the margins."""
        return self.width - 2 * MARGIN

    def glyphs(self, height_cm: int, distance_cm: int) -> Glyphs:
        return legibility.glyphs(height_cm, distance_cm, self.height)


LANDSCAPE = Canvas("landscape", 1920, 1080, 1)
WIDE = Canvas("wide", 2880, 1080, 1)
PORTRAIT = Canvas("portrait", 1080, 1920, 6)
CANVASES = {canvas.name: canvas for canvas in (LANDSCAPE, WIDE, PORTRAIT)}


@dataclass(frozen=True)
class Page:
    """The boxes of one page: of its cards, and of blocks by their number."""

    cards: tuple[Box, ...]
    blocks: tuple[tuple[int, Box], ...]


@dataclass(frozen=True)
class Frame:
    """What stands around every page, and the pages."""

    head: Box
    clock: Box
    foot: Box
    pages: tuple[Page, ...]


def for_screen(width: int, height: int) -> Canvas:
    """The canvas that fills most of a screen of this size."""
    aspect = width / max(height, 1)
    return min(
        CANVASES.values(), key=lambda canvas: abs(1 - min(aspect, _aspect(canvas)) / max(aspect, _aspect(canvas)))
    )


def frame(canvas: Canvas, han: int, title: str, cards: int, blocks: Sequence[Wanted]) -> Frame:
    """Lays out `cards` figures and the blocks, in order, on as many pages as they need."""
    head, clock, foot = _around(canvas, han, _title_lines(canvas, han, title))
    top, bottom = _between(head, foot)
    return Frame(head, clock, foot, tuple(_pages(canvas, han, cards, blocks, top, bottom)))


def fitting(canvas: Canvas, han: int, title: str = "") -> int:
    """How many cards stand on the first page, over a block that holds a few lines where that leaves enough of them."""
    head, _, foot = _around(canvas, han, _title_lines(canvas, han, title) if title else 2)
    top, bottom = _between(head, foot)
    width, high = _card(canvas, han)
    across = _fits(canvas.inner, width * han)
    over, alone = (
        min(canvas.rows, _fits(room, high * han)) for room in (bottom - top - LEAST_BLOCK * han, bottom - top)
    )
    return across * (alone if canvas.upright and across * over < FEW else over)


def _around(canvas: Canvas, han: int, lines: int) -> tuple[Box, Box, Box]:
    """Title, clock and foot: title and clock side by side, or on a canvas on its edge the clock in a line above."""
    y = MARGIN // 2
    high = round((1.35 * _title_size(canvas) * lines + 0.3) * han)
    # On its edge the age takes two lines, the place in the programme a third.
    below = round((4.4 if canvas.upright else 1.6) * han)
    foot = Box(MARGIN, canvas.height - MARGIN // 2 - below, canvas.inner, below)
    if canvas.upright:
        line = round(1.4 * han)
        return Box(MARGIN, y + line, canvas.inner, high), Box(MARGIN, y, canvas.inner, line), foot
    room = _title_room(canvas, han)
    return Box(MARGIN, y, room, high), Box(MARGIN + room, y, canvas.inner - room, high), foot


def _between(head: Box, foot: Box) -> tuple[int, int]:
    """Where what is shown begins and ends."""
    return head.y + head.h + GAP // 2, foot.y - GAP // 2


def _title_lines(canvas: Canvas, han: int, title: str) -> int:
    """As a browser breaks it: where it may (`tied`)."""
    room = _title_room(canvas, han) / (_title_size(canvas) * han) - 0.2
    lines, filled = 1, 0.0
    for part in _BREAKS.split(title.replace("\N{FULLWIDTH COMMA}", "\N{FULLWIDTH COMMA} ")):
        long = ems(part)
        if filled and filled + LATIN + long > room:
            lines, filled = lines + 1, 0.0
        filled += long + (LATIN if filled else 0.0)
        lines, filled = lines + int(filled / room), filled % room
    return min(_most_lines(canvas), lines)


def tied(title: str) -> str:
    """What a title says in brackets stays in one line; it breaks at blanks, after a comma and before a bracket."""
    kept = _BRACKETS.sub(lambda found: found.group().replace(" ", "\N{NO-BREAK SPACE}"), title)
    return kept.replace("\N{FULLWIDTH LEFT PARENTHESIS}", "\N{ZERO WIDTH SPACE}\N{FULLWIDTH LEFT PARENTHESIS}")


def _title_room(canvas: Canvas, han: int) -> int:
    return canvas.inner if canvas.upright else canvas.inner - round(CLOCK_WIDTH * han)


def _title_size(canvas: Canvas) -> float:
    return UPRIGHT_TITLE if canvas.upright else TITLE


def _most_lines(canvas: Canvas) -> int:
    return 3 if canvas.upright else 2


def _card(canvas: Canvas, han: int) -> tuple[float, float]:
    """How wide and high a card is at least, in characters."""
    return STRIP if canvas.upright and canvas.inner >= STRIP[0] * han else CARD


def ems(text: str) -> float:
    """How wide a text is in characters: Chinese ones are as wide as high."""
    return sum(1.0 if ord(sign) > 0x2E7F or SHAPES[0] <= ord(sign) < SHAPES[1] else LATIN for sign in text)


def _aspect(canvas: Canvas) -> float:
    return canvas.width / canvas.height


def _fits(room: float, least: float) -> int:
    return max(1, floor((room + GAP) / (least + GAP)))


def _cards(canvas: Canvas, han: int, cards: int, top: int, bottom: int, alone: bool = False) -> tuple[Box, ...]:
    """Row by row; where no block stands below, they share the page."""
    if not cards:
        return ()
    width, high = _card(canvas, han)
    across = min(cards, _fits(canvas.inner, width * han))
    down = ceil(cards / across)
    height = round(high * han)
    if alone or top + down * (height + GAP) + LEAST_BLOCK * han > bottom:
        height = (bottom - top - GAP * (down - 1)) // down
    return tuple(
        Box(x, top + row * (height + GAP), width, height)
        for row in range(down)
        for x, width in _split(MARGIN, canvas.inner, [1] * min(across, cards - row * across))
    )


def _pages(canvas: Canvas, han: int, cards: int, blocks: Sequence[Wanted], top: int, bottom: int) -> list[Page]:
    boxes = _cards(canvas, han, cards, top, bottom)
    below = max((box.y + box.h + GAP for box in boxes), default=top)
    first, *later = _groups(canvas, han, blocks, bottom - below, bottom - top)
    # Without a block that has room below the cards have the first page for themselves.
    if cards and not first:
        boxes = _cards(canvas, han, cards, top, bottom, alone=True)
    pages = [Page(boxes, _filled(canvas, first, below, bottom))] if cards or first or not later else []
    return pages + [Page((), _filled(canvas, group, top, bottom)) for group in later]


@dataclass(frozen=True)
class _Row:
    """Blocks side by side with their widths in columns, and the least height of the row in pixels."""

    blocks: tuple[tuple[int, int], ...]
    least: float


def _groups(canvas: Canvas, han: int, blocks: Sequence[Wanted], first: int, later: int) -> list[list[_Row]]:
    """The rows that share a page; each stands on the first that has room, the first being `first` pixels high."""
    groups: list[list[_Row]] = [[]]
    free: list[float] = [first]
    for row in _rows(canvas, han, blocks):
        # Below cards a row may be lower than where rows share a page.
        wanted = max(row.least, 0 if canvas.upright else BLOCK_HEIGHT * han)
        at = next(
            (number for number, left in enumerate(free) if left >= (wanted if number else row.least)), len(groups)
        )
        if at == len(groups):
            groups.append([])
            free.append(later)
        groups[at].append(row)
        free[at] -= wanted + GAP
    return groups


def _rows(canvas: Canvas, han: int, blocks: Sequence[Wanted]) -> list[_Row]:
    """No row is wider than the page."""
    across = _fits(canvas.inner, BLOCK_WIDTH * han)
    rows: list[list[tuple[int, int]]] = []
    for number, (span, _) in enumerate(blocks):
        span = min(span, across)
        if not rows or sum(width for _, width in rows[-1]) + span > across:
            rows.append([])
        rows[-1].append((number, span))
    return [_Row(tuple(row), han * max(blocks[number][1] or LEAST_BLOCK for number, _ in row)) for row in rows]


def _filled(canvas: Canvas, rows: Sequence[_Row], top: int, bottom: int) -> tuple[tuple[int, Box], ...]:
    """The rows share the height as they asked for it, the blocks of a row its whole width."""
    placed = []
    heights = _split(top, bottom - top, [round(row.least) for row in rows])
    for row, (y, height) in zip(rows, heights, strict=True):
        widths = _split(MARGIN, canvas.inner, [span for _, span in row.blocks])
        placed += [
            (number, Box(x, y, width, height)) for (number, _), (x, width) in zip(row.blocks, widths, strict=True)
        ]
    return tuple(placed)


def _split(start: int, room: int, shares: Sequence[int]) -> list[tuple[int, int]]:
    """Positions and lengths of parts in these proportions with gaps between them."""
    free, whole, parts = room - GAP * (len(shares) - 1), sum(shares), []
    for number, share in enumerate(shares):
        length = free * share // whole
        parts.append((start + free * sum(shares[:number]) // whole + number * GAP, length))
    return parts
