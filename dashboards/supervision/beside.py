"""As published beside recomputed: what today's records would give, asked for by a person and kept nowhere."""

from functools import partial
from html import escape

import streamlit as st

from core import catalogue, clock
from core.documents.workbook import Sheet
from core.scoring import beside, package, wording
from core.scoring.beside import Pair
from core.scoring.faults import Refused
from core.scoring.wording import number
from dashboards import data
from dashboards.components.card import card, nothing
from dashboards.supervision import league
from dashboards.supervision.acts import word
from dashboards.supervision.choice import Choice

ASKED = "scoring_beside_{}"
"""Under which version of the data it was asked for, and when: a later one isn't computed unasked."""


def block(choice: Choice) -> None:
    """Of the bodies whose figures are shown: totals and ranks then and now, and the items that are no longer so."""
    subject = word("tile.beside_subject", group=choice.group.title)
    pairs = _asked(choice)
    with card(
        choice.view, "beside", word("tile.beside"), subject, league.as_of(choice), partial(_sheet, choice, pairs)
    ):
        if pairs is None:
            st.html(f'<p class="fq-note">{escape(word("beside.help"))}</p>')
            st.button(
                word("beside.ask"), key=f"beside_ask_{choice.run.id}", icon=":material/calculate:", on_click=_ask,
                args=(choice,),
            )  # fmt: skip
            return
        mine = [pair for pair in pairs if pair.row.body.group == choice.group.key]
        if not mine:
            nothing(word("items.closed"), word("items.closed_hint"))
            return
        same = sum(pair.same for pair in mine)
        _, at = st.session_state[ASKED.format(choice.run.id)]
        said = word("beside.asked", at=clock.briefly(at)) + word("beside.same", same=same, count=len(mine))
        st.html(f'<p class="fq-note">{escape(said)}</p>')
        st.html(f'<div class="fq-league fq-beside" tabindex="0">{_table(choice, mine)}</div>')
        _changed(choice, mine)


def _ask(choice: Choice) -> None:
    st.session_state[ASKED.format(choice.run.id)] = (data.version(), clock.now())


def _asked(choice: Choice) -> list[Pair] | None:
    """The open bodies' pairs, once somebody has asked; refusals are said."""
    version, _ = st.session_state.get(ASKED.format(choice.run.id), (None, None))
    if version is None:
        return None
    try:
        now = data.scoring_today(choice.run.id, version, choice.run)
    except Refused as refused:
        st.error(refused.told)
        return None
    return beside.pairs([row for row in choice.rows if row.body.key in choice.open], now)


def _table(choice: Choice, pairs: list[Pair]) -> str:
    names = ("rank", "body", "published", "today", "difference")
    heads = "".join(f"<th>{escape(word(f'beside.{name}'))}</th>" for name in names)
    rows = "".join(_row(choice, pair) for pair in pairs)
    return f'<table class="fq-table"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>'


def _row(choice: Choice, pair: Pair) -> str:
    then, now = pair.row.standing, pair.now
    moved = "" if now is None or now.rank == then.rank else f" → {now.rank or catalogue.say('common.none')}"
    by = pair.difference
    sign = wording.UP if by and by > 0 else wording.DOWN if by and by < 0 else wording.SAME
    mine = " class='fq-mine'" if pair.row.body.key == choice.row.body.key else ""
    return (
        f"<tr{mine}><td class='fq-rank'>{then.rank or ''}{moved}</td><td>{escape(pair.row.body.called)}</td>"
        f"<td class='fq-right'>{league.points(then.shown)}</td>"
        f"<td class='fq-right'><b>{league.points(now.shown if now else None)}</b></td>"
        f"<td class='fq-right'>{sign if not by else f'{sign} {abs(by)}'}</td></tr>"
    )


def _changed(choice: Choice, pairs: list[Pair]) -> None:
    """Of the chosen body the items that are no longer as they were, each with both figures."""
    mine = next((pair for pair in pairs if pair.row.body.key == choice.row.body.key), None)
    found = beside.changed(choice.run.scheme, mine) if mine else []
    if not found:
        return
    rows = "".join(
        f"<tr><td>{escape(one.item.title)}</td>"
        f"<td>{escape(wording.figure(one.item, one.then))} → {escape(wording.figure(one.item, one.now))}</td>"
        f"<td class='fq-right'>{number(one.then.points)} → <b>{number(one.now.points)}</b></td></tr>"
        for one in found
    )
    st.html(f'<table class="fq-table fq-changed">{rows}</table>')


def _sheet(choice: Choice, pairs: list[Pair] | None) -> Sheet:
    return package.beside_today(choice.run, pairs or [])
