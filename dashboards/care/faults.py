"""What is to be mended before a return can be handed in: all of it in one box, each cell by its place and numbers."""

from collections import defaultdict
from collections.abc import Sequence

import streamlit as st

from core import catalogue
from core.care.refusal import Invalid
from core.care.validation import Fault
from dashboards import data

FEW = 6
SCROLLED = 240
"""The height of a longer list, so that the table below stays on the smallest screen."""
ORDER = ("number", "contradiction")


def show(invalid: Invalid) -> None:
    names = {group.code: group.name for group in data.served_groups()}
    lines = [_fault(fault, names) for kind in ORDER for fault in invalid.faults if fault.kind == kind]
    empty = [fault for fault in invalid.faults if fault.kind == "blank"]
    hint = _say("desk.blanks_hint", button=_say("desk.fill")) if empty else ""
    listed(invalid.told + hint, [*lines, *_blanks(empty, names)])


def listed(summary: str, lines: Sequence[str]) -> None:
    """The sum in red and in the page's corner, as the button stands far below; then every line, scrolled if many."""
    st.error(summary)
    st.toast(summary, icon=":material/error:", duration="long")
    with st.container(height=SCROLLED if len(lines) > FEW else "content"):
        st.markdown("\n".join(f"- {line}" for line in lines))


def _blanks(empty: Sequence[Fault], names: dict[str, str]) -> list[str]:
    """Empty cells by row: which columns."""
    rows: dict[str, list[str]] = defaultdict(list)
    for fault in empty:
        rows[_place(fault, names)].append(_say(f"column.{fault.column}"))
    join = catalogue.say("common.list_separator").join
    return [
        _say("desk.blanks", place=place, count=len(columns), columns=join(columns)) for place, columns in rows.items()
    ]


def _fault(fault: Fault, names: dict[str, str]) -> str:
    numbers = dict(zip(("first", "second"), fault.told, strict=True)) if fault.told else {}
    why = _say(f"fault.{fault.reason}", **numbers)
    return _say("desk.fault", place=_place(fault, names), column=_say(f"column.{fault.column}"), why=why)


def _place(fault: Fault, names: dict[str, str]) -> str:
    line = catalogue.label("service_line", fault.line)
    if fault.group is None:
        return _say("desk.fault_capacity", line=line)
    return _say("desk.fault_place", group=names.get(fault.group, fault.group), line=line)


def _say(name: str, /, **values: object) -> str:
    return catalogue.say(f"care.{name}", **values)
