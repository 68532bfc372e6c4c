"""Asking the stores: which metrics one statement can answer, and which part of a question each of them hears."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from core import clock, territory
from core.answers import Answers, Counted, Current, Divided, Keys, Nothing, Protected, Reported, Timed
from core.coverage import coverage
from core.definitions import Metric
from core.plan import Plan, Reach
from core.reported import Returns
from db.queries import counts, durations, reported_totals
from db.queries.figures import Question
from db.read_model.model import Reading
from db.read_model.parts import Where
from db.read_model.tables import AREA_LEVELS


@dataclass(frozen=True)
class Asked:
    """One metric as far as its fact's data reach, by the dimensions and filters that it has."""

    metric: str
    fact: str
    reach: Reach
    columns: tuple[str, ...]
    filters: Where


def bordered(model: Reading, plan: Plan) -> Plan:
    """The plan in the borders that its scope asks for."""
    scope = plan.scope
    return replace(plan, territory=territory.of(model, scope.today)) if scope.borders == "today" else plan


def reach_of(model: Reading, metric: Metric, plan: Plan) -> Reach:
    """As far as the data of everything it is made of."""
    if metric.kind == "ratio":
        over, under = (reach_of(model, part, plan) for part in metric.parts)
        # A reported total isn't cut anywhere: what it divides decides.
        return over if metric.parts[1].kind == "reported" else over.within(under)
    return plan.reach(coverage(model, metric.fact, plan.scope))


def answers(
    model: Reading, metrics: Mapping[str, Metric], plan: Plan, reaches: Mapping[str, Reach]
) -> dict[str, Answers]:
    """The answers for each metric: one statement for all flows and stocks of a fact that reach as far."""
    wanted = {key: _asked(metric, plan, reaches[key]) for key, metric in metrics.items() if metric.kind != "ratio"}
    divided = {key: _divided(metric, plan, reaches[key]) for key, metric in metrics.items() if metric.kind == "ratio"}
    parts = {asked: metric for pairs in divided.values() for asked, metric in pairs}
    parts |= {asked: metrics[key] for key, asked in wanted.items()}
    found = _found(model, parts, plan)
    said: dict[str, Answers] = {key: found[asked] for key, asked in wanted.items()}
    for key, ((over, _), (under, _)) in divided.items():
        shared = [at for at, column in enumerate(over.columns) if column in under.columns]
        said[key] = Divided(metrics[key].per, found[over], found[under], shared)
    return said


def made_of(model: Reading, metric: Metric, plan: Plan) -> list[tuple[Asked, Metric]]:
    """The one count that a metric is, or the two that a ratio divides, as `answers` asks for them."""
    reach = reach_of(model, metric, plan)
    return list(_divided(metric, plan, reach)) if metric.kind == "ratio" else [(_asked(metric, plan, reach), metric)]


def answer(model: Reading, asked: Asked, metric: Metric, plan: Plan) -> Answers:
    """The answer to one of them."""
    return _found(model, {asked: metric}, plan)[asked]


def _asked(metric: Metric, plan: Plan, reach: Reach) -> Asked:
    return Asked(metric.key, metric.fact, reach, plan.columns, plan.scope.filters)


def _divided(metric: Metric, plan: Plan, reach: Reach) -> tuple[tuple[Asked, Metric], tuple[Asked, Metric]]:
    over, under = metric.parts
    columns = tuple(column for column in plan.columns if plan.answers(under, column))
    filters = tuple(pair for pair in plan.scope.filters if under.has(pair[0]))
    return (_asked(over, plan, reach), over), (Asked(under.key, under.fact, reach, columns, filters), under)


def _found(model: Reading, wanted: Mapping[Asked, Metric], plan: Plan) -> dict[Asked, Answers]:
    found: dict[Asked, Answers] = {}
    together: dict[tuple[str, Reach, tuple[str, ...], Where], list[Asked]] = {}
    reported: dict[Asked, Metric] = {}
    for asked, metric in wanted.items():
        if not all(metric.has(dimension) for dimension, _ in asked.filters):
            found[asked] = Nothing("not_filterable")
        elif metric.kind == "reported":
            reported[asked] = metric
        elif not asked.reach.begun:
            found[asked] = Nothing("not_yet")
        elif metric.kind == "current":
            known = coverage(model, "fact_matter", plan.scope)
            feeds = [source for source in known.sources if source.mode == "feed"]
            found[asked] = Current(feeds, plan.scope.today, clock.now())
        elif metric.kind == "duration":
            found[asked] = _timed(model, metric, asked, plan)
        else:
            together.setdefault((asked.fact, asked.reach, asked.columns, asked.filters), []).append(asked)
    for group in together.values():
        found |= _counted(model, {asked: wanted[asked] for asked in group}, plan)
    return found | (_reported(model, reported, plan) if reported else {})


def _counted(model: Reading, group: Mapping[Asked, Metric], plan: Plan) -> dict[Asked, Answers]:
    first = next(iter(group))
    windows = tuple(plan.windows(first.reach))
    parts = tuple(metric.figure() for metric in group.values())
    by = _recorded(first, plan)
    said = counts.ask(model, Question(first.fact, parts, windows, plan.subtrees, first.filters, by))
    if by != first.columns and plan.territory:
        said = plan.territory.regrouped(said, first.columns)
    return {
        asked: (Protected if metric.protected else Counted)(metric, (one for one in said if one.figure == metric.key))
        for asked, metric in group.items()
    }


def _timed(model: Reading, metric: Metric, asked: Asked, plan: Plan) -> Answers:
    windows = plan.windows(asked.reach, grain=plan.unit)
    alone = tuple(window for window in windows if not (plan.unit and window.name))
    by = _recorded(asked, plan)
    question = Question(asked.fact, (), alone, plan.subtrees, asked.filters, by)
    waits = durations.waits(model, question, metric.stage(), asked.reach.last_day)
    if by != asked.columns and plan.territory:
        waits = plan.territory.regrouped(waits, asked.columns)
    return Timed(waits, plan.unit)


def _recorded(asked: Asked, plan: Plan) -> tuple[str, ...]:
    """By what rows are grouped: for today's borders by every level, which together tell what a place became."""
    if plan.territory is None or not any(column in AREA_LEVELS for column in asked.columns):
        return asked.columns
    return (*AREA_LEVELS, *(column for column in asked.columns if column not in AREA_LEVELS))


def _reported(model: Reading, wanted: Mapping[Asked, Metric], plan: Plan) -> dict[Asked, Answers]:
    today = plan.scope.today
    told = reported_totals.returns(model, [metric.indicator or "" for metric in wanted.values()], plan.subtrees)
    children = reported_totals.children(model, (row for rows in told.values() for row in rows), today)
    became = plan.territory.merged() if plan.territory else {}
    places = {columns: _places(model, columns, plan) for columns in {asked.columns for asked in wanted}}
    return {
        asked: Reported(metric, Returns(told[metric.indicator or ""], children, became), places[asked.columns])
        for asked, metric in wanted.items()
    }


def _places(model: Reading, columns: tuple[str, ...], plan: Plan) -> dict[Keys, list[str]]:
    """Whose totals each group adds up: the scope's own places, or each place of the level that is asked for."""
    if not columns:
        return {(): [area.code for area in plan.scope.areas]}
    found = reported_totals.within(model, plan.scope.subtrees, columns, plan.scope.today)
    return {codes: [own] for codes, own in found.items()}
