"""What is asked of a device, whether it is paired or changed: its name, programme, seat and address range."""

from functools import partial
from typing import Any

import streamlit as st

from core.access import Person
from core.wall import legibility, oversight, programme, terms
from core.wall.devices import Device
from dashboards import stores
from dashboards.board_settings import fields
from dashboards.components.once import Drawn
from dashboards.wall.broadcast import SEAT
from dashboards.wall_settings.acts import tree, word
from dashboards.wall_settings.programmes import PICKED


def programmes(by: Person) -> dict[int, str]:
    """The names of those whose devices this person keeps."""
    areas = tree()
    kept = (one for one in programme.listed(stores.records()) if oversight.keeps(areas, one.area_code, by))
    return {one.id: one.name for one in kept}


def ask(drawn: Drawn, names: dict[int, str], one: Device | None = None) -> dict[str, Any]:
    """The fields within a form, filled with what `one` has; as `devices.change` takes them."""
    first, second, third = st.columns(3)
    seat = (one.height_cm, one.distance_cm) if one else SEAT
    with first:
        name = st.text_input(
            word("device_name"), one.name if one else "", key=drawn.key("name"), max_chars=terms.LONGEST_NAME
        )
        height = st.number_input(word("height"), *legibility.HEIGHTS, seat[0], key=drawn.key("height"))
    with second:
        # A new one is for the programme that is worked on.
        picked = one.programme_id if one else st.session_state.get(PICKED)
        at = list(names).index(picked) if picked in names else 0
        chosen = st.selectbox(
            word("programme"),
            list(names),
            at,
            key=drawn.key(f"programme_{picked}"),
            format_func=partial(fields.called, names),
            # A phone goes with its screen.
            disabled=one is not None and one.kind == "remote",
        )
        distance = st.number_input(word("distance"), *legibility.DISTANCES, seat[1], key=drawn.key("distance"))
    with third:
        network = st.text_input(
            word("network"), (one.network or "") if one else "", key=drawn.key("network"), max_chars=64
        )
    centimetres = {"height_cm": int(height), "distance_cm": int(distance)}
    return {"name": name, "programme_id": chosen, "network": network, **centimetres}
