"""What a rule makes of the figures of a day: which places are beyond it, back again, at the edge, or untold."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import pandas as pd

from core import access, clock
from core.alarms.rules import Rule
from core.areas import AreaTree
from core.coverage import coverage
from core.definitions import definition
from core.metrics import measure
from core.periods import Period
from core.scope import Request, Scope
from db.read_model.model import ReadModel

Verdict = Literal["breach", "normal", "edge", "no_data"]
UNTOLD = ("not_yet", "not_reported", "period_before_records", "no_population")
"""Reasons for which a figure is missing that is expected; that nothing happened is no such reason."""


@dataclass(frozen=True)
class Judged:
    """One place: what the rule says of it, and the value (or change) that it looked at."""

    area_code: str
    verdict: Verdict
    value: float | None


def judge(model: ReadModel, areas: AreaTree, rule: Rule, today: date | None = None) -> list[Judged]:
    """Every place that the rule watches; a rule without any data is judged once, for its own area.

    Figures come from `measure` alone, as of a day (today, unless said).
    """
    if rule.area_code not in areas:
        return []
    scope = access.scope(access.operator(), Request(Period.parse(rule.period), (rule.area_code,)), areas, today)
    if rule.watches == "age":
        return [_by_age(model, rule, scope)]
    compare = (rule.against,) if rule.is_change else ()
    whole = measure(model, (rule.metric,), scope, compare=compare).to_dict("records")[0]
    if rule.places == "self" or whole["reason"] in UNTOLD:
        return [_judged(rule, rule.area_code, whole)]
    return _by_place(model, areas, rule, scope, compare)


def _by_age(model: ReadModel, rule: Rule, scope: Scope) -> Judged:
    """How many hours ago the data of its metric end; the feed that is the longest behind decides."""
    as_of = coverage(model, definition(rule.metric).fact, scope).as_of
    if as_of is None:
        return Judged(rule.area_code, "no_data", None)
    hours = (clock.now() - as_of) / timedelta(hours=1)
    verdict: Verdict = "breach" if rule.rings(hours) else "normal" if rule.is_back(hours) else "edge"
    return Judged(rule.area_code, verdict, hours)


def _by_place(model: ReadModel, areas: AreaTree, rule: Rule, scope: Scope, compare: tuple[str, ...]) -> list[Judged]:
    found = measure(model, (rule.metric,), scope, by=(rule.places,), compare=compare).to_dict("records")
    told = {row[rule.places]: row for row in found if not pd.isna(row[rule.places])}
    inside = [area.code for area in areas.below(rule.area_code) if area.level == rule.places]
    # Where nothing was counted, a count is zero; a rate has nothing to tell.
    return [_judged(rule, code, told[code]) if code in told else _nothing(rule, code) for code in inside]


def _judged(rule: Rule, code: str, row: dict) -> Judged:
    value, weight = _told(rule, row)
    if value is None:
        return Judged(code, "no_data" if row["reason"] in UNTOLD else "normal", None)
    if weight < rule.least:
        return Judged(code, "normal", value)
    if rule.rings(value):
        return Judged(code, "breach", value)
    return Judged(code, "normal" if rule.is_back(value) else "edge", value)


def _nothing(rule: Rule, code: str) -> Judged:
    return Judged(code, "breach" if not rule.is_change and not rule.least and rule.rings(0.0) else "normal", 0.0)


def _told(rule: Rule, row: dict) -> tuple[float | None, float]:
    """The value (a fall as a decrease, below zero), and how much it rests on: its denominator or its base."""
    if rule.is_change:
        change, base = row["change"], row["base"]
        return (None if pd.isna(change) else float(change)), (0.0 if pd.isna(base) else float(base))
    value, under = row["value"], row["denominator"]
    weight = float("inf") if pd.isna(under) else float(under)
    return (None if pd.isna(value) else float(value)), weight
