"""How large glyphs must be: against the angles that they must subtend."""

from math import atan, degrees

import pytest

from core.wall import legibility
from core.wall.legibility import Glyphs, TooFar


def test_five_picture_heights_away_characters_are_forty_three_pixels_high() -> None:
    assert legibility.glyphs(200, 1_000) == Glyphs(43, 35)


@pytest.mark.parametrize(("height", "distance", "canvas"), [(150, 600, 1080), (240, 1_400, 1080), (120, 500, 1920)])
def test_glyphs_subtend_what_can_be_read(height: int, distance: int, canvas: int) -> None:
    """25 arc minutes for characters and 16 for digits, up to the rounding of the two constants (2.5 %)."""
    found = legibility.glyphs(height, distance, canvas)
    for pixels, minutes in ((found.han, 25), (found.digits, 16)):
        angle = degrees(atan(pixels * height / canvas / distance)) * 60
        assert angle >= 0.975 * minutes


def test_on_a_desk_they_are_no_smaller_than_print() -> None:
    assert legibility.glyphs(60, 60) == Glyphs(22, 22)


def test_from_too_far_nothing_is_promised() -> None:
    with pytest.raises(TooFar):
        legibility.glyphs(100, 601)
