"""The pages: which there are, at which address, and who finds them in the menu."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import Page

from core import access, catalogue
from core.access import Person

# So many titles stand side by side on the smallest screen; more are grouped.
IN_ONE_LINE = 6
FOLDER = Path(__file__).parent.parent / "pages"


@dataclass(frozen=True)
class Entry:
    """One page: `key` is its address, its file under pages/ and its title's name; `right` lets a person see it.

    `group` is the menu that it stands in when the person has many pages; those without stand in the line itself.
    """

    key: str
    right: str
    group: str = ""


ENTRIES = (
    Entry("situation", "situation"),
    Entry("mediation", "mediation"),
    Entry("mediation_desk", "mediate", "desks"),
    Entry("care", "services"),
    Entry("care_desk", "service_desk", "desks"),
    Entry("subsidy", "subsidy", "desks"),
    Entry("cadence", "cadence"),
    Entry("alarms", "alarms"),
    Entry("accountability", "accountability"),
    Entry("accountability_desk", "accountability", "desks"),
    Entry("supervision", "supervision"),
    Entry("supervision_desk", "score", "desks"),
    Entry("imports", "import", "settings"),
    Entry("board_settings", "annotate", "settings"),
    Entry("walls", "wall_devices", "settings"),
    Entry("audit", "read_audit", "settings"),
    Entry("people", "see_accounts", "settings"),
    Entry("rights", "see_accounts", "settings"),
    Entry("purposes", "purposes", "settings"),
    # Everybody may read it, so it is nobody's first page but theirs who have no other.
    Entry("metrics", "metrics", "settings"),
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
    several = person is not None and len(_own(person)) > 1
    return st.navigation(_grouped([home, *pages], person), position="top" if several else "hidden")


def _grouped(pages: list[Page], person: Person | None) -> dict[str, list[Page]]:
    """The pages under the title of their menu; a menu of one page isn't worth the click."""
    own = _own(person) if person is not None else []
    sizes = Counter(entry.group for entry in own)
    groups = {entry.key: entry.group for entry in own if len(own) > IN_ONE_LINE and sizes[entry.group] > 1}
    found: dict[str, list[Page]] = {"": []}
    for page in pages:
        group = groups.get(page.url_path, "")
        found.setdefault(catalogue.say(f"shell.menu.{group}") if group else "", []).append(page)
    return found


def own(person: Person) -> list[Page]:
    """The pages that the person may open, in the menu's order."""
    return [_page(entry, person) for entry in _own(person)]


def page(key: str, person: Person) -> Page:
    """The page at an address, to be switched to; its own guard decides whether it opens."""
    return next(_page(entry, person) for entry in ENTRIES if entry.key == key)


def _own(person: Person) -> list[Entry]:
    return [entry for entry in ENTRIES if _is_for(entry, person)]


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
    for page in own(found.person):
        st.switch_page(page)
    st.info(catalogue.say("shell.page.no_pages"))
