"""Choosing the place: by its name among all one may see, or level by level down the tree."""

from dataclasses import replace
from functools import partial

import streamlit as st

from core import catalogue
from core.areas import Area, AreaTree
from core.scope import Request
from core.titles import place_words
from dashboards import links
from dashboards.viewing import View

# A list in a browser stays quick up to a few thousand entries; villages beyond that are reached level by level.
SEARCHABLE = 3000
ALL = ""
BORDERS = ("then", "today")


def chosen(view: View) -> str:
    return place_words(view.scope.areas)


def choices(view: View) -> None:
    """A search over the names, then one list a level; each change asks for another address."""
    own = view.person.area_code or ""
    _search(view, own)
    path = [area.code for area in view.areas.path(view.scope.areas[0].code) if view.areas.contains(own, area.code)]
    for depth, code in enumerate(path):
        if below := view.areas.children(code):
            following = path[depth + 1] if depth + 1 < len(path) else ALL
            _level(view, view.areas[code], below, following)
    _borders(view)


def _borders(view: View) -> None:
    """Whether places that were split, merged or renamed count as they were or as they are."""
    key = f"borders_{view.mark}"
    st.radio(
        catalogue.say("areas.borders.label"),
        BORDERS,
        index=BORDERS.index(view.request.borders),
        key=key,
        format_func=_border_words,
        horizontal=True,
        on_change=_take_borders,
        args=(view.request, key),
    )


def _border_words(borders: str) -> str:
    return catalogue.say(f"areas.borders.{borders}")


def _take_borders(request: Request, key: str) -> None:
    links.go(replace(request, borders=st.session_state[key]))


def _search(view: View, own: str) -> None:
    places = [area.code for area in view.areas.below(own)]
    if len(places) > SEARCHABLE:
        places = [code for code in places if view.areas[code].level != "village"]
    key = f"area_search_{view.mark}"
    st.selectbox(
        catalogue.say("board.filter.search"),
        places,
        index=None,
        key=key,
        placeholder=catalogue.say("board.filter.search_hint"),
        format_func=partial(_with_parent, view.areas, own),
        on_change=_found,
        args=(view.request, key),
    )


def _with_parent(areas: AreaTree, own: str, code: str) -> str:
    """Names of townships repeat: the place above tells them apart."""
    area = areas[code]
    above = areas.get(area.parent_code) if code != own else None
    if above is None or above.parent_code is None:
        return area.name
    return catalogue.say("board.filter.within", name=area.name, above=above.name)


def _found(request: Request, key: str) -> None:
    if code := st.session_state[key]:
        links.go(replace(request, areas=(code,)))


def _level(view: View, area: Area, below: list[Area], following: str) -> None:
    key = f"area_below_{area.code}_{view.mark}"
    codes = [ALL, *(child.code for child in below)]
    st.selectbox(
        catalogue.label("area_level", below[0].level),
        codes,
        index=codes.index(following),
        key=key,
        format_func=partial(_name, view.areas, area),
        on_change=_take,
        args=(view.request, key, area.code),
    )


def _name(areas: AreaTree, above: Area, code: str) -> str:
    """The root's own name says already that it is everything."""
    whole = above.name if above.parent_code is None else catalogue.say("board.filter.all_of", name=above.name)
    return areas[code].name if code else whole


def _take(request: Request, key: str, above: str) -> None:
    links.go(replace(request, areas=(st.session_state[key] or above,)))
