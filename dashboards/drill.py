"""Behind a number: a dialog with what it means, what it is made of, and the cases that were counted, page by page."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from html import escape

import pandas as pd
import streamlit as st

from core import access, case_tables, cases, catalogue, clock, numbers, titles
from core.access import Person
from core.definitions import AGE_BAND, Metric, definition
from core.documents.workbook import Column, Sheet
from core.periods import Span
from core.scope import Scope
from core.tiles import Asked
from dashboards import data, downloads, stores, windows
from dashboards.components import figure
from dashboards.components.figure import Compared, Figure
from dashboards.viewing import View

OPEN = "behind"
EXPORTED = cases.REACH


def open_for(mark: str, tile: str, metric: str) -> None:
    """For callbacks: the run that follows shows the dialog, for a tile of the address of that mark only."""
    windows.open_named(f"{OPEN} {mark} {tile} {metric}")


def opener(metric: str) -> str:
    """The name of the hidden button that opens a metric's dialog; `data-press` of any mark-up may name it."""
    return f"open_{metric}"


def openers(view: View, tile: str, metrics: Sequence[str]) -> None:
    """The hidden buttons of numbers that are written as mark-up."""
    with st.container(key="openers"):
        for metric in metrics:
            st.button(definition(metric).label, key=opener(metric), on_click=open_for, args=(view.mark, tile, metric))


def show(view: View) -> None:
    """The dialog, where one has been opened on what was drawn in this run; nothing is read for it before."""
    name, *asked = windows.current().split(" ")
    if name != OPEN:
        return
    mark, key, metric = asked
    # Cases are told as they are now, also behind what was frozen.
    view = replace(view, until=None)
    shown = next((tile.shown for tile in view.tiles if tile.key == key), None)
    if mark == view.mark and isinstance(shown, Asked):
        st.dialog(catalogue.say("cases.title"), width="large", on_dismiss=windows.close)(_dialog)(view, shown, metric)
    else:
        # Back and forth between addresses leaves it behind.
        windows.close()


def _dialog(view: View, shown: Asked, metric: str) -> None:
    with st.container(key="behind"):
        found = _figure(shown.scope, _metric(shown, metric))
        st.html(_sentence(view, shown.scope, found) + _told(found, shown.scope.span))
        if not access.may(view.person, cases.RIGHT):
            st.info(catalogue.say("cases.no_right"))
        elif cases.parts(found.metric):
            _list(view, shown.scope, found)


def _metric(shown: Asked, metric: str) -> str:
    """Of a tile with several numbers any of them can be looked behind."""
    if len(shown.metrics) == 1:
        return metric
    return st.selectbox(
        catalogue.say("cases.metric"),
        shown.metrics,
        index=shown.metrics.index(metric),
        key=f"behind_metric_{metric}",
        format_func=_label,
    )


def _label(key: str) -> str:
    return definition(key).label


def _figure(scope: Scope, key: str) -> Figure:
    # Of this moment, as the list below it: the board behind may be some seconds older.
    rows = data.figures(data.version(), scope, (key,), compare=("year", "previous"))
    return figure.figures(rows, pd.DataFrame({"metric": [], "value": []}))[key]


def _sentence(view: View, scope: Scope, found: Figure) -> str:
    metric = found.metric
    unit = metric.unit if found.written[1] else ""
    number = f"{metric.label} {numbers.full(found.value, metric.decimals)} {unit}".strip()
    return f"<h3>{escape(titles.sentence(scope.areas, scope.span, scope.filters, view.words, number))}</h3>"


def _told(found: Figure, span: Span) -> str:
    metric = found.metric
    rows = [("definition", metric.definition)]
    if len(cases.parts(metric)) > 1:
        rows += [(_part_name(metric, part), numbers.full(getattr(found, part))) for part in cases.parts(metric)]
    bases = [("base_year", found.year), ("base_previous", found.previous)]
    if span.previous() == span.year_before():
        # Of a whole year both are the year before.
        bases = [("base_both", found.year)]
    for name, compared in bases:
        rows.append((name, _compared(metric, compared)))
    if found.reason:
        rows.append(("reason", catalogue.label("reason", found.reason)))
    rows += [("source", metric.source), ("owner", metric.owner)]
    rows.append(("as_of", clock.written(found.as_of) if found.as_of else catalogue.say("board.freshness.never")))
    listed = "".join(
        f"<dt>{escape(catalogue.say(f'cases.told.{name}'))}</dt><dd>{escape(text)}</dd>" for name, text in rows
    )
    link = escape(catalogue.say("cases.dictionary"))
    return (
        f'<dl class="fq-told">{listed}</dl>'
        f'<p class="fq-told-link"><a href="/metrics?metric={escape(metric.key)}" target="_blank">{link}</a></p>'
    )


