"""Who stands where: the table of a peer group, how its totals lie, and one's own place with those around it."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from functools import partial
from html import escape

import pandas as pd
import streamlit as st

from core import catalogue
from core.documents.workbook import Column, Sheet
from core.scoring import published, wording
from core.scoring.published import Row
from core.scoring.wording import number
from dashboards.charts.score_spread import score_spread, spread_table
from dashboards.components import chart
from dashboards.components.card import card
from dashboards.supervision import choice as choices
from dashboards.supervision.acts import word
from dashboards.supervision.choice import Choice

LOWEST = 6
"""Room for so many dots above each other, so that few lie at the foot of the chart."""
FEW = 8
"""A table of so many needs no more room than the tiles beside it."""


def table(choice: Choice) -> None:
    """The whole group in order, with a bar for each total."""
    subject = word("tile.league_subject", group=choice.group.title, count=len(choice.peers))
    with card(
        choice.view, "league", word("tile.league"), subject, as_of(choice), partial(_sheet, choice, choice.peers)
    ):
        few = " fq-few" if len(choice.peers) <= FEW else ""
        st.html(f'<div class="fq-league{few}" tabindex="0">{_rows(choice, choice.peers)}</div>')


def spread(choice: Choice) -> None:
    subject = word("tile.spread_subject", group=choice.group.title)
    with card(
        choice.view, "spread", word("tile.spread"), subject, as_of(choice), partial(_sheet, choice, choice.peers)
    ):
        shown = [
            (row.body.key, row.body.called, float(row.told.shown), _rank_words(row))
            for row in choice.peers
            if row.told.shown is not None
        ]
        dots = spread_table(shown, choice.row.body.key)
        chart.show(
            score_spread,
            dots,
            choice.view.theme,
            key=f"spread_{choice.run.id}_{choice.row.body.key}",
            alt=subject,
            on_pick=partial(choices.picked, choice),
            title=word("table.total"),
            heap=max(LOWEST, int(dots["heap"].max()) if len(dots) else 0),
        )


def around(choice: Choice) -> None:
    """One's own place, five before and five behind."""
    mine = choice.row
    near = published.around(choice.peers, mine.body.key) if mine.told.rank else [mine]
    subject = f"{mine.body.called} {_rank_words(mine)}"
    with card(choice.view, "place", word("tile.place"), subject, as_of(choice), partial(_sheet, choice, near)):
        st.html(f'<div class="fq-league">{_rows(choice, near)}</div>')


def as_of(choice: Choice) -> datetime:
    """Until the end of the last day of the run's months, or until when the data told if that was earlier."""
    return choice.run.told_until


def _rows(choice: Choice, rows: Sequence[Row]) -> str:
    overall = any(row.told.overall for row in rows)
    names = ("rank", "body", "total", "change", *(("overall",) if overall else ()), "why")
    heads = "".join(f"<th>{escape(word(f'table.{name}'))}</th>" for name in names)
    most = max((row.told.shown for row in rows if row.told.shown is not None), default=Decimal(100))
    body = "".join(_row(choice, row, most, overall) for row in rows)
    return f'<table class="fq-table"><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>'


def _row(choice: Choice, row: Row, most: Decimal, overall: bool) -> str:
    now = row.told
    share = 0 if now.shown is None else max(0, min(100, float(100 * now.shown / most))) if most else 0
    cells = [
        f"<td class='fq-rank'>{now.rank or ''}</td>",
        f"<td>{escape(row.body.called)}</td>",
        f"<td class='fq-total'><span style='width:{share:.1f}%'></span><b>{points(now.shown)}</b></td>",
        f"<td class='fq-right'>{change_words(row)}</td>",
    ]
    if overall:
        cells.append(f"<td class='fq-right'>{now.overall or ''}</td>")
    cells.append(f"<td>{escape(why(row))}</td>")
    mine = " class='fq-mine'" if row.body.key == choice.row.body.key else ""
    return f"<tr{mine}>{''.join(cells)}</tr>"


def change_words(row: Row) -> str:
    """By how many points against the month before, with the sign of its direction."""
    before, now = row.before.shown if row.before else None, row.told.shown
    return wording.changed(None if before is None or now is None else now - before)


def why(row: Row) -> str:
    """What has to be said of a row: why it has no rank, or that appeals changed it."""
    if row.told.reason:
        return catalogue.label("scoring_unranked", row.told.reason)
    if row.after is not None and row.after.total != row.standing.total:
        return word("table.corrected", before=points(row.standing.total))
    return ""


def points(value: Decimal | None) -> str:
    return number(None) if value is None else f"{value:.2f}"


def _rank_words(row: Row) -> str:
    told = row.told
    return word("table.rank_of", rank=told.rank, of=told.of) if told.rank else why(row)


def _sheet(choice: Choice, rows: Sequence[Row]) -> Sheet:
    told = [
        {
            "rank": row.told.rank,
            "body": row.body.called,
            "total": None if row.told.shown is None else float(row.told.shown),
            "overall": row.told.overall,
            "why": why(row),
        }
        for row in rows
    ]
    kinds = {"rank": "integer", "overall": "integer", "total": "number"}
    names = ("rank", "body", "total", "overall", "why")
    columns = [Column(name, word(f"table.{name}"), kinds.get(name, "text"), 2) for name in names]  # type: ignore[arg-type]
    return Sheet(choice.group.title, pd.DataFrame(told, columns=list(names), dtype=object), columns)
