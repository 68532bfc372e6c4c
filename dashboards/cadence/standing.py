"""Who has reported and who hasn't, by place and by duty; whose report is missing, as bodies, never as people."""

from html import escape

import pandas as pd
import streamlit as st

from core import catalogue, numbers
from core.cadence import agenda
from core.cadence.agenda import Owed
from core.definitions import definition
from core.documents.workbook import Column, Sheet
from core.tiles import Asked
from core.titles import span_words
from dashboards import data, stores
from dashboards.board import groups
from dashboards.cadence import table
from dashboards.components.card import card, nothing
from dashboards.components.switch import chosen, switch
from dashboards.viewing import View

METRICS = (
    *("reports_expected", "reports_received", "report_on_time_rate", "reports_late", "reports_missing"),
    "zero_reports",
)
LISTED = 60
COLUMNS = ("state", "duty", "body", "period", "due_on", "step")


def block(view: View) -> None:
    dimension = {"area": "area", "duty": "duty"}[chosen("cadence_standing", ("area", "duty"))]
    if dimension == "area":
        dimension = groups.by_place(view)[1] if view.scope.level_below else "duty"
    found = data.figures(view.version, view.scope, METRICS, by=(dimension,))
    subject = catalogue.say("cadence.tile.standing_subject")
    shown = Asked(view.scope, METRICS, (dimension,))
    as_of = data.reach(view.scope, "fact_report").as_of
    with card(view, "standing", catalogue.say("cadence.tile.standing"), subject, as_of, shown):
        switch("cadence_standing", ("area", "duty"))
        if found.empty:
            nothing(catalogue.say("cadence.page.none"))
            return
        st.html(_standing(view, found, dimension))


def _standing(view: View, found: pd.DataFrame, dimension: str) -> str:
    """Those who lack most first."""
    cells = {(row["metric"], row[dimension]): row["value"] for row in found.to_dict("records")}
    codes = list(dict.fromkeys(found[dimension]))
    codes.sort(key=lambda code: (-_number(cells, "reports_missing", code), -_number(cells, "reports_late", code)))
    heads = [catalogue.label("dimension", dimension), *(_head(key) for key in METRICS)]
    rows = [[escape(_called(view, dimension, code)), *(_cell(cells, key, code) for key in METRICS)] for code in codes]
    return table.table(heads, rows, right=range(1, len(heads)))


def _called(view: View, dimension: str, code: str | None) -> str:
    """Bodies of the place itself stand in no place below it."""
    if pd.isna(code) and dimension != "duty":
        return catalogue.say("cadence.standing.own")
    return view.words.of(dimension, code)


def _head(key: str) -> str:
    metric = definition(key)
    return catalogue.say("board.filter.within", name=metric.label, above=metric.unit)


def _number(cells: dict[tuple[str, str], float], key: str, code: str) -> float:
    value = cells.get((key, code))
    return 0.0 if numbers.absent(value) else float(value or 0)


def _cell(cells: dict[tuple[str, str], float], key: str, code: str) -> str:
    value, metric = cells.get((key, code)), definition(key)
    if value is None and not metric.is_rate:
        return "0"
    return escape(numbers.full(value, metric.decimals))


def late(view: View) -> None:
    """Independent of the period: whose reports are overdue now, and what was done about it."""
    rows = agenda.overdue(stores.records(), view.scope, LISTED)
    steps = {
        one.report.id: one
        for one in reversed(
            agenda.escalations(stores.records(), view.scope, ("superior", "supervision"), limit=20 * LISTED)
        )
    }
    subject = catalogue.say("cadence.tile.late_subject")

    def sheet() -> Sheet:
        return _sheet(view, subject, rows, steps)

    with card(view, "late", catalogue.say("cadence.tile.late"), subject, None, sheet):
        if not rows:
            nothing(catalogue.say("cadence.late.none"), "")
            return
        heads = [catalogue.say(f"cadence.column.{name}") for name in COLUMNS]
        st.html(table.table(heads, [_late(view, one, steps) for one in rows]))
        if len(rows) == LISTED:
            st.html(f'<p class="fq-note">{escape(catalogue.say("cadence.late.more", most=LISTED))}</p>')


def _late(view: View, one: Owed, steps: dict[int, agenda.Escalated]) -> list[str]:
    days = (view.scope.today - one.due_on).days
    words = (table.duty(one), table.body(view.words, one), table.period(one), one.due_on.isoformat(), _step(one, steps))
    return [table.state("overdue", days), *(escape(word) for word in words)]


def _step(one: Owed, steps: dict[int, agenda.Escalated]) -> str:
    taken = steps.get(one.id)
    if taken is None:
        return catalogue.label("duty_step", "overdue")
    told = {"step": catalogue.label("duty_step", taken.step), "day": taken.happened_on.isoformat()}
    return catalogue.say("cadence.late.step", **told)


def _sheet(view: View, title: str, rows: list[Owed], steps: dict[int, agenda.Escalated]) -> Sheet:
    found = [
        {
            "state": catalogue.say("cadence.state.overdue", days=(view.scope.today - one.due_on).days),
            "duty": table.duty(one),
            "body": table.body(view.words, one),
            "period": span_words(one.span),
            "due_on": one.due_on,
            "step": _step(one, steps),
        }
        for one in rows
    ]
    columns = [
        Column(name, catalogue.say(f"cadence.column.{name}"), "date" if name == "due_on" else "text")
        for name in COLUMNS
    ]
    return Sheet(title, pd.DataFrame(found, columns=list(COLUMNS), dtype=object), columns)
