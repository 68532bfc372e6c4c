"""What waits for a second person: approve, or give back with a reason; one line, or all that are listed."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import streamlit as st

from core import catalogue, clock
from core.access import Person
from core.mediation import money
from core.mediation.desk import Desk
from core.periods import Span
from core.subsidy import deciding, ledger
from core.subsidy.ledger import Line
from dashboards import stores
from dashboards.components import once
from dashboards.components.once import Drawn
from dashboards.mediation import acts
from dashboards.subsidy import book
from db.models.subsidy import SubsidyEntry
from db.session import Session


def block(by: Person) -> None:
    today = clock.today()
    waiting = ledger.lines(stores.records(), by, Span(today, today), "claimed")
    if not waiting:
        st.info(word("none"))
        return
    book.table(waiting, decided=False)
    others = [line for line in waiting if not line.own]
    if len(others) > 1:
        _all(others, by)
    names = {line.id: _called(line) for line in waiting}
    picked = st.selectbox(
        word("line"), list(names), index=None, key="subsidy_line", format_func=names.__getitem__,
        placeholder=word("line_none"),
    )  # fmt: skip
    line = next((line for line in waiting if line.id == picked), None)
    if line is not None:
        _one(line, by)


def _one(line: Line, by: Person) -> None:
    drawn = once.drawn(f"subsidy_decide_{line.id}", line.version)
    reasons = catalogue.code_labels("subsidy_refusal")
    with st.form(f"subsidy_decide_{drawn.token}", border=False):
        reason = st.selectbox(word("reason"), list(reasons), key=drawn.key("reason"), format_func=reasons.__getitem__)
        with st.container(horizontal=True):
            approved = st.form_submit_button(word("approve"), key=drawn.key("approve"), type="primary")
            refused = st.form_submit_button(word("refuse"), key=drawn.key("refuse"))
    told: dict[str, Any] = {"entry": line.id, "version": drawn.seen, "on": clock.today(), "by": by}
    said = {"code": line.code, "amount": money.written(line.amount_fen)}
    if approved:
        _do(drawn, partial(deciding.approve, **told), word("approved", **said), by)
    elif refused:
        _do(drawn, partial(deciding.refuse, reason=reason, **told), word("refused", **said), by)


def _all(lines: Sequence[Line], by: Person) -> None:
    """All that others have claimed and that are on the page, in one transaction: all or none."""
    drawn = once.drawn("subsidy_decide_all", [(line.id, line.version) for line in lines])
    amount = money.written(sum(line.amount_fen for line in lines))
    said = {"count": len(lines), "amount": amount}
    if st.button(word("all", **said), key=drawn.key("all")):
        _do(drawn, partial(_approve_all, seen=drawn.seen, by=by), word("all_done", **said), by)


def _approve_all(session: Session, at: Desk, *, seen: Sequence[tuple[int, int]], by: Person) -> SubsidyEntry:
    today = clock.today()
    done = [deciding.approve(session, at, entry=key, version=version, on=today, by=by) for key, version in seen]
    return done[-1]


def _do(drawn: Drawn, act: Callable[[Session, Desk], SubsidyEntry], said: str, by: Person) -> None:
    acts.do(drawn, act, lambda _: said, by)


def _called(line: Line) -> str:
    told = {"code": line.code, "room": line.room, "amount": money.written(line.amount_fen)}
    reversal, own = word("reversal") if line.reverses else "", word("own") if line.own else ""
    return word("line_of", reversal=reversal, own=own, **told)


def word(name: str, **values: object) -> str:
    return catalogue.say(f"subsidy.decide.{name}", **values)