def _compared(metric: Metric, compared: Compared) -> str:
    base = numbers.full(compared.base, metric.decimals)
    if compared.base is not None:
        base = f"{base} {metric.unit}"
    change = catalogue.label("reason", compared.reason) if compared.reason else compared.written
    return catalogue.say("cases.compared", base=base, change=change)


def _part_name(metric: Metric, part: str) -> str:
    return f"{part}_waits" if metric.kind == "duration" else part


def _list(view: View, scope: Scope, found: Figure) -> None:
    """The rows that were counted. Turning a page runs the dialog alone."""
    metric = found.metric
    with st.container(key="behind_choices", horizontal=True, vertical_alignment="bottom"):
        part = _part(metric, found)
        order = _order(metric, part)
        downloads.button(
            view,
            "export_cases",
            catalogue.say("cases.list_of", metric=metric.label),
            partial(_sheets, view, scope, metric, part, order),
            lambda: [metric],
        )
    whole = cases.size(stores.read_model(), metric.key, scope, part)
    pages = max(1, -(-min(whole.rows, cases.REACH) // cases.PAGE))
    st.html(f'<p class="fq-count">{escape(_count(whole.rows, pages))}</p>')
    if not whole.rows:
        return
    if metric.has(AGE_BAND) and scope.span.end < clock.today():
        # Listed are those that were open then; what has become of them is told as it is now.
        st.caption(catalogue.say("cases.then_and_now", day=titles.span_words(Span(scope.span.end, scope.span.end))))
    table = st.container()
    number = st.pagination(pages, key=f"behind_page_{metric.key}_{part}_{order}") if pages > 1 else 1
    shown = _page(view, scope, metric, part, order, view.person, (number - 1) * cases.PAGE, cases.PAGE)
    with table:
        st.html(_table(shown.columns, shown.frame))
        if shown.gone:
            st.caption(catalogue.say("cases.gone", count=shown.gone))


def _page(
    view: View, scope: Scope, metric: Metric, part: str, order: str, by: Person, first: int, limit: int
) -> cases.Page:
    return cases.page(
        stores.records(),
        stores.read_model(),
        metric.key,
        scope,
        part,
        words=view.words,
        by=by,
        order=order,
        first=first,
        limit=limit,
    )


def _count(rows: int, pages: int) -> str:
    if rows > cases.REACH:
        return catalogue.say("cases.count_cut", count=numbers.full(rows), reach=numbers.full(cases.REACH))
    return catalogue.say("cases.count", count=numbers.full(rows), pages=pages)


def _part(metric: Metric, found: Figure) -> str:
    offered = cases.parts(metric)
    if len(offered) == 1:
        return offered[0]
    names = {
        part: f"{catalogue.say(f'cases.told.{_part_name(metric, part)}')} {numbers.full(getattr(found, part))}"
        for part in offered
    }
    chosen = st.segmented_control(
        catalogue.say("cases.part"),
        offered,
        default=offered[0],
        key=f"behind_part_{metric.key}",
        required=True,
        format_func=names.__getitem__,
    )
    return chosen or offered[0]


def _order(metric: Metric, part: str) -> str:
    offered = cases.orders(metric, part)
    if len(offered) == 1:
        return offered[0]
    return st.selectbox(
        catalogue.say("cases.ordered"),
        offered,
        key=f"behind_order_{cases.listed(metric, part).fact}",
        format_func=_order_words,
        width=220,
    )


def _order_words(order: str) -> str:
    return catalogue.say(f"cases.order.{order}")


def _table(columns: Sequence[Column], frame: pd.DataFrame) -> str:
    heads = "".join(f"<th>{escape(column.header)}</th>" for column in columns)
    rows = "".join(
        "<tr>"
        + "".join(f'<td class="fq-{column.kind}">{_cell(row[column.name], column)}</td>' for column in columns)
        + "</tr>"
        for row in frame.to_dict("records")
    )
    table = f'<table class="fq-table"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>'
    return f'<div class="fq-cases" tabindex="0">{table}</div>'


def _cell(value: object, column: Column) -> str:
    if value is None or value != value:
        return catalogue.say("common.none")
    if column.kind == "number":
        return f'<span class="fq-num">{numbers.full(float(str(value)), column.decimals)}</span>'
    return escape(str(value))


def _sheets(view: View, scope: Scope, metric: Metric, part: str, order: str, by: Person) -> list[Sheet]:
    """All that can be reached, without free text: a file goes further than the office it was made for."""
    found = _page(view, scope, metric, part, order, by, 0, EXPORTED)
    columns = [column for column in found.columns if column.name != case_tables.FREE_TEXT]
    return [Sheet(catalogue.say("cases.list_of", metric=metric.label), found.frame, columns)]
