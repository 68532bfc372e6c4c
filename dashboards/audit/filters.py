"""What is looked for in the audit trail: days, account, act, result, object."""

from datetime import timedelta
from functools import partial

import streamlit as st

from core import catalogue, clock
from core.audit_trail import RESULTS, Search, actions

DAYS = 30


def chosen() -> Search:
    """The filters of the page; the last thirty days before anything is chosen."""
    today = clock.today()
    with st.container(key="audit_filters", horizontal=True, vertical_alignment="bottom"):
        days = st.date_input(
            catalogue.say("audit.dates"),
            (today - timedelta(days=DAYS), today),
            max_value=today,
            format="YYYY-MM-DD",
            key="audit_days",
        )
        actor = _text("actor")
        action = _choice("action", actions())
        result = _choice("result", {code: catalogue.label("audit_result", code) for code in RESULTS})
        key = _text("object_key")
    # Between the two clicks on the calendar there is only a start.
    start, end = days if len(days) == 2 else (days[0], days[0]) if days else (None, None)
    return Search(start, end, actor, action, result, key)


def _text(name: str) -> str:
    return st.text_input(catalogue.say(f"audit.column.{name}"), key=f"audit_{name}", max_chars=64)


def _choice(name: str, labels: dict[str, str]) -> str:
    return st.selectbox(
        catalogue.say(f"audit.column.{name}"),
        ["", *labels],
        format_func=partial(_label, labels),
        key=f"audit_{name}",
    )


def _label(labels: dict[str, str], code: str) -> str:
    return labels.get(code, catalogue.say("audit.all"))
