"""The pages: which there are, at which address, and who finds them in the menu."""

from dataclasses import dataclass
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import Page

from core import access, catalogue
from core.access import Person

FOLDER = Path(__file__).parent.parent / "pages"


@dataclass(frozen=True)
class Entry:
    """One page: `key` is its address, its file under pages/ and its title's name; `right` lets a person see it."""

    key: str
    right: str


ENTRIES = (
    Entry("situation", "situation"),
    Entry("mediation", "mediation"),
    Entry("mediation_desk", "mediate"),
    Entry("care", "services"),
    Entry("care_desk", "service_desk"),
    Entry("subsidy", "subsidy"),
    Entry("cadence", "cadence"),
    Entry("alarms", "alarms"),
    Entry("accountability", "accountability"),
    Entry("accountability_desk", "accountability"),
    Entry("supervision", "supervision"),
    Entry("supervision_desk", "score"),
    Entry("imports", "import"),
    Entry("board_settings", "annotate"),
    Entry("walls", "wall_devices"),
    Entry("audit", "read_audit"),
    Entry("people", "see_accounts"),
    Entry("rights", "see_accounts"),
    # Everybody may read it, so it is nobody's first page but theirs who have no other.
    Entry("metrics", "metrics"),
)


def paths() -> tuple[str, ...]:
    """The pages' addresses; they never depend on who asks, so a link means the same to everybody."""
    return tuple(f"/{entry.key}" for entry in ENTRIES)


def current(person: Person | None) -> Page:
    """Builds the menu for this person and gives the page that was asked for.

    Every page is registered for everybody, hidden where it isn't theirs: its own guard then answers in Chinese, and the
    address of a page survives the sign-in.
    """
    pages = [_page(entry, person) for entry in ENTRIES]
    home = st.Page(_home, title=catalogue.say("common.product"), default=True, visibility="hidden")
    shown = person is not None and sum(_is_for(entry, person) for entry in ENTRIES) > 1
    return st.navigation([home, *pages], position="top" if shown else "hidden")


def own(person: Person) -> list[Page]:
    """The pages that the person may open, in the menu's order."""
    return [_page(entry, person) for entry in ENTRIES if _is_for(entry, person)]


def page(key: str, person: Person) -> Page:
    """The page at an address, to be switched to; its own guard decides whether it opens."""
    return next(_page(entry, person) for entry in ENTRIES if entry.key == key)


def _page(entry: Entry, person: Person | None) -> Page:
    return st.Page(
        FOLDER / f"{entry.key}.py",
        title=catalogue.say(f"shell.page.{entry.key}"),
        url_path=entry.key,
        visibility="visible" if person is not None and _is_for(entry, person) else "hidden",
    )


def _is_for(entry: Entry, person: Person) -> bool:
    return access.may(person, entry.right)


def _home() -> None:
    """The bare address: on to the first page that is the person's own."""
    from dashboards import session

    found = session.login()
    if found is None or found.person is None:
        st.stop()
    for entry in ENTRIES:
        if _is_for(entry, found.person):
            st.switch_page(_page(entry, found.person))
    st.info(catalogue.say("shell.page.no_pages"))
