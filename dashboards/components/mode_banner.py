"""Across the top of every page of an area in wartime mode: the word, a shape, where, since when and why."""

from html import escape

import streamlit as st

from core import catalogue, clock
from core.access import Person
from core.areas import AreaTree
from core.cadence import modes
from core.cadence.modes import Spell
from dashboards import data, stores

SHAPE = "\N{BLACK DIAMOND}"


def show(person: Person) -> None:
    """For the area that the person sees, and more quietly for places within it that are in it alone."""
    if person.area_code is None:
        return
    found = modes.load(stores.records())
    if not found.any:
        return
    areas = data.area_tree(data.version())
    spell = found.of(areas, person.area_code)
    if spell is not None:
        _across(told(areas, spell), "")
    elif below := found.below(areas, person.area_code):
        _across(catalogue.say("cadence.banner.below", areas=_names(areas, below)), " fq-wartime-below")


def told(areas: AreaTree, spell: Spell) -> str:
    """One sentence: the word, the place, since when, why, and who ordered it."""
    return catalogue.say(
        "cadence.banner.wartime",
        shape=SHAPE,
        area=areas.name(spell.area_code),
        since=clock.written(spell.begins_at),
        reason=catalogue.label("wartime_reason", spell.reason),
        by=spell.begun_by,
    )


def _across(text: str, kind: str) -> None:
    st.html(f'<div class="fq-wartime{kind}" role="status">{escape(text)}</div>')


def _names(areas: AreaTree, spells: list[Spell]) -> str:
    named = [areas.name(one.area_code) or one.area_code for one in spells]
    return catalogue.say("common.list_separator").join(named)
