"""The office's side of the desk: months opened and closed, returns approved on what the validation found."""

from functools import partial
from html import escape

import streamlit as st

from core import catalogue, clock
from core.access import Person
from core.care import months, overview, reminding, returns
from core.care.desk import Desk, Seen
from core.care.overview import Listed, Month
from core.care.returns import WRITABLE
from core.settings import settings
from core.titles import month_words
from dashboards import stores
from dashboards.care import acts
from dashboards.care.acts import word
from dashboards.components import once
from db.models import ServiceMonth, ServiceReturn
from db.session import Session

STATES = ("submitted", "returned", "draft", "expected", "approved", "locked")


def block(by: Person) -> None:
    found = overview.office_months(stores.records(), by)
    _opening(found, by)
    if not found:
        st.info(word("none_office"))
        return
    names = {one.key: month_words(one.month) for one in found}
    picked = st.selectbox(
        word("month"), list(names), key="care_month", format_func=names.__getitem__, label_visibility="collapsed"
    )
    month = next(one for one in found if one.key == picked)
    st.markdown(_summary(month))
    _deciding(month, by)
    _reminding(month, by)
    _closing(month, by)
    st.html(_table(month))


def _opening(found: list[Month], by: Person) -> None:
    offered = overview.to_open(found, clock.today())
    if not offered:
        return
    drawn = once.drawn("care_open", len(found))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        month = st.selectbox(word("open"), offered, key=drawn.key("month"), format_func=month_words)
        if st.button(word("open_send"), key=drawn.key("send")):

            def act(session: Session, desk: Desk) -> tuple[ServiceMonth, int]:
                opened = months.open_month(session, desk, month, by=by)
                return opened, len(overview.expected(session, opened.id))

            acts.do(drawn, act, lambda done: word("opened", month=month_words(done[0].month), count=done[1]), by)


def _summary(month: Month) -> str:
    state = catalogue.label("service_month_state", month.status)
    version = word("version", version=month.cube_version) if month.cube_version else word("not_closed")
    told = word(
        "state",
        month=month_words(month.month),
        expected=sum(one.revision == 0 for one in month.returns),
        received=month.count("submitted", "approved", "locked"),
        approved=month.count("approved", "locked"),
        status=f"{state} · {version}" if month.cube_version else state,
    )
    return told + (word("state_uncounted", count=waiting) if (waiting := _uncounted(month)) else "")


def _uncounted(month: Month) -> int:
    return sum(one.uncounted for one in month.returns)


def _deciding(month: Month, by: Person) -> None:
    waiting = [one for one in month.returns if one.status == "submitted"]
    if not waiting:
        return
    names = {one.key: f"{one.name} · {_verdict(one)}" for one in waiting}
    drawn = once.drawn(f"care_decide_{month.key}", tuple((one.key, one.version) for one in waiting))
    seen = dict(drawn.seen)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        picked = st.selectbox(
            word("pick"), list(names), key=drawn.key("pick"), format_func=names.__getitem__, index=None,
            placeholder=word("pick_none"),
        )  # fmt: skip
        good = st.button(word("approve"), key=drawn.key("approve"), type="primary", disabled=picked is None)
        bad = st.button(word("send_back"), key=drawn.key("back"), disabled=picked is None)
        every = st.button(word("approve_all", count=len(waiting)), key=drawn.key("all"))
    if picked is not None and (good or bad):
        name = next(one.name for one in waiting if one.key == picked)
        act = returns.approve if good else returns.send_back
        one = Seen(picked, seen.get(picked, 0))

        def decide(session: Session, desk: Desk) -> ServiceReturn:
            return act(session, desk, one, by=by)

        said = word("approved" if good else "sent_back", name=name) + (_not_yet(month) if good else "")
        acts.do(drawn, decide, lambda _: said, by)
    elif every:

        def approve(session: Session, desk: Desk) -> int:
            return len([returns.approve(session, desk, Seen(*pair), by=by) for pair in drawn.seen])

        acts.do(drawn, approve, lambda count: word("approved_all", count=count) + _not_yet(month), by)


def _not_yet(month: Month) -> str:
    """That an approval in a closed month counts only with the cube's next version, and how that is made."""
    closed = month.status == "closed"
    return word("approved_closed", month=month_words(month.month), button=word("close_again")) if closed else ""


def _reminding(month: Month, by: Person) -> None:
    """Once a day for whoever hasn't reported; what came after it stands in the table."""
    today = clock.today()
    waiting = [one for one in month.returns if one.revision == 0 and one.status in WRITABLE]
    fresh = [one for one in waiting if one.reminded_on != today]
    if not waiting:
        return
    drawn = once.drawn(f"care_remind_{month.key}", (month.version, today))
    if st.button(word("remind", count=len(fresh)), key=drawn.key("send"), disabled=not fresh):
        act = partial(_remind, Seen(month.key, drawn.seen[0]), by)
        acts.do(drawn, act, lambda count: word("reminded", count=count), by)


def _remind(seen: Seen, by: Person, session: Session, _desk: Desk) -> int:
    return reminding.remind(session, seen, by=by)


def _closing(month: Month, by: Person) -> None:
    if not any(one.status == "approved" for one in month.returns):
        return
    drawn = once.drawn(f"care_close_{month.key}", month.version)
    again, left = month.cube_version > 0, sum(one.status not in ("approved", "locked") for one in month.returns)
    if again:
        said = {"version": month.cube_version, "count": _uncounted(month), "open": left, "button": word("close_again")}
        st.warning(word("close_again_hint", **said))
    else:
        st.caption(word("close_hint", open=left, button=word("close_again")))
    if st.button(word("close_again" if again else "close"), key=drawn.key("send"), type="primary"):
        secret = months.secret_of(settings().home.resolve())
        act = partial(_close, Seen(month.key, drawn.seen), secret, by)
        acts.do(
            drawn, act, lambda done: word("closed", month=month_words(done.month), version=done.cube_version), by
        )  # fmt: skip


def _close(seen: Seen, secret: bytes, by: Person, session: Session, _desk: Desk) -> ServiceMonth:
    return months.close(session, seen, secret, by=by)


def _verdict(one: Listed) -> str:
    parts = [word("zero" if one.zero else "complete" if one.complete else "incomplete")] if one.received_on else []
    if one.days_late:
        parts.append(word("verdict_late" if one.received_on else "verdict_overdue", days=one.days_late))
    return " · ".join(parts)


def _table(month: Month) -> str:
    heads = [word(f"column_{name}") for name in ("name", "state", "due", "received", "verdict", "reminded")]
    rows = sorted(month.returns, key=lambda one: (STATES.index(one.status), one.code, one.revision))
    head = "".join(f"<th>{escape(text)}</th>" for text in heads)
    body = "".join("<tr>" + "".join(f"<td>{escape(text)}</td>" for text in _row(one)) + "</tr>" for one in rows)
    table = f'<table class="fq-table"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
    return f'<div class="fq-rooms" tabindex="0">{table}</div>'


def _row(one: Listed) -> list[str]:
    state = word("uncounted") if one.uncounted else catalogue.label("service_return_state", one.status)
    if one.revision:
        state = word("revised", state=state, revision=one.revision)
    received = one.received_on.isoformat() if one.received_on else ""
    return [one.name, state, one.due_on.isoformat(), received, _verdict(one), acts.reminded(one)]
