"""`fengqiao measure`: the figures of the pages at the command line, by the same verb."""

import json
from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any, cast

import pandas as pd
import typer
from rich.table import Table

from core import access, accounts, areas, clock, numbers, refusals, words
from core.access import OutOfScope, Person
from core.areas import AreaTree
from core.catalogue import label, say
from core.definitions import ProtectedMetric, UnknownMetric, definition, find
from core.metrics import NotMeasurable, measure
from core.periods import UNITS, BadPeriod, Period
from core.plan import BadQuestion
from core.scope import FILTERS, Borders, Request, Scope
from core.words import Words
from dashboards import stores
from dashboards.commands.console import errors, fail, out

FORMATS = ("table", "csv", "json")
VALUES_SHOWN = 40
NARROWEST = 8
WRITTEN = {"year": "%Y", "month": "%Y-%m"}
PERIODS = (
    *("today", "yesterday", "this_week", "last_week", "this_half_month", "this_month", "last_month"),
    *("this_quarter", "last_quarter", "this_year", "last_year"),
)
FIGURES = ("value", "numerator", "denominator", "base", "change")
COLUMNS = ("metric", "comparison", "value", "unit", "numerator", "denominator", "base", "change", "reason", "as_of")


def command(
    metrics: Annotated[list[str], typer.Argument(metavar=say("cli.argument.metrics"), help=say("figures.arg_metrics"))],
    area: Annotated[list[str] | None, typer.Option(help=say("figures.opt_area"))] = None,
    start: Annotated[str | None, typer.Option("--from", help=say("figures.opt_from"))] = None,
    end: Annotated[str | None, typer.Option("--to", help=say("figures.opt_to"))] = None,
    period: Annotated[str, typer.Option(help=say("figures.opt_period"))] = "this_month",
    by: Annotated[list[str] | None, typer.Option(help=say("figures.opt_by"))] = None,
    compare: Annotated[list[str] | None, typer.Option(help=say("figures.opt_compare"))] = None,
    where: Annotated[list[str] | None, typer.Option(help=say("figures.opt_where"))] = None,
    borders_today: Annotated[bool, typer.Option("--borders-today", help=say("areas.borders.option"))] = False,
    as_user: Annotated[str | None, typer.Option("--as", help=say("figures.opt_as"))] = None,
    form: Annotated[str, typer.Option("--format", help=say("figures.opt_format"))] = "table",
) -> None:
    if form not in FORMATS:
        fail(say("figures.unknown_format", format=form))
    asked = [_metric(text) for text in metrics]
    days = _period(start, end, period)
    stores.read_model().catch_up()
    tree = areas.load(stores.records())
    known = words.load(stores.records(), tree)
    scope = _scope(
        _person(as_user), _request(days, area or [], where or [], known, "today" if borders_today else "then"), tree
    )
    _print(_measured(asked, scope, by or [], compare or []), known, form)


def _metric(text: str) -> str:
    try:
        return find(text).key
    except UnknownMetric:
        fail(say("figures.unknown_metric", metric=text))


def _period(start: str | None, end: str | None, period: str) -> Period:
    try:
        if start is None and end is None:
            return Period.parse(_spoken_periods().get(period, period))
        if start is None or end is None:
            fail(say("figures.half_period"))
        return Period.between(date.fromisoformat(start), date.fromisoformat(end))
    except (BadPeriod, ValueError):
        fail(say("figures.bad_period", period=f"{start}..{end}" if start else period))


def _spoken_periods() -> dict[str, str]:
    """The periods as the board names them."""
    return {say(f"board.period.{key}"): key for key in PERIODS}


def _request(period: Period, places: list[str], where: list[str], known: Words, borders: Borders) -> Request:
    filters = tuple(_filter(condition, known) for condition in where)
    return Request(period, tuple(_place(known.areas, text) for text in places), filters, borders)


def _filter(condition: str, known: Words) -> tuple[str, tuple[str, ...]]:
    """One dimension and its values, by code or name. What nothing is called would silently count nothing."""
    dimension, _, values = condition.partition("=")
    if dimension not in FILTERS or not values:
        fail(say("figures.unknown_filter", where=condition, dimensions=_listed(FILTERS)))
    return dimension, tuple(_code(dimension, value, known) for value in values.split(","))


def _code(dimension: str, value: str, known: Words) -> str:
    code = known.find(dimension, value)
    if code is None:
        some = list(known.values(dimension).items())[:VALUES_SHOWN]
        values = _listed(say("figures.named", name=name, code=code) for code, name in some)
        fail(say("figures.unknown_value", dimension=label("dimension", dimension), value=value, values=values))
    return code


def _place(tree: AreaTree, text: str) -> str:
    found = tree.find(text)
    if not found:
        fail(say("figures.unknown_area", area=text))
    if len(found) > 1:
        places = (say("figures.named", name=place.name, code=place.code) for place in found[:8])
        fail(say("figures.ambiguous_area", area=text, found=_listed(places)))
    return found[0].code


def _person(username: str | None) -> Person:
    if username is None:
        return access.operator()
    person = accounts.find(stores.records(), username)
    if person is None:
        fail(say("figures.unknown_user", user=username))
    return person


