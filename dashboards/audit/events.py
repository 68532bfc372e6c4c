"""The events that were found, fifty a page, newest first."""

from html import escape

import streamlit as st

from core import audit_trail, catalogue, clock
from core.audit_trail import COLUMNS, Search, Told
from dashboards import stores
from dashboards.components.card import nothing

ROWS = 50


def table(search: Search) -> None:
    found = audit_trail.count(stores.records(), search)
    if not found:
        nothing(catalogue.say("audit.none"), "")
        return
    pages = -(-found // ROWS)
    with st.container(key="audit_pages", horizontal=True, vertical_alignment="center"):
        # Other filters have other pages: the number of one is no page of the other.
        number = st.pagination(pages, key=f"audit_page_{hash(search)}") if pages > 1 else 1
        st.caption(catalogue.say("audit.found", count=found, page=number, pages=pages))
    rows = audit_trail.page(stores.records(), search, (number - 1) * ROWS, ROWS)
    heads = "".join(f"<th>{escape(catalogue.say(f'audit.column.{name}'))}</th>" for name in COLUMNS)
    body = "".join(_row(row) for row in rows)
    st.html(
        f'<div class="fq-audit"><table class="fq-table"><thead><tr>{heads}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _row(row: Told) -> str:
    said = {
        "at": clock.written(row.at),
        "link": "" if row.link is None else str(row.link),
    }
    cells = (escape(said.get(name, str(getattr(row, name)))) for name in COLUMNS)
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"
