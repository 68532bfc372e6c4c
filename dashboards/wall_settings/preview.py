"""What a wall would show: how large its glyphs must be for the farthest seat, and the wall itself, live."""

from urllib.parse import urlencode

import streamlit as st

from core import catalogue
from core.wall import legibility
from core.wall.legibility import TooFar
from core.wall.programme import Programme
from dashboards.wall import canvas
from dashboards.wall.broadcast import SEAT
from dashboards.wall_settings.acts import word

WIDTHS = {"landscape": (1100, 619), "wide": (1100, 412), "portrait": (420, 747)}


def block(chosen: Programme) -> None:
    """Shape, light and seat are tried out here; a device's own are set where it is paired."""
    st.subheader(word("legibility"), anchor=False)
    st.caption(word("legibility_help"))
    columns = st.columns(4)
    with columns[0]:
        height = int(st.number_input(word("height"), *legibility.HEIGHTS, SEAT[0], key="wall_height"))
    with columns[1]:
        distance = int(st.number_input(word("distance"), *legibility.DISTANCES, SEAT[1], key="wall_distance"))
    with columns[2]:
        shape = st.selectbox(word("shape"), list(WIDTHS), key="wall_shape", format_func=_shape)
    with columns[3]:
        light = st.segmented_control(
            word("preview"), ["dark", "light"], default="dark", key="wall_light", format_func=_light
        )
    if not _said(canvas.CANVASES[shape], height, distance):
        return
    asked = {"programme": chosen.id, "height": height, "distance": distance, "theme": light or "dark"}
    width, tall = WIDTHS[shape]
    st.iframe(f"/wall?{urlencode(asked)}", width=width, height=tall)


def _said(shape: canvas.Canvas, height: int, distance: int) -> bool:
    """What follows of the seat, in words; False where nothing could be read from it."""
    try:
        found, base = shape.glyphs(height, distance), legibility.glyphs(height, distance)
    except TooFar:
        st.error(word("too_far", most=round(legibility.FARTHEST)), width=1100)
        return False
    heights = f"{distance / height:.1f}"
    cards = canvas.fitting(shape, found.han)
    st.markdown(word("glyphs", heights=heights, han=base.han, digits=base.digits, cards=cards))
    return True


def _shape(code: str) -> str:
    return catalogue.say(f"wall.shape.{code}")


def _light(code: str) -> str:
    return word(f"preview_{code}")
