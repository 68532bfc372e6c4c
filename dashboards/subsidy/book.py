"""The ledger of a month, the list that is paid by, and asking that a line be taken back."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from html import escape

import streamlit as st

from core import access, catalogue, clock
from core.access import Person
from core.mediation import money
from core.periods import Span, unit_end, unit_start
from core.subsidy import claiming, ledger, tariff
from core.subsidy.ledger import Line
from dashboards import data, downloads, session, stores
from dashboards.components import once
from dashboards.mediation import acts

MONTHS = 12
LEFT = ("code", "room", "mediator", "level", "difficulty", "form")


def block(by: Person) -> None:
    months = {span.start.isoformat()[:7]: span for span in _months(clock.today())}
    span = months[st.selectbox(word("month"), list(months), key="subsidy_month", width=240)]
    listed = [line for line in ledger.lines(stores.records(), by, span) if line.decided_on is not None]
    if not listed:
        st.info(catalogue.say("subsidy.page.none"))
        return
    table(listed, decided=True)
    if len(listed) >= ledger.MOST:
        st.caption(word("more", count=ledger.MOST))
    _export(by, span, listed)
    _take_back(by, listed)


def table(lines: Sequence[Line], *, decided: bool) -> None:
    """Whom a line is paid to has a column only for who may see it."""
    named = any(line.mediator for line in lines)
    names = [name for name in LEFT if named or name != "mediator"]
    names += ["amount", "claimed_on", *(("decided_on",) if decided else ()), "state"]
    heads = "".join(
        f'<th class="{"fq-right" if name == "amount" else ""}">{escape(catalogue.say(f"subsidy.column.{name}"))}</th>'
        for name in names
    )
    rows = "".join(f"<tr>{''.join(_cell(name, line) for name in names)}</tr>" for line in lines)
    listed = f'<table class="fq-table"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>'
    st.html(f'<div class="fq-rooms" tabindex="0">{listed}</div>')


def _cell(name: str, line: Line) -> str:
    if name == "amount":
        return f'<td class="fq-right">{money.written(line.amount_fen)}</td>'
    lists = {"level": "area_level", "difficulty": "difficulty", "form": "agreement_form"}
    text = _state(line) if name == "state" else str(getattr(line, name) or "")
    return f"<td>{escape(catalogue.label(lists[name], text) if name in lists else text)}</td>"


def _state(line: Line) -> str:
    told = catalogue.label("subsidy_state", line.state)
    if line.reverses:
        told = f"{catalogue.say('subsidy.kind.reversal')} {told}"
    if line.reason:
        reasons = "subsidy_refusal" if line.state == "refused" and not line.reverses else "subsidy_reason"
        names = catalogue.code_labels(reasons) | catalogue.code_labels("subsidy_refusal")
        told = f"{told} {names.get(line.reason, '')}"
    taken = {"approved": word("taken_back"), "claimed": word("taking_back")}
    return told + taken.get(line.taken_back or "", "")


def _export(by: Person, span: Span, listed: Sequence[Line]) -> None:
    if not any(line.mediator for line in listed):
        return
    place = data.known_words(data.version()).of("area", by.area_code)
    st.download_button(
        word("export"),
        data=partial(_file, session.handshake_token(), span),
        file_name=word("file", place=place, month=span.start.isoformat()[:7]),
        mime=downloads.MIME,
        key="subsidy_export",
        icon=":material/download:",
        on_click="ignore",
    )


def _file(token: str | None, span: Span) -> bytes:
    """Whoever asks, looked up again: the page may have been drawn before a role was changed."""
    known = data.known_words(data.version())
    return ledger.payments(stores.records(), downloads.present(token), span, known)


def _take_back(by: Person, listed: Sequence[Line]) -> None:
    possible = {
        line.id: line for line in listed if line.state == "approved" and not line.reverses and not line.taken_back
    }
    if not possible or not (access.may(by, claiming.CLAIM) or access.may(by, tariff.APPROVE)):
        return
    reasons = catalogue.code_labels("subsidy_reason")
    with st.expander(word("reverse")):
        drawn = once.drawn("subsidy_reverse")
        with st.form(f"subsidy_reverse_{drawn.token}", border=False):
            names = {key: f"{line.code} · {money.written(line.amount_fen)}" for key, line in possible.items()}
            picked = st.selectbox(
                word("reverse_line"), list(names), key=drawn.key("line"), format_func=names.__getitem__
            )
            reason = st.selectbox(
                word("reverse_reason"), list(reasons), key=drawn.key("reason"), format_func=reasons.__getitem__
            )
            sent = st.form_submit_button(word("reverse"), key=drawn.key("send"))
    if sent and picked in possible:
        line = possible[picked]
        told = {"entry": line.id, "version": line.version, "reason": reason, "on": clock.today(), "by": by}
        act = partial(claiming.reverse, **told)  # type: ignore[arg-type] - what the form asks
        acts.do(drawn, lambda records, desk: act(records, desk), lambda _: word("reversed", code=line.code), by)


def _months(today: date) -> list[Span]:
    """The last months, this one first."""
    found, day = [], today
    for _ in range(MONTHS):
        found.append(Span(unit_start(day, "month"), unit_end(day, "month")))
        day = found[-1].start - timedelta(days=1)
    return found


def word(name: str, **values: object) -> str:
    return catalogue.say(f"subsidy.ledger.{name}", **values)
