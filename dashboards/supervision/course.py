"""How one body's total went along the months."""

from collections.abc import Sequence
from functools import partial
from html import escape

import pandas as pd
import streamlit as st

from core import catalogue
from core.documents.workbook import Column, Sheet
from core.scoring import published
from core.scoring.outcome import Standing
from dashboards import stores
from dashboards.charts.score_course import COLUMNS, score_course
from dashboards.components import chart
from dashboards.components.card import card, nothing
from dashboards.supervision import league
from dashboards.supervision.acts import word
from dashboards.supervision.choice import Choice


def block(choice: Choice) -> None:
    """Month by month, each month's standing of the months up to its end together; of a final run after the appeals."""
    subject = word("tile.course_subject", body=choice.row.body.called)
    sheet = published.sheet(stores.records(), choice.run.id, choice.row.body.key)
    standings = sheet.standings if sheet else ()
    rows = [_row(one) for one in standings]
    table = pd.DataFrame(rows, columns=COLUMNS)
    with card(
        choice.view, "course", word("tile.course"), subject, league.as_of(choice), partial(_sheet, subject, standings)
    ):
        if table["total"].notna().any():
            chart.show(score_course, table, choice.view.theme, key="scoring_course", alt=subject)
            st.html(f'<p class="fq-note">{escape(word("items.rank_on") + unranked(standings))}</p>')
        else:
            nothing(word("items.no_course"), "")


def unranked(standings: Sequence[Standing]) -> str:
    """Which months have no rank, and why: a point without a number, or none at all, would leave it to be guessed."""
    found: dict[str, list[str]] = {}
    for one in standings:
        if one.reason:
            found.setdefault(one.reason, []).append(f"{one.month.month}{word('chart.month')}")
    parts = [
        word("items.no_rank_of", months=catalogue.say("common.list_separator").join(months), why=why)
        for reason, months in found.items()
        if (why := catalogue.label("scoring_unranked", reason))
    ]
    return "".join(f"{part}{word('items.stop')}" for part in parts)


def _row(one: Standing) -> tuple[str, float | None, str, str]:
    total = None if one.shown is None else float(one.shown)
    rank = word("table.rank_short", rank=one.rank) if one.rank else ""
    told = catalogue.label("scoring_unranked", one.reason) if one.reason else f"{one.shown} {rank}"
    month = f"{one.month:%Y-%m}"
    return (month, total, str(one.rank or ""), f"{month} {told}")


def _sheet(title: str, standings: tuple[Standing, ...]) -> Sheet:
    names = ("month", "total", "rank")
    rows = [(f"{one.month:%Y-%m}", None if one.shown is None else float(one.shown), one.rank) for one in standings]
    columns = [
        Column("month", catalogue.label("dimension", "month"), "code"),
        Column("total", word("table.total"), "number", 2),
        Column("rank", word("table.rank"), "integer"),
    ]
    return Sheet(title, pd.DataFrame(rows, columns=list(names), dtype=object), columns)
