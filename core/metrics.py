"""The one verb by which every figure on every screen, in every export and score is computed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from core import changes, clock
from core.answers import Answers, Counted, Keys, Nothing, Reported, Timed, Value
from core.changes import Change
from core.coverage import coverage
from core.definitions import Metric, ProtectedMetric, definition
from core.periods import Span
from core.plan import COMPARED, Plan, Reach
from core.reported import Returns
from core.scope import Scope
from db.queries import durations, figures, reported_totals
from db.queries.figures import Question
from db.read_model.model import ReadModel

COLUMNS = (
    "metric",
    "comparison",
    "value",
    "numerator",
    "denominator",
    "base",
    "difference",
    "change",
    "change_unit",
    "change_decimals",
    "comparable",
    "reason",
    "qualifier",
    "as_of",
)
NUMBERS = ("value", "numerator", "denominator", "base", "difference", "change")


class NotMeasurable(ValueError):
    """A metric asked for by a dimension that its fact doesn't have."""

    def __init__(self, metric: Metric, dimension: str) -> None:
        self.metric = metric
        self.dimension = dimension
        super().__init__(f"{metric.key} cannot be divided by {dimension}")


def measure(
    model: ReadModel, metrics: Sequence[str], scope: Scope, by: Sequence[str] = (), compare: Sequence[str] = ()
) -> pd.DataFrame:
    """The figures of `metrics` within `scope`, one row for each group and comparison.

    `by` takes dimensions of the fact, "area" for the level below the scope's, and at most one calendar unit; `compare`
    takes "year" and "previous". Columns are those of `by` (a unit's holds its first day), then COLUMNS: rates in
    percent with their parts, `change` in percent, points or days, and `reason` (a code, "" for none) where there is no
    value or change. Missing numbers are NaN, a missing `as_of` NaT.
    A period is cut where the data end, and so are the spans it is compared with. Raises UnknownMetric,
    ProtectedMetric, NotMeasurable.
    """
    chosen = [definition(key) for key in dict.fromkeys(metrics)]
    plan = Plan(scope, tuple(by), tuple(compare))
    for metric in chosen:
        _check(metric, plan)
    reaches = {fact: plan.reach(coverage(model, fact, scope)) for fact in {metric.fact for metric in chosen}}
    answers = _answers(model, chosen, plan, reaches)
    rows = [row for metric in chosen for row in _rows(metric, answers[metric.key], plan, reaches[metric.fact])]
    return _frame(rows, [*plan.by, *COLUMNS])


def _frame(rows: list[dict[str, Any]], columns: Sequence[str]) -> pd.DataFrame:
    # Declared, not inferred: a column without a single number is one of numbers all the same.
    said = {name: [row[name] for row in rows] for name in columns}
    return pd.DataFrame({name: np.array(found, float) if name in NUMBERS else found for name, found in said.items()})


def _check(metric: Metric, plan: Plan) -> None:
    if metric.protected:
        raise ProtectedMetric(metric.key)
    for asked, column in plan.dimensions:
        if not metric.has(column) and not (metric.kind == "reported" and plan.is_area(column)):
            raise NotMeasurable(metric, asked)


def _answers(
    model: ReadModel, chosen: Iterable[Metric], plan: Plan, reaches: Mapping[str, Reach]
) -> dict[str, Answers]:
    """One statement a fact for all flows and stocks; durations and reported totals one by one."""
    found: dict[str, Answers] = {}
    together: dict[str, list[Metric]] = {}
    for metric in chosen:
        if not all(metric.has(dimension) for dimension, _ in plan.scope.filters):
            found[metric.key] = Nothing("not_filterable")
        elif metric.kind == "reported":
            found[metric.key] = _reported(model, metric, plan)
        elif not reaches[metric.fact].begun:
            found[metric.key] = Nothing("not_yet")
        elif metric.kind == "duration":
            found[metric.key] = _timed(model, metric, plan, reaches[metric.fact])
        else:
            together.setdefault(metric.fact, []).append(metric)
    for fact, metrics in together.items():
        found |= _counted(model, fact, metrics, plan, reaches[fact])
    return found


