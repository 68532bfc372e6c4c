"""The rules of alarms: what there is, a new one or one to be changed, tried on the past before it is saved."""

from dataclasses import replace
from functools import partial
from html import escape
from typing import Any

import streamlit as st

from core import access, catalogue
from core.access import Person
from core.alarms import rules, trying
from core.alarms.refusal import Refused
from core.alarms.rules import PERIODS, Kept, Rule
from core.areas import AreaTree
from core.definitions import definition
from core.titles import period_label
from dashboards import data, stores, windows
from dashboards.alarms import acts, wording
from dashboards.cadence import table
from dashboards.components import once
from dashboards.components.card import nothing
from dashboards.components.once import Drawn
from db.models.alarm import OWNERS, PLACES, SEVERITIES
from db.session import Session


def block(by: Person) -> None:
    """For those who set rules in their own area; others see them."""
    areas = data.area_tree(data.version())
    kept = rules.listed(stores.records(), areas, by.area_code or "")
    with st.container(key="card_alarm_rules"):
        st.html(table.heading(catalogue.say("alarms.rules.title")))
        if kept:
            _listed(areas, kept)
        else:
            nothing(catalogue.say("alarms.rules.none"), "")
        if access.may(by, rules.RIGHT) and by.area_code:
            _adopting(by, kept)
            _editing(areas, kept, by)


def _listed(areas: AreaTree, kept: list[Kept]) -> None:
    names = ("metric", "kind", "back_at", "period", "places", "owner", "severity", "respond_hours", "enabled")
    heads = [catalogue.say("alarms.column.place"), *(catalogue.say(f"alarms.rules.{name}") for name in names)]
    st.html(table.table(heads, [_row(areas, one.rule) for one in kept]))


def _row(areas: AreaTree, rule: Rule) -> list[str]:
    told = (
        areas.name(rule.area_code) or rule.area_code,
        definition(rule.metric).label,
        wording.condition(rule),
        wording.line(rule, rule.back_at),
        period_label(rule.period),
        catalogue.label("alarm_places", rule.places),
        catalogue.label("role", rule.owner),
    )
    last = (str(rule.respond_hours), catalogue.say(f"alarms.rules.{'on' if rule.enabled else 'off'}"))
    return [*(escape(text) for text in told), wording.severity(rule.severity), *(escape(text) for text in last)]


def _adopting(by: Person, kept: list[Kept]) -> None:
    own = {(one.rule.metric, one.rule.kind) for one in kept if one.rule.area_code == by.area_code}
    missing = [rule for rule in rules.usual(by.area_code or "") if (rule.metric, rule.kind) not in own]
    drawn = once.drawn("alarm_adopt")
    label = catalogue.say("alarms.rules.adopt", count=len(missing))
    if missing and st.button(label, key=drawn.key("send")):
        acts.do(drawn, partial(_adopt, by=by), by)


def _adopt(session: Session, areas: AreaTree, *, by: Person) -> str:
    count = rules.adopt(session, areas, area_code=by.area_code or "", by=by)
    return catalogue.say("alarms.rules.adopted", count=count)


def _editing(areas: AreaTree, kept: list[Kept], by: Person) -> None:
    known = {one.id: one for one in kept}
    names = {0: catalogue.say("alarms.rules.new")} | {one.id: wording.called(one.rule) for one in kept}
    picked = st.selectbox(
        catalogue.say("alarms.rules.which"), list(names), format_func=names.__getitem__, key="alarm_rule"
    )
    one = known.get(picked)
    drawn = once.drawn(f"alarm_edit_{picked}", one.version if one else None)
    shown = one.rule if one else next(rules.usual(by.area_code or ""))
    with st.form(f"alarm_form_{drawn.token}", border=False):
        rule = replace(shown, **_fields(drawn, shown))
        with st.container(horizontal=True):
            tried = st.form_submit_button(catalogue.say("alarms.rules.try"), key=drawn.key("try"))
            sent = st.form_submit_button(catalogue.say("alarms.rules.save"), key=drawn.key("send"), type="primary")
            if one:
                st.form_submit_button(
                    catalogue.say("alarms.rules.remove"),
                    key=drawn.key("remove"),
                    on_click=windows.open_named,
                    args=(drawn.key("asked"),),
                )
    if one and windows.current() == drawn.key("asked"):
        name = catalogue.say("alarms.rules.remove")
        st.dialog(name, on_dismiss=windows.close)(_confirm)(drawn, one, by)
    if tried:
        _try(areas, rule)
    if sent:
        act = partial(_save, kept=one.id if one else None, version=drawn.seen, rule=rule, by=by)
        acts.do(drawn, act, by)


