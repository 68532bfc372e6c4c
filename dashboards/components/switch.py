"""A choice between a few ways to look at the same matters, kept in the address, so that a link shows what was seen."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from core import catalogue


def chosen(name: str, options: Sequence[str]) -> str:
    """What the address says under `name`; the first option where it says nothing, or something unknown."""
    asked = st.query_params.get(name)
    return asked if asked is not None and asked in options else options[0]


def switch(name: str, options: Sequence[str]) -> str:
    """Shows the options beside each other and gives the chosen one.

    `name` is the address's, and that of the catalogue's section with the options' words.
    """
    current = chosen(name, options)
    # The address decides, also after a step back; under one key the widget stays in place while the page is redrawn.
    key = f"switch_{name}"
    st.session_state[key] = current
    st.segmented_control(
        catalogue.say(f"tiles.switch.{name}"),
        options,
        key=key,
        format_func=partial(_word, name),
        on_change=_take,
        args=(name, key, options[0]),
        label_visibility="collapsed",
    )
    return current


def _word(name: str, option: str) -> str:
    return catalogue.say(f"tiles.{name}.{option}")


def _take(name: str, key: str, usual: str) -> None:
    picked = st.session_state[key]
    if picked and picked != usual:
        st.query_params[name] = picked
    elif picked and name in st.query_params:
        del st.query_params[name]
