"""Writing something about walls, and asking before something is gone."""

import re
from collections.abc import Callable

import streamlit as st

from core import catalogue
from core.areas import AreaTree
from core.wall.programme import Programme
from dashboards import data, windows
from dashboards.components import once
from dashboards.components.once import Drawn
from dashboards.wall import broadcast
from db.session import Session

PAGE = "walls_{}"
WIDTH = 1100


def word(key: str, /, **values: object) -> str:
    return catalogue.say(f"wall.page.{key}", **values)


def tree() -> AreaTree:
    return data.area_tree(data.version())


def do(drawn: Drawn, act: Callable[[Session], object], done: str, place: str, **values: object) -> None:
    """Runs `act` as `once.do` does; `done` names the sentence, `place` where it is said. The walls hear at once."""

    def work(session: Session) -> str:
        act(session)
        return word(done, **values)

    try:
        once.do(drawn, work, page=PAGE.format(place), show=lambda refused: st.error(refused.told, width=WIDTH))
    finally:
        broadcast.clear()


def changing(chosen: Programme, act: Callable[[Session], int]) -> Callable[[Session], None]:
    """A change of the programme, after which its other forms on the page go on, as they were filled in."""

    def changed(session: Session) -> None:
        own = re.compile(rf"wall_(programme_{chosen.id}|slot_{chosen.id}_.+)")
        once.follow(lambda name: own.fullmatch(name) is not None, chosen.version, act(session))

    return changed


def said(place: str) -> None:
    """What came of the last act, said where it was done: the page is longer than a screen."""
    once.said(PAGE.format(place), WIDTH)


def asks_first(
    drawn: Drawn,
    name: str,
    act: Callable[[Session], object],
    done: str,
    place: str,
    verb: str = "remove",
    also: str = "",
) -> None:
    """The window that asks before something is gone, while it is open; outside of forms.

    `verb` names its words, `also` says what else goes with it.
    """
    if windows.current() == drawn.key("asked"):
        st.dialog(word(f"{verb}_confirm"), on_dismiss=windows.close)(_confirm)(
            drawn, name, act, done, place, verb, also
        )


def _confirm(
    drawn: Drawn, name: str, act: Callable[[Session], object], done: str, place: str, verb: str, also: str
) -> None:
    st.warning(word(f"{verb}_named", name=name) + also)
    with st.container(horizontal=True):
        sure = st.button(word(f"{verb}_confirm"), key=drawn.key("yes"), type="primary")
        if st.button(word(f"{verb}_no"), key=drawn.key("no")):
            windows.close()
            st.rerun()
    if sure:
        windows.close()
        do(drawn, act, done, place)
