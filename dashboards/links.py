"""The address of what is on screen: the link is the truth, widgets only show it and ask for another."""

from zlib import crc32

import streamlit as st

from core.scope import FILTERS, Request

OURS = ("period", "area", *FILTERS)


def asked() -> Request:
    """The request of the address. Raises BadPeriod where somebody wrote a period that can't be read."""
    return Request.from_query(st.query_params.to_dict())


def mark(request: Request) -> str:
    """A short name of the request, to be part of every widget's and clickable chart's key.

    Under another address a widget has to be another widget: a browser keeps the last value of one that it isn't showing
    (in a closed popover), sends it with the next click, and the address would jump back to what was chosen before.
    """
    return f"{crc32(repr(request.to_query()).encode()):08x}"


def go(request: Request) -> None:
    """Makes `request` the address, a step that the browser's back button undoes. For callbacks: the run follows."""
    others = {name: value for name, value in st.query_params.to_dict().items() if name not in OURS}
    st.query_params.from_dict(others | request.to_query())
