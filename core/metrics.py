"""The one verb by which every figure on every screen, in every export and score is computed."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from core import asking, changes, clock
from core.answers import Answers, Keys, Value
from core.changes import Change
from core.definitions import PRIVATE, Metric, ProtectedMetric, definition
from core.periods import Span
from core.plan import COMPARED, Plan, Reach
from core.scope import Scope
from db.read_model.model import Reading, ReadModel
from db.read_model.tables import PROTECTED

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
    chosen = {key: definition(key) for key in dict.fromkeys(metrics)}
    plan = Plan(scope, tuple(by), tuple(compare))
    for metric in chosen.values():
        _check(metric, plan)
    # All statements of one question see one version of the model, whatever is taken in meanwhile.
    reaches, answers = model.read(partial(_asked, chosen, plan))
    rows = [row for key, metric in chosen.items() for row in _rows(metric, answers[key], plan, reaches[key])]
    return _frame(rows, [*plan.by, *COLUMNS])


def _asked(chosen: Mapping[str, Metric], plan: Plan, seen: Reading) -> tuple[dict[str, Reach], dict[str, Answers]]:
    plan = asking.bordered(seen, plan)
    reaches = {key: asking.reach_of(seen, metric, plan) for key, metric in chosen.items()}
    return reaches, asking.answers(seen, chosen, plan, reaches)


def _frame(rows: list[dict[str, Any]], columns: Sequence[str]) -> pd.DataFrame:
    # Declared, not inferred: a column without a single number is one of numbers all the same.
    said = {name: [row[name] for row in rows] for name in columns}
    return pd.DataFrame({name: np.array(found, float) if name in NUMBERS else found for name, found in said.items()})


def _check(metric: Metric, plan: Plan) -> None:
    if metric.protected and metric.fact not in PROTECTED:
        raise ProtectedMetric(metric.key)
    for asked, column in plan.dimensions:
        hidden = column in PRIVATE and not dict(plan.scope.filters).get(column)
        if hidden or not plan.answers(metric, column):
            raise NotMeasurable(metric, asked)


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
    known_from = before.end if metric.stands else before.start
    if metric.kind != "reported" and reach.since and known_from < reach.since:
        return None, changes.impossible("before_records")
    base = answers.value(name, keys, before)
    total = None if metric.hidden_below else value.total
    if base.value is None and name == "year" and total and total.change_percent is not None:
        return total.implied_base, changes.as_published(total.change_percent, total.change_decimals)
    if value.value is None or base.value is None:
        return base.value, changes.impossible(value.reason or base.reason or "no_cases")
    if not value.qualifier == base.qualifier == "exact":
        return base.value, changes.impossible("inexact")
    return base.value, _change(metric, value.value, base)


def _change(metric: Metric, value: float, base: Value) -> Change:
    against = base.value or 0
    if metric.kind == "ratio" and not metric.is_rate:
        return changes.of_ratio(value, against, base.numerator or 0)
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
