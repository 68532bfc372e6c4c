"""What a case is paid: the version that holds, and the form of the next one."""

from datetime import timedelta
from functools import partial
from html import escape

import streamlit as st

from core import access, catalogue, clock
from core.access import Person
from core.mediation import money
from core.subsidy import tariff
from core.subsidy.tariff import Kind, Tariff
from dashboards import stores
from dashboards.components import once
from dashboards.mediation import acts
from db.models.mediation import DIFFICULTIES, FORMS
from db.models.subsidy import ROOM_LEVELS, SubsidyTariff

COLUMNS = tuple((difficulty, form) for difficulty in DIFFICULTIES for form in FORMS)
MOST_YUAN = tariff.MOST_FEN // 100


def block(by: Person) -> None:
    found = tariff.shown(stores.records(), by, clock.today())
    if found is None:
        st.info(word("none"))
    else:
        st.caption(word("since", day=found.valid_from.isoformat()))
        st.html(_table(found))
    if access.may(by, tariff.APPROVE):
        with st.expander(word("set"), expanded=False):
            _form(found, by)


def _table(found: Tariff) -> str:
    heads = "".join(f'<th class="fq-right">{escape(_column(*kind))}</th>' for kind in COLUMNS)
    rows = "".join(
        f"<tr><td>{escape(catalogue.label('area_level', level))}</td>"
        + "".join(f'<td class="fq-right">{money.written(found.amounts.get((level, *kind)))}</td>' for kind in COLUMNS)
        + "</tr>"
        for level in ROOM_LEVELS
        if any((level, *kind) in found.amounts for kind in COLUMNS)
    )
    head = f"<tr><th>{escape(word('level'))}</th>{heads}</tr>"
    return f'<div class="fq-rooms"><table class="fq-table"><thead>{head}</thead><tbody>{rows}</tbody></table></div>'


def _form(found: Tariff | None, by: Person) -> None:
    drawn = once.drawn("subsidy_tariff", found.valid_from if found else None)
    amounts: dict[Kind, int] = {}
    with st.form(f"subsidy_tariff_{drawn.token}", border=False):
        first = clock.today() + timedelta(days=1) if found else clock.today()
        since = st.date_input(word("valid_from"), first, key=drawn.key("since"), format="YYYY-MM-DD", width=240)
        st.caption(word("unit"))
        for level in ROOM_LEVELS:
            amounts |= _row(drawn.key(level), level, found)
        sent = st.form_submit_button(word("set"), key=drawn.key("send"))
    if sent:
        told = {"area_code": by.area_code or "", "valid_from": since, "amounts": amounts, "by": by}
        act = partial(tariff.put, **told)  # type: ignore[arg-type] - what the form asks
        acts.do(drawn, lambda session, desk: act(session, desk), _said, by)


def _row(key: str, level: str, found: Tariff | None) -> dict[Kind, int]:
    """One level's amounts; what is left empty is not paid."""
    st.markdown(f"**{catalogue.label('area_level', level)}**")
    told: dict[Kind, int] = {}
    for column, kind in zip(st.columns(len(COLUMNS)), COLUMNS, strict=True):
        present = found.amounts.get((level, *kind)) if found else None
        with column:
            yuan = st.number_input(
                _column(*kind), min_value=0, max_value=MOST_YUAN, step=10, key=f"{key}_{'_'.join(kind)}",
                value=None if present is None else present // 100, placeholder="",
            )  # fmt: skip
        if yuan is not None:
            told[(level, *kind)] = int(yuan) * 100
    return told


def _said(row: SubsidyTariff) -> str:
    return word("saved", day=row.valid_from.isoformat())


def _column(difficulty: str, form: str) -> str:
    return f"{catalogue.label('difficulty', difficulty)} {catalogue.label('agreement_form', form)}"


def word(name: str, **values: object) -> str:
    return catalogue.say(f"subsidy.tariff.{name}", **values)
