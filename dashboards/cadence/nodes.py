"""The products of the four nodes: issued or not, and what an issued one said beside what is known now."""

from functools import partial
from html import escape
from typing import Any

import streamlit as st

from core import access, catalogue, clock, numbers
from core.access import Person
from core.areas import AreaTree
from core.cadence import products
from core.cadence.products import LEVELS, Node, Told
from core.definitions import definition
from core.titles import span_words
from dashboards import stores
from dashboards.cadence import acts, table
from dashboards.components import once
from dashboards.viewing import View
from db.session import Session


def block(view: View) -> None:
    """Of the place looked at, where it is one that issues them."""
    if len(view.scope.areas) != 1 or view.scope.areas[0].level not in LEVELS:
        return
    area = view.scope.areas[0].code
    found = products.nodes(stores.records(), area, view.scope.today)
    with st.container(key="card_nodes"):
        st.html(table.heading(catalogue.say("cadence.nodes.title")))
        heads = [catalogue.say(f"cadence.nodes.{name}") for name in ("node", "period", "issued")]
        st.html(table.table(heads, [_row(one) for one in found]))
        _issuing(view, found, area)
        if any(one.id for one in found):
            _reading(view, [one for one in found if one.id], area)


def _row(one: Node) -> list[str]:
    issued = catalogue.say("cadence.nodes.not_yet")
    if one.issued_at is not None:
        issued = catalogue.say("cadence.nodes.issued_by", at=clock.written(one.issued_at), by=one.issued_by)
    return [escape(text) for text in (_called(one.node), span_words(one.span), issued)]


def _issuing(view: View, found: list[Node], area: str) -> None:
    may = access.may(view.person, products.RIGHT) and view.person.area_code == area
    waiting = [one for one in found if one.id is None]
    if not may or not waiting:
        return
    with st.container(horizontal=True):
        for one in waiting:
            drawn = once.drawn(f"cadence_issue_{one.node}")
            label = catalogue.say("cadence.nodes.issue", node=_called(one.node), period=span_words(one.span))
            if st.button(label, key=drawn.key("send")):
                act = partial(_issue, node=one.node, area=area, by=view.person)
                acts.do(drawn, act, view.person)


def _issue(session: Session, areas: AreaTree, *, node: str, area: str, by: Person) -> str:
    figures: list[dict[str, Any]] = products.freeze(stores.read_model(), areas, node=node, area_code=area, by=by)
    products.issue(session, areas, node=node, area_code=area, figures=figures, by=by)
    return catalogue.say("cadence.nodes.done", node=_called(node))


def _reading(view: View, issued: list[Node], area: str) -> None:
    names = {one.node: catalogue.say("cadence.nodes.read", node=_called(one.node)) for one in issued}
    picked = st.selectbox(
        catalogue.say("cadence.nodes.which"), list(names), index=None, format_func=names.__getitem__,
        key="cadence_node", placeholder=catalogue.say("cadence.nodes.which"), label_visibility="collapsed",
    )  # fmt: skip
    if picked is None:
        return
    product = next(one for one in issued if one.node == picked)
    told = products.told(stores.records(), stores.read_model(), view.areas, product, area, view.person)
    st.html(_figures(view, told))


def _figures(view: View, told: list[Told]) -> str:
    heads = [catalogue.say(f"cadence.nodes.{name}") for name in ("figure", "place", "reported", "now")]
    rows = [
        [
            escape(definition(one.metric).label),
            escape(view.words.of("area", one.area)),
            escape(_number(one.metric, one.reported)),
            _restated(one) if one.restated else escape(catalogue.say("cadence.nodes.same")),
        ]
        for one in told
    ]
    return table.table(heads, rows, right=(2, 3))


def _restated(one: Told) -> str:
    word = escape(catalogue.say("cadence.nodes.restated", value=_number(one.metric, one.now)))
    return f'<b class="fq-level-2">\N{BLACK UP-POINTING TRIANGLE} {word}</b>'


def _number(metric: str, value: float | None) -> str:
    found = definition(metric)
    number, unit = numbers.quantity(value, found.unit, found.decimals)
    return f"{number} {unit}".strip()


def _called(node: str) -> str:
    return catalogue.say(f"cadence.nodes.{node}")
