"""The year's budget: what is approved, what waits, what is left, and how far the year is."""

from datetime import date
from functools import partial
from html import escape

import streamlit as st

from core import catalogue, clock, numbers
from core.access import Person
from core.mediation import money
from core.mediation.money import UnclearAmount
from core.subsidy import budget
from core.subsidy.budget import Balance
from dashboards import stores
from dashboards.components import once
from dashboards.mediation import acts

PARTS = ("amount", "approved", "waiting", "left")


def block(by: Person) -> None:
    """For who approves only."""
    today = clock.today()
    found = budget.balance(stores.records(), by, today.year)
    st.subheader(word("title", year=today.year), anchor=False)
    if found is None:
        st.info(word("none", year=today.year))
    else:
        _told(found, today)
    with st.expander(word("set"), expanded=found is None):
        _form(found, by, today.year)


def _told(found: Balance, today: date) -> None:
    values = {name: getattr(found, name) for name in PARTS}
    unit = escape(catalogue.say("subsidy.budget.unit"))
    cells = "".join(
        f"<div><b>{money.written(value)}</b><small>{unit}</small><span>{escape(word(name))}</span></div>"
        for name, value in values.items()
    )
    elapsed = numbers.percent(100 * today.timetuple().tm_yday / date(today.year, 12, 31).timetuple().tm_yday)
    burn = numbers.percent(100 * found.approved / found.amount if found.amount else None)
    told = word("burn", burn=burn, elapsed=elapsed)
    st.html(f'<div class="fq-strength">{cells}</div><p class="fq-note">{escape(told)}</p>')


def _form(found: Balance | None, by: Person, year: int) -> None:
    drawn = once.drawn("subsidy_budget", found.version if found else None)
    with st.form(f"subsidy_budget_{drawn.token}", border=False):
        amount = st.text_input(
            word("amount"), key=drawn.key("amount"), help=catalogue.say("mediation.desk.amount_help"), max_chars=30
        )
        sent = st.form_submit_button(word("set"), key=drawn.key("send"))
    if not sent:
        return
    try:
        fen = money.fen(amount)
    except UnclearAmount:
        fen = None
    if fen is None:
        st.error(catalogue.say("mediation.refused.unclear_amount", text=amount))
        return
    told = {"area_code": by.area_code or "", "year": year, "amount_fen": fen, "version": drawn.seen, "by": by}
    act = partial(budget.put, **told)  # type: ignore[arg-type] - what the form asks
    acts.do(drawn, lambda session, desk: act(session, desk), lambda _: word("saved", year=year), by)


def word(name: str, **values: object) -> str:
    return catalogue.say(f"subsidy.budget.{name}", **values)
