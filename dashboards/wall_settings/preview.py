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

HEIGHTS = {"landscape": 320, "wide": 240, "portrait": 700}
"""Pixels before the style sheet gives the picture its shape."""


def block(chosen: Programme) -> None:
    """Shape, light and seat are tried out here; a device's own are set where it is paired."""
    st.subheader(word("preview"), anchor=False)
    first, second = st.columns(2)
    with first:
        shape = st.selectbox(word("shape"), list(HEIGHTS), key="wall_shape", format_func=_shape)
    with second:
        light = st.segmented_control(
            word("theme"), ["dark", "light"], default="dark", key="wall_light", format_func=_light
        )
    first, second = st.columns(2)
    with first:
        height = int(st.number_input(word("height"), *legibility.HEIGHTS, SEAT[0], key="wall_height"))
    with second:
        distance = int(st.number_input(word("distance"), *legibility.DISTANCES, SEAT[1], key="wall_distance"))
    if not _said(canvas.CANVASES[shape], height, distance):
        return
    asked = {"programme": chosen.id, "height": height, "distance": distance, "theme": light or "dark"}
    address = f"/wall?{urlencode(asked)}"
    with st.container(key=f"wall_preview_{shape}"):
        st.iframe(address, height=HEIGHTS[shape])
    st.link_button(word("preview_open"), address)
    st.caption(word("legibility_help"))


def _said(shape: canvas.Canvas, height: int, distance: int) -> bool:
    """What follows of the seat, in words; False where nothing could be read from it."""
    try:
        found, base = shape.glyphs(height, distance), legibility.glyphs(height, distance)
    except TooFar:
        st.error(word("too_far", most=round(legibility.FARTHEST)))
        return False
    heights = f"{distance / height:.1f}"
    cards = canvas.fitting(shape, found.han)
    st.markdown(word("glyphs", heights=heights, han=base.han, digits=base.digits, cards=cards))
    return True


def _shape(code: str) -> str:
    return catalogue.say(f"wall.shape.{code}")


def _light(code: str) -> str:
    return word(f"preview_{code}")
