"""The page of a database that holds nothing yet: what to do next, and what to look at until then."""

import re
from html import escape

import streamlit as st

from core import catalogue

# What has to be done, in this order; the demonstration is instead of it.
STEPS = ("areas", "matters")
INSTEAD = "demo"


def empty(place: str) -> None:
    steps = "".join(_step(str(number), name) for number, name in enumerate(STEPS, 1))
    st.html(
        f'<section class="fq-empty"><h2>{escape(catalogue.say("board.empty.title"))}</h2>'
        f"<p>{escape(catalogue.say('board.empty.text', place=place, steps=len(STEPS)))}</p>"
        f"<ol>{steps}{_step(escape(catalogue.say('board.empty.or')), INSTEAD)}</ol></section>"
    )


def _step(mark: str, name: str) -> str:
    """Commands stand between backticks in the text."""
    text = re.sub("`(.+?)`", r"<code>\1</code>", escape(catalogue.say(f"board.empty.step_{name}_text")))
    title = escape(catalogue.say(f"board.empty.step_{name}"))
    return f'<li><span class="fq-step">{mark}</span><div><h3>{title}</h3><p>{text}</p></div></li>'
