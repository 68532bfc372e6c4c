"""Where one body's points come from: every item against the group, its rule, figure and reckoning, and the cases."""

from decimal import Decimal
from functools import partial
from html import escape

import pandas as pd
import streamlit as st

from core import access, cases, catalogue, clock
from core.definitions import definition
from core.documents.workbook import Sheet
from core.scoring import package, parts, published, wording
from core.scoring.behind import Behind
from core.scoring.exact import HUNDRED, ZERO
from core.scoring.outcome import Cell
from core.scoring.parts import Part
from core.scoring.published import Spread
from core.scoring.scheme import Item, Scheme
from core.scoring.wording import number
from core.tiles import Asked
from dashboards import data, drill
from dashboards.charts.score_items import BESIDE, COLUMNS, POINTS, score_items
from dashboards.components import chart, tools
from dashboards.components.card import card, nothing
from dashboards.supervision import choice as choices
from dashboards.supervision import league
from dashboards.supervision.acts import word
from dashboards.supervision.choice import Choice

ITEM = "scoring_item_{}"
EXACT = 4
"""Points as they are kept: written so, the rows add up to the total."""


def block(choice: Choice) -> None:
    subject = word("tile.items_subject", body=choice.row.body.called, group=choice.group.title)
    sheet = partial(_sheet, choice)
    with card(choice.view, "items", word("tile.items"), subject, league.as_of(choice), sheet):
        if not choice.is_open:
            nothing(word("items.closed"), word("items.closed_hint"))
            return
        rows = summands(choice)
        chart.show(
            score_items,
            rows,
            choice.view.theme,
            key=f"scoring_items_{choice.run.id}_{choice.row.body.key}",
            alt=subject,
            on_pick=partial(_picked, choice),
            # Once another item is told, a click on the same row is another click.
            visit=st.session_state.get(ITEM.format(choice.group.key), ""),
            rows=len(rows),
        )
        st.html(_summed(choice))


def _picked(choice: Choice, item: str) -> None:
    """For the chart's callback: the item is told in full."""
    st.session_state[ITEM.format(choice.group.key)] = item


def detail(choice: Choice) -> None:
    """One item in full: the rule's words, the figure's parts, how the points came about, and the cases behind."""
    subject = choice.row.body.called
    with card(choice.view, "detail", word("tile.detail"), subject, league.as_of(choice), partial(_sheet, choice)):
        if not choice.is_open:
            nothing(word("items.closed"), word("items.closed_hint"))
            return
        items = {item.key: item for item in _items(choice)}
        titles = {key: item.title for key, item in items.items()}
        box = ITEM.format(choice.group.key)
        if st.session_state.get(box) not in titles:
            st.session_state[box] = next(iter(titles))
        key = st.selectbox(word("desk.item"), list(titles), key=box, format_func=titles.__getitem__)
        item = items[key or next(iter(items))]
        cell = choice.row.told.cells[item.key]
        st.html(_told(choice, item, cell))
        _cases(choice, item)
        _behind(choice, item)


def helping(choice: Choice) -> None:
    """The items with the most recoverable points, computed from their rules."""
    subject = word("tile.help_subject", body=choice.row.body.called)
    with card(choice.view, "help", word("tile.help"), subject, league.as_of(choice), partial(_sheet, choice)):
        if not choice.is_open:
            nothing(word("items.closed"), word("items.closed_hint"))
            return
        found = recoverable(choice)
        if not found:
            nothing(word("items.nothing_to_gain"), "")
            return
        rows = "".join(
            f"<tr><td class='fq-right'><b>+{number(worth)}</b></td><td>{escape(item.title)}</td>"
            f"<td>{escape(wording.what_would_help(item, choice.group.key, cell))}</td></tr>"
            for worth, item, cell in found[:6]
        )
        st.html(f'<table class="fq-table fq-help">{rows}</table>')


def recoverable(choice: Choice) -> list[tuple[Decimal, Item, Cell]]:
    """What could still be brought, the most first."""
    pairs = [(item, choice.row.told.cells[item.key]) for item in _items(choice)]
    found = [(wording.recoverable(item, choice.group.key, cell), item, cell) for item, cell in pairs if not item.bonus]
    return sorted([one for one in found if one[0] > 0], key=lambda one: (-one[0], one[1].key))


def _items(choice: Choice) -> list[Item]:
    cells = choice.row.told.cells
    return [item for item in choice.run.scheme.items_of(choice.group.key) if item.key in cells]


def summands(choice: Choice) -> pd.DataFrame:
    """The rows of the chart: every item, then what else the total is the sum of, and the total, where there is one."""
    group, now, scheme = choice.group.key, choice.row.told, choice.run.scheme
    spreads = published.spreads(choice.rows, group)
    rows = [
        _of_item(choice, part.item, spreads.get(part.item.key))
        if part.item and part.kind != "acts"
        else _beyond(part, scheme)
        for part in parts.parts(scheme, group, now)
    ]
    return pd.DataFrame([*rows, *([] if now.shown is None else [_whole(choice, now.shown)])], columns=COLUMNS)


