"""Writing on the desk of returns: once, in one transaction, with a sentence afterwards and each fault named."""

from collections.abc import Callable
from typing import TypeVar

import streamlit as st

from core import catalogue, form_tokens, working_days
from core.access import Person
from core.care.desk import Desk
from core.care.groups import Group
from core.care.refusal import Invalid, NotAllowed, Refused
from core.care.validation import Fault
from core.form_tokens import SentAlready
from dashboards import data, stores
from dashboards.components import once
from dashboards.components.once import Drawn
from db.session import Session

SAID = "_care_said"
Written = TypeVar("Written")
# What was seen is no longer so: the form is drawn from what is there now.
OVERTAKEN = ("changed_meanwhile", "sent_already")
MOST = 12


def do(drawn: Drawn, act: Callable[[Session, Desk], Written], said: Callable[[Written], str], by: Person) -> None:
    """Runs `act` with the form's token; a refusal leaves the form as it was filled in, unless it was overtaken."""
    records = stores.records()
    try:
        desk = Desk(data.area_tree(data.version()), working_days.of_office(records))
        with records.writing(within=(by.area_code or "",)) as session:
            form_tokens.use(session, drawn.token)
            written = act(session, desk)
        st.session_state[SAID] = ["success", said(written)]
    except NotAllowed:
        st.error(catalogue.say("care.refused.not_allowed"))
        return
    except Invalid as invalid:
        st.error(_listed(invalid, data.served_groups()))
        return
    except (SentAlready, Refused) as refused:
        reason = refused.reason if isinstance(refused, Refused) else "sent_already"
        words = words_of(refused) if isinstance(refused, Refused) else catalogue.say("care.refused.sent_already")
        if reason not in OVERTAKEN:
            st.error(words)
            return
        st.session_state[SAID] = ["error", words]
    once.renew(drawn)
    st.rerun()


def words_of(refused: Refused) -> str:
    return catalogue.say(f"care.refused.{refused.reason}", **refused.values)


def said() -> None:
    """What came of the last act, once."""
    if told := st.session_state.pop(SAID, None):
        kind, text = told
        {"success": st.success, "error": st.error}[kind](text)


def word(name: str, /, **values: object) -> str:
    return catalogue.say(f"care.desk.{name}", **values)


def _listed(invalid: Invalid, groups: list[Group]) -> str:
    names = {group.code: group.name for group in groups}
    lines = [f"- {_fault(fault, names)}" for fault in invalid.faults[:MOST]]
    if (more := len(invalid.faults) - MOST) > 0:
        lines.append(f"- {word('more_faults', count=more)}")
    return "\n".join([words_of(invalid), "", *lines])


def _fault(fault: Fault, names: dict[str, str]) -> str:
    line = catalogue.label("service_line", fault.line)
    if fault.group is None:
        place = word("fault_capacity", line=line)
    else:
        place = word("fault_place", group=names.get(fault.group, fault.group), line=line)
    column, why = catalogue.say(f"care.column.{fault.column}"), catalogue.say(f"care.fault.{fault.reason}")
    return word("fault", place=place, column=column, why=why)
