"""How large glyphs must be on a wall to be read from the farthest seat; computed, never chosen.

Chinese characters must subtend 25 arc minutes and digits 16 (UI.md), of which follow 8.5 and 7 thousandths of a picture
1080 high for each picture height of distance.
"""

from dataclasses import dataclass
from math import ceil

CANVAS = 1080
HAN, DIGITS = 8.5, 7.0
# On a desk in front of it a wall is still written as large as this.
LEAST = 22
# Beyond so many picture heights hardly anything fits on the picture any more.
FARTHEST = 6.0
HEIGHTS = (20, 1_500)
"""Centimetres that a picture may be high."""
DISTANCES = (50, 6_000)


@dataclass(frozen=True)
class Glyphs:
    """The least sizes in pixels of the canvas."""

    han: int
    digits: int


class TooFar(ValueError):
    """From that seat nothing could be read, however large; `heights` are the picture heights to it."""

    def __init__(self, heights: float) -> None:
        self.heights = heights
        super().__init__(f"{heights:.1f} picture heights")


def glyphs(height_cm: int, distance_cm: int, canvas: int = CANVAS) -> Glyphs:
    """The least sizes on a canvas of that many pixels in height. Raises TooFar."""
    heights = distance_cm / height_cm
    if heights > FARTHEST:
        raise TooFar(heights)
    scale = canvas / CANVAS
    return Glyphs(max(LEAST, ceil(HAN * heights * scale)), max(LEAST, ceil(DIGITS * heights * scale)))
