"""Colours are told apart by everybody: WCAG 2.2, 4.5:1 for text and 3:1 for marks, in both themes."""

import pytest

from dashboards import theme
from dashboards.theme import DARK, LIGHT, Theme, contrast

BOTH = pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])


@BOTH
def test_text_stands_out_from_cards_and_canvas(look: Theme) -> None:
    levels = (look.level_1, look.level_2, look.level_3, look.level_4)
    for ink in (look.text, look.muted, look.faint, *levels, look.better, look.worse, look.accent):
        assert contrast(ink, look.card) >= 4.5
        assert contrast(ink, look.canvas) >= 4.5


@BOTH
def test_numbers_stand_out_on_every_shade_and_where_there_is_no_data(look: Theme) -> None:
    for tone in ("amount", "better", "worse", "change"):
        for shade in look.steps(tone):
            assert contrast(shade, look.ink(shade)) >= 4.5
    assert contrast(look.no_data, look.text) >= 4.5


@BOTH
def test_lines_and_bars_stand_out_from_their_card(look: Theme) -> None:
    for mark in (look.actual, look.previous, *look.level_fills):
        assert contrast(mark, look.card) >= 3


@BOTH
def test_green_is_no_level_and_no_shade(look: Theme) -> None:
    assert look.better not in (look.level_1, look.level_2, look.level_3, look.level_4, *look.ramp, look.no_data)


def test_charts_speak_chinese_about_time() -> None:
    config = theme.chart_config(LIGHT)
    assert config["locale"]["time"]["months"][10] == "11月"
    assert config["axis"]["labelFontSize"] >= 13


def test_black_and_white_stand_apart_as_far_as_colours_can() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)
