"""What was made public of acts on bodies before they were kept here: totals, as they were told, for their span."""

from collections.abc import Iterator
from html import escape

import streamlit as st

from core import catalogue, external, numbers, titles
from core.definitions import definition
from core.periods import Span
from core.tiles import Asked
from dashboards import data, stores
from dashboards.components.card import card
from dashboards.viewing import View

METRICS = ("published_criticisms", "published_summons_talks", "published_yellow_cards", "published_vetoes")


def block(view: View) -> None:
    """Nothing where nothing was made public of the place."""
    scope = view.scope.unfiltered()
    spans = external.latest_spans(stores.read_model(), scope, METRICS)
    if not spans:
        return
    latest = next(iter(spans.values()))
    subject, shown = titles.span_words(latest), Asked(scope.over(latest), tuple(spans))
    with card(view, "published", catalogue.say("accountability.tile.published"), subject, None, shown):
        st.html(f'<table class="fq-table fq-figures">{"".join(_rows(view, spans))}</table>')
        st.html(f'<p class="fq-note">{escape(catalogue.say("accountability.page.published_note"))}</p>')


def _rows(view: View, spans: dict[str, Span]) -> Iterator[str]:
    for key, span in spans.items():
        metric = definition(key)
        value = data.figures(view.version, view.scope.unfiltered().over(span), (key,)).iloc[0]["value"]
        number, unit = numbers.quantity(value, metric.unit, metric.decimals)
        yield (
            f'<tr title="{escape(metric.source)}"><td>{escape(metric.label)}'
            f'<span class="fq-span">{escape(titles.span_words(span))}</span></td>'
            f'<td class="fq-right"><b>{escape(number)}</b> {escape(unit)}</td></tr>'
        )
