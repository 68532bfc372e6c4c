"""Colours are told apart by everybody: WCAG 2.2, 4.5:1 for text and 3:1 for marks, in both themes."""

import pytest

from dashboards import theme
from dashboards.theme import DARK, LIGHT, Theme

BOTH = pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])


@BOTH
def test_text_stands_out_from_cards_and_canvas(look: Theme) -> None:
    levels = (look.level_1, look.level_2, look.level_3, look.level_4)
    for ink in (look.text, look.muted, look.faint, *levels, look.better, look.worse, look.accent):
        assert contrast(ink, look.card) >= 4.5
        assert contrast(ink, look.canvas) >= 4.5


@BOTH
def test_numbers_stand_out_on_every_shade_and_where_there_is_no_data(look: Theme) -> None:
    for shade, ink in zip(look.ramp, look.ramp_ink, strict=True):
        assert contrast(shade, ink) >= 4.5
    assert contrast(look.no_data, look.text) >= 4.5


@BOTH
def test_lines_and_bars_stand_out_from_their_card(look: Theme) -> None:
    for mark in (look.actual, look.previous):
        assert contrast(mark, look.card) >= 3


@BOTH
def test_green_is_no_level_and_no_shade(look: Theme) -> None:
    assert look.better not in (look.level_1, look.level_2, look.level_3, look.level_4, *look.ramp, look.no_data)


def test_charts_speak_chinese_about_time() -> None:
    config = theme.chart_config(LIGHT)
    assert config["locale"]["time"]["months"][10] == "11月"
    assert config["axis"]["labelFontSize"] >= 13


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
