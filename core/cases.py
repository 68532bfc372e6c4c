"""The cases behind a number: the very rows that were counted, read from the records page by page, masked by role."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from core import access, asking, audit, case_tables
from core.access import Person
from core.answers import Reported
from core.asking import Asked
from core.definitions import Metric, definition
from core.documents.workbook import Column
from core.plan import Plan
from core.scope import Scope
from core.words import Words
from db.queries import cases
from db.queries.cases import Counted, Key, Size
from db.read_model.model import Reading, ReadModel
from db.read_model.parts import Part
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
    if metric.kind == "current":
        return ()
    return ("numerator", "denominator") if metric.is_rate or metric.kind in ("duration", "ratio") else ("numerator",)


def listed(metric: Metric, part: str) -> Metric:
    """The metric whose rows a part's list shows: of a ratio one of the two that it divides."""
    return metric.parts[part == "denominator"] if metric.kind == "ratio" else metric


def orders(metric: Metric, part: str) -> tuple[str, ...]:
    """In which orders a part's list can be shown, the usual one first."""
    return case_tables.orders(listed(metric, part).fact)


def size(model: ReadModel, key: str, scope: Scope, part: str = "numerator") -> Size:
    """How many rows one part of a metric is made of, and what they come to: the figure that `measure` gives."""
    return model.read(lambda seen: _chosen(seen, definition(key), scope, part, "", 0, 0)[1])


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

    `order` is one of `orders`. Raises NotAllowed (audited too), UnknownMetric.
    """
    metric = definition(key)
    allowed = access.may(by, RIGHT)
    asked = order if order in orders(metric, part) else orders(metric, part)[0]
    counted, whole, chosen = (
        model.read(lambda seen: _chosen(seen, metric, scope, part, asked, first, max(0, min(limit, REACH - first))))
        if allowed
        else (metric, Size(0, 0.0), ())
    )
    with records.writing(within=scope.codes) as session:
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
            columns, frame = case_tables.table(session, counted, chosen, words, by, whole)
    if not allowed:
        raise NotAllowed(by.username)
    return Page(columns, frame, whole, len(chosen) - len(frame))


def _chosen(
    seen: Reading, metric: Metric, scope: Scope, part: str, order: str, first: int, limit: int
) -> tuple[Metric, Size, Sequence[Key]]:
    """The metric that is listed, how much there is, and one page of keys, all of one version of the model."""
    found = _Behind.of(seen, metric, scope, part)
    if found is None:
        return metric, Size(0, 0.0), ()
    return found.metric, found.size(seen), found.keys(seen, order, first, limit) if limit else ()


@dataclass(frozen=True)
class _Behind:
    """What a part of a metric is made of: rows of a fact by a condition, or reported totals one by one."""

    metric: Metric
    counted: Counted | None
    returns: tuple[Key, ...] = ()

    @staticmethod
    def of(model: Reading, metric: Metric, scope: Scope, part: str) -> "_Behind | None":
        """None where `measure` has no answer either."""
        plan = asking.bordered(model, Plan(scope, (), ()))
        asked, counted = asking.made_of(model, metric, plan)[part == "denominator" if metric.kind == "ratio" else 0]
        if counted.kind == "reported":
            answer = asking.answer(model, asked, counted, plan)
            rows = answer.rows((), scope.span) if isinstance(answer, Reported) else ()
            return _Behind(counted, None, tuple(Key((row.indicator_return_id,), float(row.value)) for row in rows))
        filterable = all(counted.has(dimension) for dimension, _ in asked.filters)
        if not filterable or not asked.reach.begun or counted.kind == "current":
            return None
        return _Behind.counting(counted, asked, plan, "numerator" if metric.kind == "ratio" else part)

    @staticmethod
    def counting(metric: Metric, asked: Asked, plan: Plan, part: str) -> "_Behind | None":
        window = next(plan.windows(asked.reach))
        where = plan.subtrees, asked.filters
        if metric.kind == "duration":
            ended_by = asked.reach.last_day if part == "numerator" else None
            return _Behind(metric, Counted(asked.fact, metric.stage(), Part(), window, *where, ended_by))
        figure = metric.figure()
        chosen = figure.numerator if part == "numerator" else figure.denominator
        return _Behind(metric, Counted(asked.fact, figure, chosen, window, *where)) if chosen else None

    def size(self, model: Reading) -> Size:
        if self.counted is None:
            return Size(len(self.returns), sum(row.amount for row in self.returns))
        whole = cases.size(model, self.counted)
        return Size(whole.rows, whole.amount / self.metric.scale)

    def keys(self, model: Reading, order: str, first: int, limit: int) -> Sequence[Key]:
        if self.counted is None:
            return self.returns[first : first + limit]
        return cases.keys(model, self.counted, order, limit, first)
