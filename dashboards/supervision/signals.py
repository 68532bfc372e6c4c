"""The red and black list of satisfaction, and signs of work done for the score: shown here, counted nowhere."""

from collections.abc import Mapping, Sequence
from functools import partial
from html import escape

import pandas as pd
import streamlit as st

from core import catalogue
from core.documents.workbook import Column, Sheet
from core.scoring import relabelling, signals
from core.scoring.signals import Placed, Signal
from dashboards import data, stores
from dashboards.components.card import card, nothing
from dashboards.supervision import league
from dashboards.supervision.acts import word
from dashboards.supervision.choice import Choice
from dashboards.viewing import View

SATISFACTION, LEVEL = "satisfaction_rate", "township"
LISTED = 6
COUNTED = (relabelling.SOFTENED, relabelling.SPLIT)


def lists(choice: Choice) -> None:
    """Townships whose satisfaction differs from all by more than its margin of error."""
    view, subject = choice.view, word("tile.lists_subject")
    rates = data.figures(view.version, view.scope, (SATISFACTION,), by=(LEVEL,))
    placed = signals.red_and_black(rates, LEVEL)
    with card(view, "lists", word("tile.lists"), subject, league.as_of(choice), partial(_list_sheet, choice, placed)):
        if not placed:
            nothing(word("signals.too_few", least=signals.ENOUGH), "")
            return
        red = [one for one in placed if one.list == "red"]
        black = [one for one in reversed(placed) if one.list == "black"]
        for name, found in (("red", red), ("black", black)):
            st.html(_list(choice, name, found))
        st.caption(word("signals.lists_note", least=signals.ENOUGH))


def _list(choice: Choice, name: str, found: list[Placed]) -> str:
    rows = "".join(
        f"<tr><td>{escape(choice.view.words.of('area', one.code))}</td>"
        f"<td class='fq-right'><b>{one.rate:.1f}%</b> ± {one.margin:.1f}</td>"
        f"<td class='fq-right'>{escape(word('signals.sample', count=f'{one.sample:,}'))}</td></tr>"
        for one in found[:LISTED]
    )
    mark, ink = ("\N{BLACK CIRCLE}", "better") if name == "red" else ("\N{BLACK SQUARE}", "worse")
    head = f'<h3 class="fq-{ink}">{mark} {escape(word(f"signals.{name}", count=len(found)))}</h3>'
    return f'{head}<table class="fq-table">{rows}</table>' if found else f"{head}<p>{escape(word('signals.none'))}</p>"


def _sample(one: Placed) -> str:
    return escape(word("signals.sample", count=f"{one.sample:,}"))


def gaming(choice: Choice) -> None:
    """What looks like work for the score: re-labelling, false closures, rushes before the month ends, oral cases."""
    found = _signals(choice)
    subject = word("tile.gaming_subject")
    with card(
        choice.view, "gaming", word("tile.gaming"), subject, league.as_of(choice), partial(_sheet, choice, found)
    ):
        if not found:
            nothing(word("signals.no_sign"), word("signals.no_sign_hint"))
            st.html(_definitions())
            return
        rows = "".join(_row(choice, one) for one in found[: 2 * LISTED])
        st.html(f'<table class="fq-table fq-gaming">{rows}</table>')
        st.caption(word("signals.note", count=len(found)))
        st.html(_definitions())


def _definitions() -> str:
    """Of each sign the numerator, the denominator and from when on it is shown."""
    told = {"least": signals.ENOUGH, "days": signals.LAST_DAYS}
    told |= {"times": f"{signals.TWICE:g}", "points": f"{signals.SURGE:g}"}
    listed = "".join(
        f"<dt>{escape(label)}</dt><dd>{escape(word(f'signals.definition.{kind}', **told))}</dd>"
        for kind, label in catalogue.code_labels("scoring_signal").items()
    )
    title = escape(word("signals.definitions"))
    return f'<details class="fq-defined"><summary>{title}</summary><dl>{listed}</dl></details>'


def _signals(choice: Choice) -> list[Signal]:
    view = choice.view
    changed = relabelling.counted(stores.records(), view.areas, view.scope, choice.run.span, LEVEL)
    return signals.signs(partial(_figures, view), changed, LEVEL)


def _figures(
    view: View, metric: str, by: Sequence[str], filters: Mapping[str, Sequence[str]], compare: Sequence[str]
) -> pd.DataFrame:
    scope = view.scope
    for name, codes in filters.items():
        scope = scope.with_filter(name, *codes)
    return data.figures(view.version, scope, (metric,), by=tuple(by), compare=tuple(compare))


def _row(choice: Choice, one: Signal) -> str:
    kind = catalogue.label("scoring_signal", one.kind)
    return (
        f"<tr><td>{escape(kind)}</td><td>{escape(choice.view.words.of('area', one.code))}</td>"
        f"<td>{escape(_words(one))}</td></tr>"
    )


def _words(one: Signal) -> str:
    value = f"{one.value:g}" if one.kind in COUNTED else f"{one.value:.1f}"
    told = {"value": value, "against": f"{one.against:.1f}", "sample": f"{one.sample:,}"}
    return word(f"signals.told_{one.kind}", **told)


def _list_sheet(choice: Choice, placed: list[Placed]) -> Sheet:
    rows = [
        (
            choice.view.words.of("area", one.code),
            one.rate,
            one.margin,
            one.sample,
            word(f"signals.in_{one.list or 'none'}"),
        )
        for one in placed
    ]
    names = ("place", "rate", "margin", "sample", "list")
    kinds = ("text", "number", "number", "integer", "text")
    columns = [Column(n, word(f"signals.head_{n}"), k, 1) for n, k in zip(names, kinds, strict=True)]  # type: ignore[arg-type]
    return Sheet(word("tile.lists_subject"), pd.DataFrame(rows, columns=list(names), dtype=object), columns)


def _sheet(choice: Choice, found: list[Signal]) -> Sheet:
    rows = [
        (catalogue.label("scoring_signal", one.kind), choice.view.words.of("area", one.code), _words(one))
        for one in found
    ]
    names = ("kind", "place", "told")
    columns = [Column(name, word(f"signals.head_{name}")) for name in names]
    return Sheet(word("tile.gaming_subject"), pd.DataFrame(rows, columns=list(names), dtype=object), columns)