def _counted(model: ReadModel, fact: str, metrics: list[Metric], plan: Plan, reach: Reach) -> dict[str, Answers]:
    windows = tuple(plan.windows(reach))
    question = Question(
        fact,
        tuple(metric.figure() for metric in metrics),
        windows,
        plan.scope.subtrees,
        plan.scope.filters,
        plan.columns,
    )
    answers = figures.ask(model, question)
    return {
        metric.key: Counted(metric, (answer for answer in answers if answer.figure == metric.key)) for metric in metrics
    }


def _timed(model: ReadModel, metric: Metric, plan: Plan, reach: Reach) -> Answers:
    windows = tuple(window for window in plan.windows(reach, grain=plan.unit) if not (plan.unit and window.name))
    question = Question(metric.fact, (), windows, plan.scope.subtrees, plan.scope.filters, plan.columns)
    return Timed(durations.waits(model, question, reach.last_day), plan.unit)


def _reported(model: ReadModel, metric: Metric, plan: Plan) -> Answers:
    rows = reported_totals.returns(model, metric.indicator or "", plan.scope.subtrees)
    returns = Returns(rows, reported_totals.children(model, rows))
    if not plan.dimensions:
        return Reported(returns, {(): [area.code for area in plan.scope.areas]})
    places = reported_totals.within(model, plan.scope.subtrees, plan.columns)
    return Reported(returns, {codes: [own] for codes, own in places.items()})


def _rows(metric: Metric, answers: Answers, plan: Plan, reach: Reach) -> Iterator[dict[str, Any]]:
    groups = sorted(answers.groups(), key=lambda keys: [key or "" for key in keys]) if plan.columns else [()]
    for keys in groups:
        for span in plan.asked(reach, metric):
            value = _value(metric, answers, keys, span, reach)
            for name in plan.compare or ("",):
                base = _base(metric, answers, name, keys, span, value, reach)
                yield plan.labels(keys, span) | _row(metric, name, value, base, reach)


def _value(metric: Metric, answers: Answers, keys: Keys, span: Span, reach: Reach) -> Value:
    """Nothing is not zero: what lies before the first record isn't known."""
    if metric.kind != "reported" and reach.since and span.end < reach.since:
        return Value(None, reason="period_before_records")
    return answers.value("", keys, span)


def _base(
    metric: Metric, answers: Answers, name: str, keys: Keys, span: Span, value: Value, reach: Reach
) -> tuple[float | None, Change]:
    """What the value is set against, and how it has changed."""
    if not name:
        return None, changes.impossible("")
    before = COMPARED[name](span)
    known_from = before.end if metric.kind == "stock" else before.start
    if metric.kind != "reported" and reach.since and known_from < reach.since:
        return None, changes.impossible("before_records")
    base = answers.value(name, keys, before)
    if base.value is None and name == "year" and value.total and value.total.change_percent is not None:
        return value.total.implied_base, changes.as_published(value.total.change_percent, value.total.change_decimals)
    if value.value is None or base.value is None:
        return base.value, changes.impossible(value.reason or base.reason or "no_cases")
    if not value.qualifier == base.qualifier == "exact":
        return base.value, changes.impossible("inexact")
    return base.value, _change(metric, value.value, base)


def _change(metric: Metric, value: float, base: Value) -> Change:
    against = base.value or 0
    if metric.is_rate:
        return changes.of_rate(value, against, base.denominator or 0)
    if metric.kind == "duration":
        return changes.of_days(value, against, base.denominator or 0)
    return changes.of_count(value, against)


def _row(metric: Metric, name: str, value: Value, base: tuple[float | None, Change], reach: Reach) -> dict[str, Any]:
    against, change = base
    as_of = clock.start_of(value.total.as_of) if value.total else None if metric.kind == "reported" else reach.as_of
    return {
        "metric": metric.key,
        "comparison": name,
        "value": value.value,
        "numerator": value.numerator,
        "denominator": value.denominator,
        "base": against,
        "difference": change.difference,
        "change": change.change,
        "change_unit": change.unit or "",
        "change_decimals": change.decimals,
        "comparable": change.comparable,
        "reason": value.reason or change.reason or "",
        "qualifier": value.qualifier,
        "as_of": as_of,
    }
