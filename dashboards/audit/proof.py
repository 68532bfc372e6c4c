"""The proof of the chain, and the trail as a file."""

import streamlit as st

from core import audit_chain, audit_trail, catalogue
from core.access import Person
from core.audit_trail import Search, TooMany
from dashboards import stores

FILE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def chain() -> None:
    """Walks the whole chain when asked to: it takes some seconds for a million events."""
    if not st.button(catalogue.say("audit.verify_button"), key="audit_verify", icon=":material/verified:"):
        return
    with st.spinner(catalogue.say("audit.verifying")):
        verdict = audit_chain.verify(stores.records(), stores.anchors())
    (st.error if verdict.finding else st.success)(verdict.told)


def file(person: Person, search: Search) -> None:
    """A workbook of what is looked for; nothing is taken away without saying what for."""
    with st.popover(catalogue.say("audit.export_button"), key="audit_export"):
        purpose = st.text_input(catalogue.say("audit.purpose"), key="audit_purpose", max_chars=200).strip()
        if not st.button(catalogue.say("audit.prepare"), key="audit_prepare"):
            return
        if not purpose:
            st.warning(catalogue.say("audit.purpose_missing"))
            return
        try:
            content = audit_trail.export(stores.records(), person, search, purpose)
        except TooMany as refused:
            st.warning(catalogue.say("audit.too_many", count=refused.count, most=audit_trail.MOST))
            return
        name = f"{catalogue.say('audit.audit_file')}.xlsx"
        st.download_button(catalogue.say("audit.download"), content, name, FILE, on_click="ignore", key="audit_file")
