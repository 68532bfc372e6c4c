"""The headline cards: number, both comparisons and course at a glance; what the number means when pointed at."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import NamedTuple

import streamlit as st

from core import catalogue, numbers, targets
from core.definitions import Metric
from core.targets import Goal
from dashboards import drill
from dashboards.components.card import as_of_words
from dashboards.components.figure import Compared, Figure, values
from dashboards.components.sparkline import sparkline
from dashboards.theme import Theme

# State, ink and sign of a target.
REACHED = ("reached", "better", "\N{CHECK MARK}")
MISSED = ("missed", "worse", "\N{BALLOT X}")
UP, DOWN = "\N{BLACK UP-POINTING TRIANGLE}", "\N{BLACK DOWN-POINTING TRIANGLE}"


def cards(figures: Sequence[Figure], asides: Mapping[str, str], theme: Theme, goals: Mapping[str, Goal]) -> None:
    """One row of cards; `asides` holds a second, smaller line by metric, `goals` what a metric shall reach.

    A card is pressed like a button: the page's script presses the hidden one of its metric (drill.openers).
    """
    shown = "".join(_card(one, asides.get(one.metric.key, ""), theme, goals.get(one.metric.key)) for one in figures)
    with st.container(key="headline"):
        st.html(f'<section class="fq-kpis" aria-label="{escape(catalogue.say("board.kpi.region"))}">{shown}</section>')


def _card(figure: Figure, aside: str, theme: Theme, goal: Goal | None) -> str:
    number, unit = figure.written
    why = f'<p class="fq-why">{escape(catalogue.label("reason", figure.reason))}</p>' if figure.reason else ""
    # What is told of a figure without a value stands under its reason, not beside its dash.
    lines = f'{why}<p class="fq-why">{escape(aside)}</p>' if why else _changes(figure)
    beside = "" if why else escape(aside)
    opens = catalogue.say("tools.open_number", label=figure.metric.label)
    return (
        f'<article class="fq-kpi" tabindex="0" role="button" data-press="{drill.opener(figure.metric.key)}"'
        f' aria-label="{escape(opens)}"><h3>{escape(figure.metric.label)}</h3>'
        f'<p class="fq-value">{number}<small>{escape(unit)}</small><span class="fq-aside">{beside}</span></p>'
        f"{lines}{_goal(figure, goal)}{_course(figure, theme)}"
        f'<p class="fq-asof">{escape(as_of_words(figure.as_of))}</p>{_meaning(figure)}</article>'
    )


def _course(figure: Figure, theme: Theme) -> str:
    """The line with the months that it shows, lest it be taken for the course of the period."""
    heard = catalogue.say("board.kpi.sparkline", values=values(figure.course, figure.metric.decimals))
    line = sparkline(figure.course, theme, heard)
    said = escape(catalogue.say("board.kpi.sparkline_months"))
    return f'<div class="fq-course">{line}<small>{said}</small></div>' if "<img" in line else line


def _goal(figure: Figure, goal: Goal | None) -> str:
    """The target and, where there is a value, whether it is reached: a word and a shape as well as a colour."""
    if goal is None:
        return ""
    unit = figure.metric.unit if figure.metric.unit == numbers.PERCENT else f" {figure.metric.unit}"
    written = targets.written(goal.value, figure.metric.decimals, unit)
    said = escape(catalogue.say("tiles.goal.name", value=written))
    if figure.value is None:
        return f'<p class="fq-goal">{said}</p>'
    state, ink, mark = REACHED if goal.reached(figure.value) else MISSED
    word = escape(catalogue.say(f"tiles.goal.{state}"))
    return f'<p class="fq-goal">{said} <b class="fq-{ink}">{mark} {word}</b></p>'


def _changes(figure: Figure) -> str:
    pairs = (("year", figure.year), ("previous", figure.previous))
    lines = "".join(_change(name, pair, figure.metric) for name, pair in pairs)
    return f'<div class="fq-changes">{lines}</div>'


class Told(NamedTuple):
    """A change in words; `verdict` is "better", "worse" or None where the metric doesn't say which way is good."""

    comparison: str
    mark: str
    change: str
    verdict: str | None


def told(name: str, compared: Compared, metric: Metric) -> Told:
    """The comparison `name` ("year", "previous") as every screen words it."""
    word = catalogue.label("comparison", name)
    if compared.change is None and compared.reason == "small_base":
        return Told(word, "", _against_few(compared, metric), None)
    if compared.change is None and (brief := catalogue.code_labels("reason_brief").get(compared.reason or "")):
        return Told(word, "", brief, None)
    if compared.about:
        return Told(word, "", compared.written, None)
    written = compared.written
    mark = {"+": UP, numbers.MINUS: DOWN}.get(written[0], "")
    return Told(word, mark, written, _verdict(mark, metric.better))


def _change(name: str, compared: Compared, metric: Metric) -> str:
    """Neutral ink; coloured only where the metric says which way is good, and then with the word."""
    word, mark, written, verdict = told(name, compared, metric)
    why = f' title="{escape(catalogue.label("reason", compared.reason))}"' if compared.reason else ""
    said = f' <b class="fq-{verdict}">{escape(catalogue.say(f"board.kpi.{verdict}"))}</b>' if verdict else ""
    ink = f' class="fq-{verdict}"' if verdict else ""
    return f"<p{why}><i>{escape(word)}</i> <span{ink}>{mark} {escape(written)}</span>{said}</p>"


def _against_few(compared: Compared, metric: Metric) -> str:
    """Against a handful of cases a count may say how many more; a rate or a median says nothing."""
    if compared.unit != numbers.PERCENT:
        return catalogue.say("board.kpi.small_base")
    return f"{numbers.difference(compared.difference)} {metric.unit}"


def _verdict(mark: str, better: str) -> str | None:
    if not mark or better == "neutral":
        return None
    return "better" if (mark == UP) == (better == "higher") else "worse"


def _meaning(figure: Figure) -> str:
    """What the number means, what it is made of and where that comes from."""
    metric = figure.metric
    rows = [("definition", metric.definition)]
    if metric.is_rate:
        rows += [("numerator", numbers.full(figure.numerator)), ("denominator", numbers.full(figure.denominator))]
    amounts = (("value", figure.value), ("base_year", figure.year.base), ("base_previous", figure.previous.base))
    rows += [(name, _in_full(amount, metric)) for name, amount in amounts]
    for name, compared in (("reason_year", figure.year), ("reason_previous", figure.previous)):
        if compared.reason and not figure.reason:
            rows.append((name, catalogue.label("reason", compared.reason)))
    rows.append(("source", metric.source))
    listed = "".join(
        f"<span>{escape(catalogue.say(f'board.definition.{name}'))}</span><span>{escape(text)}</span>"
        for name, text in rows
    )
    return f'<div class="fq-tip" role="tooltip"><strong>{escape(metric.label)}</strong><p>{listed}</p></div>'


def _in_full(amount: float | None, metric: Metric) -> str:
    written = numbers.full(amount, metric.decimals)
    return written if numbers.absent(amount) else f"{written} {metric.unit}"
