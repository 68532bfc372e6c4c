"""Where everything stands on a wall's canvas: boxes in pixels, from the shape of the screen and the size of glyphs.

The canvas is scaled as a whole and never stretched: 1920 x 1080 for one screen, 2880 x 1080 for three side by side,
1080 x 1920 for one on its edge.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import NamedTuple

from core.wall import legibility
from core.wall.legibility import Glyphs

MARGIN, GAP = 28, 16
# In characters: the narrowest and lowest block, the card of a figure, the clock beside the title.
BLOCK_WIDTH, BLOCK_HEIGHT = 19.0, 12.0
CARD_WIDTH, CARD_HEIGHT = 9.9, 8.7
CLOCK_WIDTH = 11.0
TITLE = 1.12
# Heights in characters: the lowest block that is worth its place, and what stands around all blocks.
LEAST_BLOCK, AROUND = 11.0, 7.5
LATIN = 0.56


class Box(NamedTuple):
    x: int
    y: int
    w: int
    h: int


@dataclass(frozen=True)
class Canvas:
    """`rows` of cards of figures stand over the blocks of the first page."""

    name: str
    width: int
    height: int
    rows: int

    @property
    def upright(self) -> bool:
        return self.height > self.width

    def glyphs(self, height_cm: int, distance_cm: int) -> Glyphs:
        return legibility.glyphs(height_cm, distance_cm, self.height)


LANDSCAPE = Canvas("landscape", 1920, 1080, 1)
WIDE = Canvas("wide", 2880, 1080, 1)
PORTRAIT = Canvas("portrait", 1080, 1920, 2)
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


def frame(canvas: Canvas, han: int, title: str, cards: int, spans: Sequence[int]) -> Frame:
    """Lays out `cards` figures and blocks that are `spans` columns wide, in order, on as many pages as they need."""
    inner = canvas.width - 2 * MARGIN
    head, clock = _top(canvas, han, title)
    # On its edge the age takes two lines, the place in the programme a third.
    high = round((4.4 if canvas.upright else 1.6) * han)
    foot = Box(MARGIN, canvas.height - MARGIN // 2 - high, inner, high)
    top, bottom = head.y + head.h + GAP // 2, foot.y - GAP // 2
    boxes = _cards(canvas, han, cards, top)
    below = max((box.y + box.h + GAP for box in boxes), default=top)
    return Frame(head, clock, foot, tuple(_pages(canvas, han, boxes, spans, top, below, bottom)))


def _top(canvas: Canvas, han: int, title: str) -> tuple[Box, Box]:
    """The boxes of title and clock: side by side, or on a canvas on its edge the clock in a line of its own above."""
    inner, y = canvas.width - 2 * MARGIN, MARGIN // 2
    room = inner if canvas.upright else inner - round(CLOCK_WIDTH * han)
    lines = min(3 if canvas.upright else 2, max(1, ceil(ems(title) * TITLE * han / room + 0.1)))
    high = round((1.35 * TITLE * lines + 0.3) * han)
    if canvas.upright:
        line = round(1.4 * han)
        return Box(MARGIN, y + line, inner, high), Box(MARGIN, y, inner, line)
    return Box(MARGIN, y, room, high), Box(MARGIN + room, y, inner - room, high)


def fitting(canvas: Canvas, han: int) -> int:
    """How many cards of figures stand on the first page, over a block that holds a few lines."""
    high = _fits(canvas.height - (LEAST_BLOCK + AROUND) * han, CARD_HEIGHT * han)
    return min(canvas.rows, high) * _fits(canvas.width - 2 * MARGIN, CARD_WIDTH * han)


def ems(text: str) -> float:
    """How wide a text is in characters: Chinese ones are as wide as high."""
    return sum(1.0 if ord(sign) > 0x2E7F else LATIN for sign in text)


def _aspect(canvas: Canvas) -> float:
    return canvas.width / canvas.height


def _fits(room: float, least: float) -> int:
    return max(1, floor((room + GAP) / (least + GAP)))


def _cards(canvas: Canvas, han: int, cards: int, top: int) -> tuple[Box, ...]:
    if not cards:
        return ()
    inner = canvas.width - 2 * MARGIN
    across = min(cards, _fits(inner, CARD_WIDTH * han))
    down = min(canvas.rows, ceil(cards / across))
    height = round(CARD_HEIGHT * han)
    return tuple(
        Box(x, top + row * (height + GAP), width, height)
        for row in range(down)
        for x, width in _split(MARGIN, inner, [1] * min(across, cards - row * across))
    )


def _pages(
    canvas: Canvas, han: int, cards: tuple[Box, ...], spans: Sequence[int], top: int, below: int, bottom: int
) -> list[Page]:
    across = _fits(canvas.width - 2 * MARGIN, BLOCK_WIDTH * han)
    rows = _rows(spans, across)
    if not rows:
        return [Page(cards, ())]
    first, later = (_fits(bottom - start, BLOCK_HEIGHT * han) for start in (below, top))
    if bottom - below < LEAST_BLOCK * han:
        # Then the cards have the first page for themselves.
        first = 0
    groups = [rows[:first], *(rows[start : start + later] for start in range(first, len(rows), later))]
    return [
        Page(cards if number == 0 else (), _filled(canvas, group, below if number == 0 else top, bottom))
        for number, group in enumerate(groups)
    ]


def _rows(spans: Sequence[int], across: int) -> list[list[tuple[int, int]]]:
    """Blocks with their widths in columns, row by row; no row is wider than the page."""
    rows: list[list[tuple[int, int]]] = []
    for number, span in enumerate(spans):
        span = min(span, across)
        if not rows or sum(width for _, width in rows[-1]) + span > across:
            rows.append([])
        rows[-1].append((number, span))
    return rows


def _filled(canvas: Canvas, rows: list[list[tuple[int, int]]], top: int, bottom: int) -> tuple[tuple[int, Box], ...]:
    """The rows share the height, the blocks of a row its whole width."""
    placed = []
    for row, (y, height) in zip(rows, _split(top, bottom - top, [1] * len(rows)), strict=True):
        widths = _split(MARGIN, canvas.width - 2 * MARGIN, [span for _, span in row])
        placed += [(number, Box(x, y, width, height)) for (number, _), (x, width) in zip(row, widths, strict=True)]
    return tuple(placed)


def _split(start: int, room: int, shares: Sequence[int]) -> list[tuple[int, int]]:
    """Positions and lengths of parts in these proportions with gaps between them."""
    free, whole, parts = room - GAP * (len(shares) - 1), sum(shares), []
    for number, share in enumerate(shares):
        length = free * share // whole
        parts.append((start + free * sum(shares[:number]) // whole + number * GAP, length))
    return parts