def _of_item(choice: Choice, item: Item, spread: Spread | None) -> tuple:
    full, cell = item.upper(choice.group.key), choice.row.told.cells[item.key]
    written = word("items.not_assessed") if cell.points is None else number(cell.points, EXACT)
    text = f"{written} / {number(full)}"
    spoken = f"{item.title} {text} {wording.figure(item, cell)}"
    best, median = (_share(spread.best, full), _share(spread.median, full)) if spread else (None, None)
    return item.key, item.title, _share(cell.points, full), median, best, text, spoken, POINTS


def _beyond(part: Part, scheme: Scheme) -> tuple:
    """What is added or taken beside the items' points, drawn against the full total."""
    code, title = (part.item.key, part.item.title) if part.item else ("", word(f"items.part_{part.kind}"))
    points = part.points or ZERO
    text = wording.signed(points, EXACT)
    return code, title, _share(abs(points), scheme.total), None, None, text, f"{title} {text}", BESIDE


def _whole(choice: Choice, total: Decimal) -> tuple:
    totals = [row.told.shown for row in choice.peers if row.told.shown is not None]
    median, best = (_share(one, choice.run.scheme.total) for one in (published.median(totals), max(totals)))
    title = word("items.part_total")
    return "", title, _share(total, choice.run.scheme.total), median, best, f"{total}", f"{title} {total}", POINTS


def _summed(choice: Choice) -> str:
    """How the rows come to the total: that they add up, and what was left out and made up for."""
    group, now, scheme = choice.group.key, choice.row.told, choice.run.scheme
    said = [word("items.summed") if now.shown is not None else catalogue.label("scoring_unranked", now.reason)]
    if found := parts.rescaling(scheme, group, now):
        told = {name: number(getattr(found, name), EXACT) for name in ("earned", "worth", "left_out")}
        said.append(word("items.rescaled", total=number(scheme.total), base=number(now.base, EXACT), **told))
    return "".join(f'<p class="fq-note">{escape(one)}</p>' for one in said)


def _share(points: Decimal | None, full: Decimal) -> float | None:
    return None if points is None else float(min(HUNDRED, HUNDRED * points / full))


def _told(choice: Choice, item: Item, cell: Cell) -> str:
    group = choice.group.key
    spread = published.spreads(choice.rows, group).get(item.key)
    rows = [
        ("rule", wording.rule(item, group)),
        ("text", item.text),
        ("figure", wording.figure(item, cell)),
        ("reckoning", wording.reckoning(item, cell)),
    ]
    if spread is not None:
        rows.append(("spread", word("items.spread_of", median=number(spread.median), best=number(spread.best))))
    if told := wording.what_would_help(item, group, cell):
        rows.append(("help", told))
    if item.metric is not None:
        rows.append(("least", word("items.least_of", least=choice.run.scheme.least_of(item))))
    rows.append(("source", item.source))
    listed = "".join(f"<dt>{escape(word(f'items.{name}'))}</dt><dd>{escape(text)}</dd>" for name, text in rows)
    return f'<dl class="fq-told">{listed}</dl>'


def _cases(choice: Choice, item: Item) -> None:
    """The rows that were counted, by the very metric and months: what stands behind numerator and denominator.

    Offered to those who may see cases; the others are told whose they are.
    """
    scope = choices.scope_of(choice) if item.metric else None
    if scope is None or item.metric is None or not cases.parts(definition(item.metric)):
        return
    if not access.may(choice.view.person, cases.RIGHT):
        st.html(f'<p class="fq-note">{escape(word("items.no_cases"))}</p>')
        return
    key = f"scored_{item.key}"
    tools.note(choice.view, key, item.title, Asked(scope, (item.metric,)))
    st.button(
        word("items.cases"),
        key=f"cases_{key}",
        icon=":material/list_alt:",
        on_click=drill.open_for,
        args=(choice.view.mark, key, item.metric),
    )
    frozen = word("items.cases_now", frozen=clock.written(choice.run.made_at))
    st.html(f'<p class="fq-note">{escape(frozen)}</p>')


def _behind(choice: Choice, item: Item) -> None:
    """The entries or acts that were counted, as the run froze them, each with what shows it."""
    if item.metric is not None:
        return
    found = data.scoring_behind(choice.run.id, choice.run.output_hash, choice.row.body.key, item.key, item)
    if not found:
        st.html(f'<p class="fq-note">{escape(word("items.nothing_behind"))}</p>')
        return
    names = ("on", "kind", "until", "effect") if found[0].kind else ("on", "value", "evidence")
    heads = "".join(f"<th>{escape(word(f'items.behind_{name}'))}</th>" for name in names)
    rows = "".join(f"<tr>{''.join(f'<td>{escape(_cell(one, name))}</td>' for name in names)}</tr>" for one in found)
    st.html(f'<div class="fq-behind" tabindex="0"><table class="fq-table"><tr>{heads}</tr>{rows}</table></div>')


def _cell(one: Behind, name: str) -> str:
    match name:
        case "value":
            return number(one.value)
        case "kind":
            return catalogue.label("action_kind", one.kind)
        case "until":
            return one.until.isoformat() if one.until else word("items.behind_open")
        case "effect":
            effect = catalogue.label("action_effect", one.effect)
            return effect if one.value is None else f"{effect} {number(one.value)}"
    return str(getattr(one, name))


def _sheet(choice: Choice) -> Sheet:
    mine = [choice.row] if choice.is_open else []
    return package.explained(choice.run, mine)
