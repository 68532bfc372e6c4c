"""The page of a database that holds nothing yet: what to do next, in three steps."""

from html import escape

import streamlit as st

from core import catalogue

STEPS = {
    "areas": "fengqiao import areas areas.csv",
    "matters": "fengqiao import matters matters.csv",
    "demo": "fengqiao demo-data",
}


def empty(place: str) -> None:
    steps = "".join(_step(number, name) for number, name in enumerate(STEPS, 1))
    st.html(
        f'<section class="fq-empty"><h2>{escape(catalogue.say("board.empty.title"))}</h2>'
        f"<p>{escape(catalogue.say('board.empty.text', place=place))}</p><ol>{steps}</ol></section>"
    )


def _step(number: int, name: str) -> str:
    command = f"<code>{escape(STEPS[name])}</code>"
    text = escape(catalogue.say(f"board.empty.step_{name}_text", command="\0")).replace("\0", command)
    title = escape(catalogue.say(f"board.empty.step_{name}"))
    return f'<li><span class="fq-step">{number}</span><div><h3>{title}</h3><p>{text}</p></div></li>'
