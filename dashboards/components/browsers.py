"""The browsers that somebody is signed in with, as a table."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from core import catalogue, clock
from core.browsers import Browser

COLUMNS = ("number", "browser", "address", "since", "last_seen", "this")


def table(found: Sequence[Browser]) -> None:
    """One line each, numbered, so that a button can name it; the one that is looked from is marked."""
    heads = "".join(f"<th>{escape(catalogue.say(f'browsers.column.{name}'))}</th>" for name in COLUMNS)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in _cells(number, one)) + "</tr>"
        for number, one in enumerate(found, 1)
    )
    whole = f'<table class="fq-table"><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>'
    st.html(f'<div class="fq-matters">{whole}</div>')


def _cells(number: int, one: Browser) -> tuple[str, ...]:
    mark = catalogue.say("browsers.this") if one.is_this else ""
    return str(number), one.browser, one.address, clock.briefly(one.since), clock.briefly(one.last_seen), mark
