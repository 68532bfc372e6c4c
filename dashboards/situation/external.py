"""What do courts and others report, and who is there to do the work?"""

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from core import catalogue, numbers, titles
from core.definitions import definition
from core.periods import Span
from core.tiles import Asked
from dashboards import data
from dashboards.components.card import as_of_words, card
from dashboards.viewing import View

STRENGTH = (
    *("centres", "resident_posts", "seconded_posts", "grids"),
    *("grid_workers", "mediation_rooms"),
)


def block(view: View) -> None:
    """Reported totals over the spans that were reported, and the bodies and people on the period's last day."""
    scope = view.scope.unfiltered()
    found = data.figures(view.version, scope, STRENGTH)
    subject = catalogue.say("tiles.outside.subject")
    known = found["as_of"].dropna()
    as_of = None if known.empty else known.iloc[0]
    shown = Asked(scope, STRENGTH)
    with card(view, "external", catalogue.say("tiles.outside.question"), subject, as_of, shown):
        totals = "".join(_totals(view))
        none = f'<p class="fq-note">{escape(catalogue.say("tiles.outside.none"))}</p>'
        st.html(
            f"<h3 class='fq-part'>{escape(catalogue.say('tiles.outside.totals'))}</h3>"
            + (f'<table class="fq-table fq-figures">{totals}</table>' if totals else none)
            + f"<h3 class='fq-part'>{escape(catalogue.say('tiles.outside.strength'))}</h3>"
            + f'<div class="fq-strength">{"".join(_strength(found))}</div>'
        )


def _totals(view: View) -> Iterator[str]:
    """A row a total: name, span, value, change; each with its own time."""
    spans = data.reported_spans(view.version, view.scope.unfiltered())
    told = _told(view, spans)
    for key, span in spans.items():
        row, metric = told[key], definition(key)
        number, unit = numbers.quantity(_number(row["value"]), metric.unit, metric.decimals)
        if row["qualifier"] != "exact" and unit:
            word = catalogue.label("qualifier", row["qualifier"])
            number = catalogue.say("tiles.outside.with_qualifier", value=number, qualifier=word)
        why = catalogue.label("reason", row["reason"]) if row["reason"] else ""
        change = numbers.change(
            _number(row["change"]), row["change_unit"] or numbers.PERCENT, int(row["change_decimals"])
        )
        until = as_of_words(None if pd.isna(row["as_of"]) else row["as_of"])
        yield (
            f'<tr><td>{escape(metric.label)}<span class="fq-span">{escape(titles.span_words(span))}</span></td>'
            f'<td class="fq-right"><b>{escape(number)}</b> {escape(unit)}</td>'
            f'<td class="fq-right" title="{escape(why)}">{escape(_against(change))}'
            f'<span class="fq-span">{escape(until)}</span></td></tr>'
        )


def _told(view: View, spans: Mapping[str, Span]) -> dict[str, Any]:
    """By metric its row; what was last told of the same span is asked for at once."""
    found: dict[str, Any] = {}
    for span in dict.fromkeys(spans.values()):
        keys = tuple(key for key, own in spans.items() if own == span)
        rows = data.figures(view.version, view.scope.unfiltered().over(span), keys, compare=("year",))
        found |= {row["metric"]: row for row in rows.to_dict("records")}
    return found


def _against(change: str) -> str:
    marks = {"+": "\N{BLACK UP-POINTING TRIANGLE} ", numbers.MINUS: "\N{BLACK DOWN-POINTING TRIANGLE} "}
    return f"{catalogue.label('comparison', 'year')} {marks.get(change[0], '')}{change}"


def _strength(found: pd.DataFrame) -> Iterator[str]:
    for row in found.to_dict("records"):
        metric = definition(row["metric"])
        number, unit = numbers.quantity(_number(row["value"]), metric.unit, metric.decimals)
        yield (
            f'<div title="{escape(metric.definition)}"><b>{escape(number)}</b><small>{escape(unit)}</small>'
            f"<span>{escape(metric.label)}</span></div>"
        )


def _number(value: float) -> float | None:
    return None if numbers.absent(value) else value
