"""The marks that people put on trends: the list, a new one, and one to be changed."""

from functools import partial

import streamlit as st

from core import annotations, catalogue
from core.access import Person
from core.annotations import KINDS, Kept
from core.titles import span_words
from dashboards import stores
from dashboards.board_settings import acts, fields
from dashboards.components import once
from dashboards.components.once import Drawn


def block(by: Person) -> None:
    """What there is, then the form: of a new mark, or of the one that was picked."""
    areas = fields.tree()
    kept = annotations.listed(stores.records(), by, areas)
    with st.container(key="card_annotations"):
        st.subheader(catalogue.say("marks.page.annotations"), anchor=False)
        heads = [fields.word(name) for name in ("label", "kind", "days", "area", "changed")]
        fields.table(heads, [_row(one, fields.named(areas, one.area_code)) for one in kept])
        picked = _picked(kept)
        _form(by, picked)


def _row(one: Kept, place: str) -> list[str]:
    changed = catalogue.say("marks.field.changed_by", by=one.changed_by, day=one.changed_on.isoformat())
    return [one.label, _kind(one.kind), span_words(one.span), place, changed]


def _kind(code: str) -> str:
    return catalogue.say(f"marks.kind.{code}")


def _picked(kept: list[Kept]) -> Kept | None:
    if not kept:
        return None
    by_id = {one.id: one for one in kept}
    chosen = st.selectbox(
        catalogue.say("marks.page.pick"),
        list(by_id),
        index=None,
        key="annotation_pick",
        format_func=partial(fields.called, {one.id: f"{one.label} · {span_words(one.span)}" for one in kept}),
        placeholder=catalogue.say("marks.page.pick_none"),
    )
    return by_id.get(chosen) if chosen is not None else None


def _form(by: Person, one: Kept | None) -> None:
    drawn = once.drawn(f"annotation_{one.id}" if one else "annotation_new", one.version if one else None)
    areas = fields.tree()
    with st.form(f"annotation_form_{drawn.token}", border=False):
        if one is None:
            st.markdown(f"**{catalogue.say('marks.page.add_annotation')}**")
        left, middle = st.columns(2)
        with left:
            text = st.text_input(
                fields.word("label"),
                one.label if one else "",
                key=drawn.key("label"),
                max_chars=annotations.LONGEST,
                help=fields.word("label_help"),
            )
            # Nobody marks today by habit: the days are what has to be thought of.
            span = fields.days(drawn, one.span if one else None)
        with middle:
            kind = st.selectbox(
                fields.word("kind"),
                KINDS,
                index=KINDS.index(one.kind) if one else 0,
                key=drawn.key("kind"),
                format_func=_kind,
            )
            place = fields.area(drawn, areas, by, one.area_code if one else None, "area_help")
        with st.container(horizontal=True):
            word = "save" if one else "add"
            sent = st.form_submit_button(catalogue.say(f"marks.page.{word}"), key=drawn.key("send"), type="primary")
            if one:
                acts.remove_button(drawn)
    if one:
        act = partial(annotations.remove, areas=areas, kept=one.id, version=drawn.seen, by=by)
        acts.removal(drawn, one.label, act)
    if sent and span is None:
        st.error(catalogue.say("marks.refused.half_days"))
    elif sent and span is not None:
        _save(drawn, one, label=text, kind=kind, span=span, area_code=place, by=by)


def _save(drawn: Drawn, one: Kept | None, **wanted: object) -> None:
    areas = fields.tree()
    if one is None:
        acts.do(drawn, partial(annotations.add, areas=areas, **wanted), "added")  # type: ignore[arg-type]
    else:
        change = partial(annotations.change, areas=areas, kept=one.id, version=drawn.seen, **wanted)  # type: ignore[arg-type]
        acts.do(drawn, change, "saved")
