"""The cases behind a number: the very rows that were counted, read from the records page by page, masked by role."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from core import access, audit, case_tables
from core.access import Person
from core.coverage import coverage
from core.definitions import Metric, definition
from core.documents.workbook import Column
from core.plan import Plan
from core.reported import Returns
from core.scope import Scope
from core.words import Words
from db.queries import cases, reported_totals
from db.queries.cases import Counted, Key, Size
from db.queries.figures import Part
from db.read_model.model import ReadModel
from db.session import Records

RIGHT = "cases"
PAGE = 20
REACH = 20_000
"""Beyond so many rows nobody turns pages: the list says so, and narrower filters show the rest."""


class NotAllowed(PermissionError):
    """The person has no right to see cases."""


@dataclass(frozen=True)
class Page:
    """Some of the rows behind a number; `size` tells of all of them. `gone` were counted but are there no more."""

    columns: Sequence[Column]
    frame: pd.DataFrame
    size: Size
    gone: int

    @property
    def reachable(self) -> int:
        return min(self.size.rows, REACH)


def parts(metric: Metric) -> tuple[str, ...]:
    """Of which parts of a metric there are lists; of waits all of them and those that have ended.

    What stands for a place (how many people live there, that there is a centre) and how fresh sources are has none.
    """
    if metric.kind == "current" or metric.standing or metric.fact not in cases.KEYS:
        return ("numerator",) if metric.kind == "reported" and not metric.standing else ()
    if metric.kind == "ratio":
        return tuple(name for name, part in zip(("numerator", "denominator"), metric.parts, strict=True) if parts(part))
    return ("numerator", "denominator") if metric.is_rate or metric.kind == "duration" else ("numerator",)


def size(model: ReadModel, key: str, scope: Scope, part: str = "numerator") -> Size:
    """How many rows one part of a metric is made of, and what they come to: the figure that `measure` gives."""
    found = _Behind.of(model, definition(key), scope, part)
    return found.size(model) if found else Size(0, 0.0)


def page(
    records: Records,
    model: ReadModel,
    key: str,
    scope: Scope,
    part: str,
    *,
    words: Words,
    by: Person,
    order: str = "",
    first: int = 0,
    limit: int = PAGE,
) -> Page:
    """Rows `first` and following of a part of a metric, as the records tell them now; written to the audit trail.

    `order` is one of `case_tables.orders`. Raises NotAllowed (audited too), UnknownMetric.
    """
    metric = definition(key)
    allowed = access.may(by, RIGHT)
    found = _Behind.of(model, metric, scope, part) if allowed else None
    whole = found.size(model) if found else Size(0, 0.0)
    order = order if order in case_tables.orders(metric.fact) else case_tables.orders(metric.fact)[0]
    chosen = found.keys(model, order, first, max(0, min(limit, REACH - first))) if found else []
    with records.writing() as session:
        audit.append(
            session,
            action="list_cases",
            object_kind="metric",
            object_key=f"{key}.{part}",
            by=by,
            scope=scope.in_codes,
            result="ok" if allowed else "refused",
            detail=f"{first + 1}..{first + len(chosen)} of {whole.rows}",
        )
        if not allowed:
            columns, frame = (), pd.DataFrame()
        else:
            columns, frame = case_tables.table(session, metric, chosen, words, by, whole)
    if not allowed:
        raise NotAllowed(by.username)
    return Page(columns, frame, whole, len(chosen) - len(frame))


@dataclass(frozen=True)
class _Behind:
    """What a part of a metric is made of: rows of a fact by a condition, or reported totals one by one."""

    counted: Counted | None
    returns: tuple[Key, ...] = ()

    @staticmethod
    def of(model: ReadModel, metric: Metric, scope: Scope, part: str) -> "_Behind | None":
        """None where `measure` has no answer either."""
        if part not in parts(metric) or not all(metric.has(dimension) for dimension, _ in scope.filters):
            return None
        if metric.kind == "ratio":
            return _Behind.of(model, metric.parts[part == "denominator"], scope, "numerator")
        if metric.kind == "reported":
            return _Behind(None, _returns(model, metric, scope))
        plan = Plan(scope, (), ())
        reach = plan.reach(coverage(model, metric.fact, scope))
        if not reach.begun:
            return None
        window = next(plan.windows(reach))
        where = scope.subtrees, scope.filters
        if metric.kind == "duration":
            ended_by = reach.last_day if part == "numerator" else None
            return _Behind(Counted(metric.fact, metric.stage(), Part(), window, *where, ended_by))
        figure = metric.figure()
        chosen = figure.numerator if part == "numerator" else figure.denominator
        return _Behind(Counted(metric.fact, figure, chosen, window, *where)) if chosen else None

    def size(self, model: ReadModel) -> Size:
        if self.counted is None:
            return Size(len(self.returns), sum(row.amount for row in self.returns))
        return cases.size(model, self.counted)

    def keys(self, model: ReadModel, order: str, first: int, limit: int) -> Sequence[Key]:
        if self.counted is None:
            return self.returns[first : first + limit]
        return cases.keys(model, self.counted, order, limit, first)


def _returns(model: ReadModel, metric: Metric, scope: Scope) -> tuple[Key, ...]:
    rows = reported_totals.returns(model, metric.indicator or "", scope.subtrees)
    places = [area.code for area in scope.areas]
    used: list[Any] = Returns(rows, reported_totals.children(model, rows)).rows(places, scope.span) or []
    if any(0 < row.value < metric.hidden_below for row in used):
        return ()
    return tuple(Key((row.indicator_return_id,), float(row.value)) for row in used)