def _confirm(drawn: Drawn, one: Kept, by: Person) -> None:
    st.warning(wording.called(one.rule))
    if st.button(catalogue.say("alarms.rules.remove_sure"), key=drawn.key("yes"), type="primary"):
        windows.close()
        acts.do(drawn, partial(_remove, kept=one.id, version=drawn.seen, by=by), by)


def _remove(session: Session, areas: AreaTree, *, kept: int, version: int, by: Person) -> str:
    rules.remove(session, areas, kept=kept, version=version, by=by)
    return catalogue.say("alarms.rules.removed")


def _fields(drawn: Drawn, shown: Rule) -> dict[str, Any]:
    metrics = {one.key: one.label for one in rules.possible()}
    periods = {key: period_label(key) for key in PERIODS}
    columns = st.columns(4)
    told: dict[str, Any] = {}
    with columns[0]:
        told["metric"] = _choice(drawn, "metric", metrics, shown.metric)
        told["period"] = _choice(drawn, "period", periods, shown.period)
        told["enabled"] = st.checkbox(catalogue.say("alarms.rules.enabled"), shown.enabled, key=drawn.key("enabled"))
    with columns[1]:
        condition = _choice(drawn, "kind", _labels("alarm_kind", tuple(rules.CONDITIONS)), shown.condition)
        told |= dict(zip(("kind", "watches", "against"), rules.CONDITIONS[condition], strict=True))
        told["lasting_minutes"] = int(_number(drawn, "lasting_minutes", shown.lasting_minutes))
        told["places"] = _choice(drawn, "places", _labels("alarm_places", PLACES), shown.places)
    with columns[2]:
        told["threshold"] = _number(drawn, "threshold", shown.threshold)
        told["back_at"] = _number(drawn, "back_at", shown.back_at)
        told["least"] = int(_number(drawn, "least", shown.least))
    with columns[3]:
        told["owner"] = _choice(drawn, "owner", _labels("role", OWNERS), shown.owner)
        told["severity"] = _choice(drawn, "severity", _labels("severity", SEVERITIES), shown.severity)
        told["respond_hours"] = int(_number(drawn, "respond_hours", shown.respond_hours))
    return told


def _labels(code_list: str, codes: tuple[str, ...]) -> dict[str, str]:
    labels = catalogue.code_labels(code_list)
    return {code: labels[code] for code in codes}


def _choice(drawn: Drawn, name: str, names: dict[str, str], chosen: str) -> str:
    codes = list(names)
    index = codes.index(chosen) if chosen in codes else 0
    label = catalogue.say(f"alarms.rules.{name}")
    return st.selectbox(label, codes, index=index, key=drawn.key(name), format_func=names.__getitem__)


def _number(drawn: Drawn, name: str, value: float) -> float:
    whole = name in ("least", "respond_hours", "lasting_minutes")
    number = int(value) if whole else float(value)
    label, step = catalogue.say(f"alarms.rules.{name}"), 1 if whole else 1.0
    given = st.number_input(label, value=number, step=step, key=drawn.key(name), placeholder="")
    return number if given is None else given


def _try(areas: AreaTree, rule: Rule) -> None:
    """How often it would have rung; nothing is saved by it."""
    try:
        rules.check(rule)
        found = trying.attempt(stores.read_model(), areas, rule)
    except Refused as refused:
        st.error(refused.told)
        return
    told = {"days": found.days, "raised": found.raised, "places": found.places, "standing": found.standing}
    st.info(catalogue.say("alarms.rules.tried", **told))


def _save(session: Session, areas: AreaTree, *, kept: int | None, version: int, rule: Rule, by: Person) -> str:
    if kept is None:
        rules.add(session, areas, rule=rule, by=by)
    else:
        rules.change(session, areas, kept=kept, version=version, rule=rule, by=by)
    return catalogue.say("alarms.rules.saved")
