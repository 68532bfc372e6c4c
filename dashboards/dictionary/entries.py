"""The metrics of the dictionary, grouped by theme: found by words, or one alone by its link."""

from html import escape
from pathlib import Path

import streamlit as st

from core import catalogue, dictionary
from core.definitions import definitions
from core.dictionary import Entry
from dashboards.components.card import nothing

PARAMETER = "metric"
STYLE = Path(__file__).with_name("dictionary.css")


def chosen() -> str | None:
    """The metric that the link asks for; a code that nobody knows is said and left out."""
    st.html(STYLE)
    key = st.query_params.get(PARAMETER)
    if key and key not in definitions():
        st.warning(_say("unknown", code=key))
        return None
    return key


def one(key: str) -> None:
    """One metric, and the way to all."""
    with st.container(key="dictionary_one", horizontal=True, vertical_alignment="center"):
        st.caption(_say("one"))
        st.button(_say("all"), key="dictionary_all", on_click=_show_all, type="tertiary")
    st.html(_card(dictionary.entry(definitions()[key])))


def search() -> tuple[str, str | None]:
    """The words that are looked for and the theme, if one is chosen."""
    known = [theme for theme, _ in dictionary.themes()]
    with st.container(key="dictionary_search", horizontal=True, vertical_alignment="bottom"):
        words = st.text_input(_say("search"), placeholder=_say("search_hint"), key="dictionary_words")
        theme = st.pills(_say("theme"), known, format_func=_theme, key="dictionary_theme")
    return words, theme


def listed(words: str, theme: str | None) -> None:
    found = [(name, entries) for name, entries in dictionary.themes(words) if theme in (None, name)]
    if not found:
        nothing(_say("none"), _say("none_hint"))
    for name, entries in found:
        st.subheader(_say("count", label=_theme(name), count=len(entries)))
        st.html(f'<div class="fq-dictionary">{"".join(map(_card, entries))}</div>')


def _card(entry: Entry) -> str:
    metric = entry.metric
    link = f'<a href="?{PARAMETER}={metric.key}" target="_self" title="{_say("link")}"><code>{metric.key}</code></a>'
    facts = "".join(f"<dt>{escape(head)}</dt><dd>{escape(text)}</dd>" for head, text in entry.facts)
    return (
        f'<section class="fq-metric"><h4>{escape(metric.label)}</h4>{link}'
        f"<p>{escape(metric.definition)}</p><dl>{facts}</dl></section>"
    )


def _theme(theme: str) -> str:
    return catalogue.label("theme", theme)


def _show_all() -> None:
    st.query_params.pop(PARAMETER, None)


def _say(key: str, **values: object) -> str:
    return catalogue.say(f"dictionary.{key}", **values)
