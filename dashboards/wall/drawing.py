"""Charts for the wall: those of the pages, drawn to SVG on the server, with every word as large as it must be."""

import re
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pandas as pd
import vl_convert

from core.wall.legibility import Glyphs
from dashboards.charts import AnyChart, standing
from dashboards.theme import LABEL_SIZE, Theme
from dashboards.wall.canvas import Box

# Charts are made for labels of LABEL_SIZE pixels: drawn small and scaled up, all of them grow alike.
FIT = {"type": "fit", "contains": "padding"}
_TEXT = re.compile(r'<text[^>]*?font-size="([\d.]+)px"[^>]*?>(.*?)</text>', re.DOTALL)
_HAN = re.compile(r"[\u3400-\u9fff]")
_NAMED = re.compile(r'(\bid="|url\(#|href="#)')
_TAG = re.compile(r"<[^>]+>")
ALLOWANCE = 0.02


def chart(
    draw: Callable[..., AnyChart], table: pd.DataFrame, theme: Theme, box: Box, glyphs: Glyphs, **shape: Any
) -> str:
    """The chart as SVG that fills the box; where it writes smaller than others, it is drawn smaller and scaled more."""
    spec = standing(draw, table, theme, **shape)
    scale = glyphs.han / LABEL_SIZE
    drawn = _drawn(spec, box, scale)
    more = _lacking(drawn, scale, glyphs)
    return _drawn(spec, box, scale * more) if more > 1 + ALLOWANCE else drawn


def smallest(svg: str, scale: float) -> tuple[float, float]:
    """The smallest characters and digits in pixels; infinite where there are none."""
    sizes = [(float(size) * scale, _TAG.sub("", text)) for size, text in _TEXT.findall(svg)]
    han = [size for size, text in sizes if _HAN.search(text)]
    digits = [size for size, text in sizes if text.strip() and not _HAN.search(text)]
    return min(han, default=float("inf")), min(digits, default=float("inf"))


def _lacking(svg: str, scale: float, glyphs: Glyphs) -> float:
    """By how much the smallest glyph falls short."""
    han, digits = smallest(svg, scale)
    return max(1.0, glyphs.han / han, glyphs.digits / digits)


def _drawn(spec: dict[str, Any], box: Box, scale: float) -> str:
    size = {"width": max(1, round(box.w / scale)), "height": max(1, round(box.h / scale)), "autosize": FIT}
    # Nothing is fetched from anywhere: the rows lie inside.
    svg = vl_convert.vegalite_to_svg(spec | size, allowed_base_urls=[])
    # Two charts of one page mustn't cut each other by a path of the same name.
    mark = sha256(svg.encode()).hexdigest()[:8]
    return _NAMED.sub(rf"\g<1>{mark}_", svg)
