"""The statistical return: what is reported upwards, and that it adds up."""

from html import escape

import streamlit as st

from core import catalogue, numbers
from core.documents.workbook import Sheet
from core.mediation import returns
from dashboards import data, stores
from dashboards.board import groups
from dashboards.components.card import card
from dashboards.components.switch import chosen, switch
from dashboards.mediation.funnel import blank
from dashboards.viewing import View

SWITCH = "mediation_returns"


def block(view: View) -> None:
    """By subject, source or channel; the export holds the one that is looked at."""
    division = chosen(SWITCH, returns.DIVISIONS)
    table = returns.form(stores.read_model(), view.scope, division)
    subject = catalogue.say("mediation.tile.returns_subject", dimension=catalogue.label("dimension", division))

    def sheet() -> Sheet:
        return returns.sheet(table, division, subject, view.words)

    as_of = groups.as_of(view, data.figures(view.version, view.scope, ("mediation_accepted",)))
    with card(view, "returns", catalogue.say("mediation.tile.returns"), subject, as_of, sheet):
        switch(SWITCH, returns.DIVISIONS)
        if len(table) == 1:
            blank()
            return
        heads = [escape(catalogue.label("dimension", division)), *map(_head, returns.COLUMNS)]
        rows = [
            [
                returns.named(division, str(row["code"]), view.words),
                *(_cell(name, row[name]) for name in returns.COLUMNS),
            ]
            for row in table.to_dict("records")
        ]
        st.html(_table(heads, rows))
        for fault in returns.faults(table):
            st.warning(catalogue.say(f"mediation.returns.fault.{fault}"))


def _head(name: str) -> str:
    """The heading with its unit on a line of its own, so that no bracket is torn apart."""
    word, _, unit = returns.header(name).partition("\N{FULLWIDTH LEFT PARENTHESIS}")
    below = unit.rstrip("\N{FULLWIDTH RIGHT PARENTHESIS}")
    return escape(word) + (f'<span class="fq-unit">{escape(below)}</span>' if unit else "")


def _cell(name: str, value: float) -> str:
    return numbers.full(value, 2 if name == "amount" else 0)


def _table(heads: list[str], rows: list[list[str]]) -> str:
    """`heads` are markup, `rows` are words."""
    head = "".join(_aligned("th", at, text) for at, text in enumerate(heads))
    cells = ("".join(_aligned("td", at, escape(text)) for at, text in enumerate(row)) for row in rows)
    body = "".join(f"<tr>{row}</tr>" for row in cells)
    table = f'<table class="fq-table fq-returns"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
    return f'<div class="fq-rooms" tabindex="0">{table}</div>'


def _aligned(tag: str, at: int, text: str) -> str:
    return f'<{tag} class="{"fq-right" if at else ""}">{text}</{tag}>'
