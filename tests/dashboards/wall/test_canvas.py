"""Where everything stands: on every shape and size of glyph nothing overlaps, leaves the canvas or is left out."""

from itertools import combinations

import pytest

from dashboards.wall import canvas
from dashboards.wall.canvas import CANVASES, Box, Canvas

TITLE = "玉龙纳西族自治县 2026年11月1–22日 全部事项 12,846 件，同比 −3.1%"


@pytest.mark.parametrize("shape", CANVASES.values(), ids=lambda shape: shape.name)
@pytest.mark.parametrize("heights", [2.0, 4.0, 5.0, 6.0])
def test_boxes_stay_apart_and_inside(shape: Canvas, heights: float) -> None:
    han = shape.glyphs(100, round(100 * heights)).han
    blocks = [(1, 0.0), (1, 0.0), (2, 9.0), (1, 12.8), (1, 0.0)]
    frame = canvas.frame(shape, han, TITLE, canvas.fitting(shape, han), blocks)
    assert sorted(number for page in frame.pages for number, _ in page.blocks) == [0, 1, 2, 3, 4]
    assert len(frame.pages[0].cards) == canvas.fitting(shape, han)
    for page in frame.pages:
        boxes = [frame.head, frame.clock, frame.foot, *page.cards, *(box for _, box in page.blocks)]
        assert all(inside(box, shape) for box in boxes)
        assert not [pair for pair in combinations(boxes, 2) if overlap(*pair)]
        # A block holds its title and at least four lines.
        assert all(box.h >= 5 * han for _, box in page.blocks)


def inside(box: Box, shape: Canvas) -> bool:
    return box.x >= 0 and box.y >= 0 and box.x + box.w <= shape.width and box.y + box.h <= shape.height


def overlap(one: Box, other: Box) -> bool:
    across = one.x < other.x + other.w and other.x < one.x + one.w
    return across and one.y < other.y + other.h and other.y < one.y + one.h


@pytest.mark.parametrize(
    ("width", "height", "name"),
    [(1920, 1080, "landscape"), (3840, 2160, "landscape"), (5760, 2160, "wide"), (1080, 1920, "portrait"),
     (1366, 768, "landscape"), (2560, 1080, "wide"), (1280, 1024, "landscape")],
)  # fmt: skip
def test_a_screen_has_the_canvas_that_fills_most_of_it(width: int, height: int, name: str) -> None:
    assert canvas.for_screen(width, height).name == name


@pytest.mark.parametrize("heights", [2.0, 4.0])
def test_on_its_edge_the_figures_stand_together_and_the_pictures_two_by_two(heights: float) -> None:
    han = canvas.PORTRAIT.glyphs(100, round(100 * heights)).han
    frame = canvas.frame(canvas.PORTRAIT, han, TITLE, canvas.fitting(canvas.PORTRAIT, han), [(1, 0.0)] * 4)
    assert len(frame.pages[0].cards) >= canvas.FEW
    assert all(len(page.blocks) >= 2 for page in frame.pages if not page.cards)


@pytest.mark.parametrize("shape", CANVASES.values(), ids=lambda shape: shape.name)
@pytest.mark.parametrize("heights", [4.0, 5.0, 6.0])
def test_cards_without_a_block_below_them_fill_their_page(shape: Canvas, heights: float) -> None:
    han = shape.glyphs(100, round(100 * heights)).han
    first = canvas.frame(shape, han, TITLE, canvas.fitting(shape, han), [(1, 0.0)] * 2).pages[0]
    foot = canvas.frame(shape, han, TITLE, 1, [(1, 0.0)]).foot
    lowest = max(box.y + box.h for box in (*first.cards, *(box for _, box in first.blocks)))
    assert foot.y - 2 * canvas.GAP <= lowest <= foot.y


def test_a_block_higher_than_the_room_below_the_cards_has_a_page_of_its_own() -> None:
    han = canvas.LANDSCAPE.glyphs(100, 400).han
    first, second = canvas.frame(canvas.LANDSCAPE, han, TITLE, 5, [(1, 0.0), (1, 0.0), (9, 20.0)]).pages
    assert [number for number, _ in first.blocks] == [0, 1]
    assert [number for number, _ in second.blocks] == [2]
    assert second.blocks[0][1].w == canvas.LANDSCAPE.inner
    # Where nothing else has room below them, the cards fill the first page.
    alone = canvas.frame(canvas.LANDSCAPE, han, TITLE, 5, [(9, 20.0)]).pages
    assert [len(page.blocks) for page in alone] == [0, 1]
    assert alone[0].cards[0].h > 2 * first.cards[0].h


def test_what_a_title_says_in_brackets_is_not_broken() -> None:
    title = canvas.tied("丽江市 应办服务 71.2万 次（657/660 份月报计入）")
    assert title.split("\u200b")[1] == "（657/660\xa0份月报计入）"
    han = canvas.PORTRAIT.glyphs(100, 400).han
    long, short = (canvas.frame(canvas.PORTRAIT, han, one, 0, []).head.h for one in (title, "丽江市"))
    assert long > short
