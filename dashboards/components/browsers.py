"""The browsers that somebody is signed in with, as a table."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from core import catalogue, clock
from core.browsers import Browser

COLUMNS = ("number", "browser", "address", "since", "last_seen")


def table(found: Sequence[Browser]) -> None:
    """One line each, numbered, so that a button can name it; the one that is looked from is marked."""
    heads = "".join(f"<th>{escape(catalogue.say(f'browsers.column.{name}'))}</th>" for name in COLUMNS)
    body = "".join(_row(number, one) for number, one in enumerate(found, 1))
    st.html(f'<div class="fq-browsers"><table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>')


def _row(number: int, one: Browser) -> str:
    mark = f" <b>{escape(catalogue.say('browsers.this'))}</b>" if one.is_this else ""
    times = (clock.briefly(one.since), clock.briefly(one.last_seen))
    cells = [str(number), escape(one.browser) + mark, *map(escape, (one.address, *times))]
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"
