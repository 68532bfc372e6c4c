"""The targets that places have set themselves: the list, a new one, and one to be changed."""

from datetime import date
from functools import partial

import streamlit as st

from core import catalogue, clock, numbers, targets
from core.access import Person
from core.definitions import definition
from core.periods import Span
from core.targets import Kept
from core.titles import span_words
from dashboards import stores
from dashboards.board_settings import acts, fields
from dashboards.components import once
from dashboards.components.once import Drawn


def block(by: Person) -> None:
    """What there is, then the form: of a new target, or of the one that was picked."""
    areas = fields.tree()
    kept = targets.listed(stores.records(), by, areas)
    above = targets.set_above(stores.records(), by, areas)
    with st.container(key="card_targets"):
        st.subheader(catalogue.say("marks.page.targets"), anchor=False)
        heads = [fields.word(name) for name in ("metric", "value", "days", "area", "changed")]
        fields.table(heads, [_row(one, fields.named(areas, one.area_code)) for one in (*kept, *above)])
        if above:
            st.caption(catalogue.say("marks.page.set_above"))
        picked = _picked(kept)
        if picked is None:
            _new(by)
        else:
            _edit(by, picked)


def _row(one: Kept, place: str) -> list[str]:
    changed = catalogue.say("marks.field.changed_by", by=one.changed_by, day=one.changed_on.isoformat())
    return [definition(one.metric).label, _value(one), span_words(one.span), place, changed]


def _value(one: Kept) -> str:
    metric = definition(one.metric)
    bound = "\N{GREATER-THAN OR EQUAL TO}" if metric.better == "higher" else "\N{LESS-THAN OR EQUAL TO}"
    unit = metric.unit if metric.unit == numbers.PERCENT else f" {metric.unit}"
    return bound + targets.written(one.value, metric.decimals, unit)


def _picked(kept: list[Kept]) -> Kept | None:
    if not kept:
        return None
    by_id = {one.id: one for one in kept}
    areas = fields.tree()
    names = {one.id: _called(one, fields.named(areas, one.area_code)) for one in kept}
    chosen = st.selectbox(
        catalogue.say("marks.page.pick"),
        list(by_id),
        index=None,
        key="target_pick",
        format_func=partial(fields.called, names),
        placeholder=catalogue.say("marks.page.pick_none"),
    )
    return by_id.get(chosen) if chosen is not None else None


def _called(one: Kept, place: str) -> str:
    return f"{definition(one.metric).label} · {place} · {span_words(one.span)}"


def _new(by: Person) -> None:
    drawn = once.drawn("target_new")
    possible = [metric.key for metric in targets.possible()]
    with st.form(f"target_form_{drawn.token}", border=False):
        st.markdown(f"**{catalogue.say('marks.page.add_target')}**")
        left, middle = st.columns(2)
        with left:
            metric = st.selectbox(
                fields.word("metric"),
                possible,
                index=possible.index("on_time_rate"),
                key=drawn.key("metric"),
                format_func=_measured,
                help=fields.word("metric_help"),
            )
            span = fields.days(drawn, _this_year())
        with middle:
            value = _amount(drawn, None, fields.word("value"))
            place = fields.area(drawn, fields.tree(), by, None, "target_area_help")
        sent = st.form_submit_button(catalogue.say("marks.page.add"), key=drawn.key("send"), type="primary")
    if sent and (span is None or value is None):
        st.error(catalogue.say(f"marks.refused.{'half_days' if span is None else 'bad_value'}"))
    elif sent and span is not None and value is not None:
        wanted = {"metric": metric, "area_code": place, "span": span, "value": value}
        acts.do(drawn, partial(targets.add, areas=fields.tree(), by=by, **wanted), "added")


def _edit(by: Person, one: Kept) -> None:
    drawn = once.drawn(f"target_{one.id}", one.version)
    with st.form(f"target_form_{drawn.token}", border=False):
        left, middle = st.columns(2)
        with left:
            span = fields.days(drawn, one.span)
        with middle:
            unit = definition(one.metric).unit
            value = _amount(drawn, one.value, catalogue.say("marks.field.value_unit", unit=unit))
            place = fields.area(drawn, fields.tree(), by, one.area_code, "target_area_help")
        with st.container(horizontal=True):
            sent = st.form_submit_button(catalogue.say("marks.page.save"), key=drawn.key("send"), type="primary")
            acts.remove_button(drawn)
    seen: dict[str, object] = {"areas": fields.tree(), "kept": one.id, "version": drawn.seen, "by": by}
    name = _called(one, fields.named(fields.tree(), one.area_code))
    acts.removal(drawn, name, partial(targets.remove, **seen))
    if sent:
        _save(drawn, seen | {"area_code": place}, span, value)


def _save(drawn: Drawn, seen: dict[str, object], span: Span | None, value: float | None) -> None:
    if span is None or value is None:
        st.error(catalogue.say(f"marks.refused.{'half_days' if span is None else 'bad_value'}"))
        return
    acts.do(drawn, partial(targets.change, span=span, value=value, **seen), "saved")  # type: ignore[arg-type]


def _amount(drawn: Drawn, value: float | None, label: str) -> float | None:
    key = drawn.key("value")
    return st.number_input(label, value=value, min_value=0.0, step=1.0, format="%.2f", key=key, placeholder="")


def _this_year() -> Span:
    year = clock.today().year
    return Span(date(year, 1, 1), date(year, 12, 31))


def _measured(key: str) -> str:
    metric = definition(key)
    return catalogue.say("board.filter.within", name=metric.label, above=metric.unit)
