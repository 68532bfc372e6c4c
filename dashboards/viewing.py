"""What one run of a page looks at: who, where, when and which matters, sealed, with the words to say it."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, NoReturn
from urllib.parse import urlsplit

import streamlit as st

from core import access, catalogue, refusals
from core.access import OutOfScope, Person
from core.areas import AreaTree
from core.periods import BadPeriod
from core.scope import Request, Scope
from core.words import Words
from dashboards import data, history, links, stores, theme
from dashboards.data import Version
from dashboards.links import UnknownLink
from dashboards.theme import Theme

if TYPE_CHECKING:
    from dashboards.components.tools import Tile

# Of an unknown value no more than this is repeated on the page.
LONGEST = 30


@dataclass(frozen=True)
class View:
    """`request` is what the address says, `scope` what of it this person may see."""

    person: Person
    request: Request
    scope: Scope
    version: Version
    words: Words
    theme: Theme
    visit: int
    page: str
    """The page's address, which is also its name in the catalogue."""
    until: datetime | None = None
    """Until when what is shown tells, where that isn't the present: of what was frozen."""
    sentence: list[str] = field(default_factory=list, compare=False)
    """What the page's first line says of it, once that was drawn."""
    tiles: list["Tile"] = field(default_factory=list, compare=False)
    """What has been drawn of it in this run: the board's export holds just that."""

    @property
    def mark(self) -> str:
        """The address in short and which visit to it this is, for the keys of what is drawn under it."""
        return f"{links.mark(self.request)}_{self.visit}"

    @property
    def areas(self) -> AreaTree:
        return self.words.areas


def begin(person: Person) -> View:
    """Reads the address, dresses the page, seals the scope; what may not be seen is refused, said and written down."""
    look = theme.current()
    theme.apply(look)
    version = data.version()
    known = data.known_words(version)
    request = _understood(_asked(), known)
    try:
        scope = access.scope(person, request, known.areas)
    except OutOfScope as refused:
        _refuse(refused)
    visit = history.note(request)
    if scope.narrowed:
        st.warning(catalogue.say("board.narrowed"))
    return View(person, request, scope, version, known, look, visit, _page())


def _page() -> str:
    return urlsplit(st.context.url or "").path.rstrip("/").rpartition("/")[2]


def _asked() -> Request:
    try:
        return links.asked()
    except BadPeriod:
        st.warning(catalogue.say("board.bad_period"))
        return links.asked(periods=False)
    except UnknownLink:
        st.warning(catalogue.say("tools.unknown_link"))
    return Request()


def _understood(request: Request, known: Words) -> Request:
    """The request in codes that exist; a value that nobody knows is said and left out, lest it read as none."""
    strange: list[str] = []
    for dimension, values in request.filters:
        codes = {value: known.find(dimension, value) for value in values}
        request = request.narrowed(dimension, *filter(None, codes.values()))
        label = catalogue.label("dimension", dimension)
        strange += [
            catalogue.say("board.unknown_value", dimension=label, value=_plain(value))
            for value in codes
            if not codes[value]
        ]
    if strange:
        st.warning(catalogue.say("board.unknown_filter", values=" ".join(strange)))
    return request


def _plain(text: str) -> str:
    """What somebody wrote in a link, short, and without its marks being taken for Markdown."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", text[:LONGEST])


def _refuse(refused: OutOfScope) -> NoReturn:
    refusals.log(stores.records(), refused)
    st.error(catalogue.say("board.out_of_scope"))
    st.button(catalogue.say("board.back_to_own"), on_click=links.go, args=(Request(),))
    st.stop()