def _scope(person: Person, request: Request, tree: AreaTree) -> Scope:
    try:
        scope = access.scope(person, request, tree)
    except OutOfScope as refused:
        refusals.log(stores.records(), refused)
        fail(say("figures.out_of_scope", areas=_listed(refused.wanted)) if refused.wanted else say("figures.no_area"))
    if scope.narrowed:
        errors.print(say("figures.narrowed", areas=_listed(scope.narrowed)), style="yellow")
    return scope


def _measured(metrics: list[str], scope: Scope, by: list[str], compare: list[str]) -> pd.DataFrame:
    try:
        return measure(stores.read_model(), metrics, scope, by, compare)
    except ProtectedMetric as protected:
        fail(say("figures.protected", metric=definition(protected.args[0]).label))
    except NotMeasurable as impossible:
        fail(
            say(
                "figures.not_measurable",
                metric=impossible.metric.label,
                dimension=impossible.dimension,
                dimensions=_listed(impossible.metric.dimensions),
            )
        )
    except BadQuestion as question:
        fail(say("figures.bad_question", question=question))


def _print(frame: pd.DataFrame, known: Words, form: str) -> None:
    if form == "csv":
        typer.echo(_named(frame, known).to_csv(index=False), nl=False)
    elif form == "json":
        typer.echo(json.dumps(json.loads(frame.to_json(orient="records", date_format="iso")), ensure_ascii=False))
    else:
        out.print(_table(frame, known))


def _named(frame: pd.DataFrame, known: Words) -> pd.DataFrame:
    """With a column of Chinese names behind each column of codes; a group without a code is the unknown one."""
    named = frame.copy()
    for name in [*_groups(frame), "metric"]:
        if name not in UNITS:
            said = [_metric_name(code) if name == "metric" else known.of(name, code) for code in frame[name]]
            named.insert(int(cast("int", named.columns.get_loc(name))) + 1, f"{name}_name", said)
    return named


def _groups(frame: pd.DataFrame) -> list[str]:
    return list(frame.columns[: frame.columns.get_loc("metric")])


def _metric_name(key: str) -> str:
    return definition(key).label


def _table(frame: pd.DataFrame, known: Words) -> Table:
    """What is the same in every row stands below the table, what is nowhere has no column: terminals are narrow."""
    rows = cast("list[dict[str, Any]]", frame.to_dict("records"))
    cells: list[dict[str, str]] = [dict(zip(COLUMNS, _cells(row), strict=True)) for row in rows]
    shown = [name for name in COLUMNS if any(row[name] not in ("", say("common.none")) for row in cells)]
    if "denominator" not in shown:
        # What divides nothing is the value itself.
        shown = [name for name in shown if name != "numerator"]
    dated = {row["as_of"] for row in cells}
    if len(dated) == 1:
        shown = [name for name in shown if name != "as_of"]
    table = Table(caption=f"{say('figures.column.as_of')} {dated.pop()}" if len(dated) == 1 else None)
    _add_columns(table, _groups(frame), shown)
    for row, texts in zip(rows, cells, strict=True):
        table.add_row(*(_group(known, name, row[name]) for name in _groups(frame)), *(texts[name] for name in shown))
    return table


def _add_columns(table: Table, groups: list[str], shown: list[str]) -> None:
    """A narrow terminal may break words, but a number with its last digit cut off is another number."""
    for name in groups:
        table.add_column(label("dimension", name), no_wrap=name in UNITS, overflow="fold", min_width=NARROWEST)
    for name in shown:
        figure, whole = name in FIGURES, name in (*FIGURES, "as_of", "unit", "comparison")
        table.add_column(
            say(f"figures.column.{name}"),
            justify="right" if figure else "left",
            no_wrap=whole,
            overflow="fold",
            min_width=None if whole else NARROWEST,
        )


def _group(known: Words, dimension: str, value: Any) -> str:
    return _time(value, dimension) if dimension in UNITS else known.of(dimension, value)


def _time(start: Any, unit: str) -> str:
    """A piece of time by its first day: 2026, 2026Q3, 2026-07, or the day itself."""
    day = pd.Timestamp(start)
    if unit == "quarter":
        return f"{day.year}Q{day.quarter}"
    return f"{day:{WRITTEN.get(unit, '%Y-%m-%d')}}"


def _cells(row: dict[str, Any]) -> list[str]:
    metric = definition(row["metric"])
    exact = row["qualifier"] == "exact"
    bound = "" if exact else say("figures.bound", qualifier=label("qualifier", row["qualifier"]))
    return [
        metric.label,
        label("comparison", row["comparison"]) if row["comparison"] else "",
        numbers.full(row["value"], metric.decimals) + bound,
        metric.unit,
        numbers.full(row["numerator"]),
        numbers.full(row["denominator"]),
        numbers.full(row["base"], metric.decimals),
        numbers.change(row["change"], row["change_unit"], row["change_decimals"]),
        label("reason", row["reason"]) if row["reason"] else "",
        clock.written(row["as_of"]) if pd.notna(row["as_of"]) else say("common.none"),
    ]


def _listed(parts: Iterable[str]) -> str:
    return say("common.list_separator").join(parts)
