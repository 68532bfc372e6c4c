"""What became of the cases that were accepted in the period, step by step, each a part of those accepted."""

from html import escape

import pandas as pd
import streamlit as st

from core import catalogue, numbers
from core.tiles import Asked
from dashboards import data
from dashboards.board import groups
from dashboards.charts.ranked_bars import COLUMNS, ranked_bars
from dashboards.components import chart
from dashboards.components.card import card, nothing
from dashboards.viewing import View

STAGES = ("accepted", "agreed", "performed", "confirmed", "satisfied", "reneged", "ended", "reopened")
METRICS = tuple(f"mediation_{stage}" for stage in STAGES)


def block(view: View) -> None:
    found = data.figures(view.version, view.scope, METRICS, compare=("year",))
    subject = catalogue.say("mediation.tile.funnel_subject")
    question, shown = catalogue.say("mediation.tile.funnel"), Asked(view.scope, METRICS)
    with card(view, "funnel", question, subject, groups.as_of(view, found), shown):
        table = funnel_table(found)
        if table.empty:
            blank()
            return
        spoken = ", ".join(table["spoken"])
        beside = catalogue.say("mediation.funnel.of_accepted")
        chart.show(ranked_bars, table, view.theme, key="funnel", alt=spoken, rows=len(table), beside=beside)
        left = _left(dict(zip(found["metric"], found["value"], strict=True)))
        st.html(f'<p class="fq-note">{escape(catalogue.say("mediation.funnel.open", count=numbers.full(left)))}</p>')


def funnel_table(found: pd.DataFrame) -> pd.DataFrame:
    """Rows for ranked_bars in the order of STAGES, with the share of those accepted; empty where none was."""
    told = found.set_index("metric")
    accepted = told["value"][METRICS[0]]
    if numbers.absent(accepted) or not accepted:
        return pd.DataFrame(columns=COLUMNS)
    rows = []
    for stage, key in zip(STAGES, METRICS, strict=True):
        name, value, before = catalogue.say(f"mediation.funnel.{stage}"), told["value"][key], told["base"][key]
        written, share = numbers.full(value), numbers.percent(100 * value / accepted)
        rows.append(
            {
                "code": "",
                "name": name,
                "value": value,
                "previous": 0.0 if numbers.absent(before) else before,
                "value_text": written,
                "previous_text": numbers.full(before),
                "change": share,
                "spoken": f"{name} {written}",
            }
        )
    return pd.DataFrame(rows, columns=COLUMNS)


def blank() -> None:
    nothing(catalogue.say("mediation.page.none"), catalogue.say("mediation.page.none_hint"))


def _left(values: dict[str, float]) -> float:
    """Accepted and neither agreed nor ended yet: the rest of the whole, so that the parts are seen to sum to it."""
    return values["mediation_accepted"] - values["mediation_agreed"] - values["mediation_ended"]
