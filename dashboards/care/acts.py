"""Writing on the desk of returns; each fault of a return is named."""

from collections import Counter
from collections.abc import Callable
from typing import TypeVar

import streamlit as st

from core import catalogue, working_days
from core.access import Person
from core.care.desk import Desk
from core.care.groups import Group
from core.care.overview import Listed
from core.care.refusal import Invalid
from core.care.validation import Fault
from core.not_done import NotAllowed, Refused
from dashboards import data, stores
from dashboards.components import once
from dashboards.components.once import Drawn
from db.session import Session

PAGE = "care"
MOST = 12
Written = TypeVar("Written")


def do(drawn: Drawn, act: Callable[[Session, Desk], Written], said: Callable[[Written], str], by: Person) -> None:
    """Runs `act`, of whose outcome `said` gives the sentence, as `once.do` does."""
    desk = Desk(data.area_tree(data.version()), working_days.of_office(stores.records()))

    def work(session: Session) -> str:
        written = act(session, desk)
        session.flush()
        return said(written)

    once.do(drawn, work, page=PAGE, within=(by.area_code or "",), show=_show)


def _show(refused: Refused | NotAllowed) -> None:
    st.error(_listed(refused, data.served_groups()) if isinstance(refused, Invalid) else refused.told)


def form(key: int, version: int) -> Drawn:
    """The drawing of a return's form."""
    return once.drawn(f"care_{key}", version)


def said() -> None:
    """On top of the page, and in its corner: a return's buttons stand far below its top."""
    if told := once.said(PAGE):
        st.toast(told, duration="long")


def word(name: str, /, **values: object) -> str:
    return catalogue.say(f"care.desk.{name}", **values)


def reminded(one: Listed) -> str:
    """When a township was reminded last, how often, and how soon after that its return came."""
    if one.reminded_on is None:
        return ""
    told = word("reminded_on", day=one.reminded_on.isoformat(), times=one.reminders)
    if one.received_on is None or one.received_on < one.reminded_on:
        return told
    days = (one.received_on - one.reminded_on).days
    return told + (word("reminded_came", days=days) if days else word("reminded_same_day"))


def _listed(invalid: Invalid, groups: list[Group]) -> str:
    """What contradicts first, cell by cell; of many empty cells only how many each line has."""
    names = {group.code: group.name for group in groups}
    empty = [fault for fault in invalid.faults if fault.reason == "missing"]
    told = [fault for fault in invalid.faults if fault.reason != "missing"]
    if len(empty) <= MOST - len(told):
        told, empty = [*told, *empty], []
    lines = [f"- {_fault(fault, names)}" for fault in told[:MOST]]
    if (more := len(told) - MOST) > 0:
        lines.append(f"- {word('more_faults', count=more)}")
    if empty:
        lines.append(f"- {_blanks(empty)}")
    return "\n".join([invalid.told, "", *lines])


def _blanks(empty: list[Fault]) -> str:
    counts = Counter(fault.line for fault in empty)
    told = [word("blanks_line", line=catalogue.label("service_line", line), count=counts[line]) for line in counts]
    return word("blanks", count=len(empty), lines=catalogue.say("common.list_separator").join(told))


def _fault(fault: Fault, names: dict[str, str]) -> str:
    line = catalogue.label("service_line", fault.line)
    if fault.group is None:
        place = word("fault_capacity", line=line)
    else:
        place = word("fault_place", group=names.get(fault.group, fault.group), line=line)
    column, why = catalogue.say(f"care.column.{fault.column}"), catalogue.say(f"care.fault.{fault.reason}")
    return word("fault", place=place, column=column, why=why)
