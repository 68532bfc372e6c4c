"""Working on an act: which one, what it says, what has happened, and the form of the next step."""

from functools import partial
from html import escape
from typing import Any

import streamlit as st

from core import access, catalogue, clock, exports
from core.access import Person
from core.accountability import deciding, letters, notices, register
from core.accountability.office import Office, Seen
from core.accountability.register import Act, Step
from core.periods import Period
from core.scope import Request
from core.words import Words
from dashboards import data, downloads, session, stores
from dashboards.accountability import writing
from dashboards.accountability.listing import body_words, clock_text, effect_words
from dashboards.components import once
from dashboards.components.once import Drawn
from db.session import Session

RIGHT = "accountability"
REASONED = {"rejected": "reject", "lifted": "lift", "annulled": "annul", "returned": "return"}
"""The list of reasons that a step asks for."""


def block(by: Person) -> None:
    words = data.known_words(data.version())
    scope = access.scope(by, Request(Period.parse("this_year")), words.areas)
    found = register.acts(stores.records(), by, scope, words.areas)
    open_only = st.toggle(word("open_only"), value=True, key="accountability_open")
    if open_only:
        found = [one for one in found if register.next_steps(one, by, words.areas)]
    if not found:
        st.info(word("no_acts"))
        return
    names = {one.id: called(words, one) for one in found}
    picked = st.selectbox(
        word("act"), list(names), index=None, key="accountability_act", format_func=names.__getitem__,
        placeholder=word("act_none"),
    )  # fmt: skip
    opened = register.opened(stores.records(), by, picked, words.areas) if picked else None
    if opened is not None:
        left, right = st.columns([3, 2])
        with left:
            _form(opened[0], by, words)
        with right:
            _file(words, *opened)


def _form(act: Act, by: Person, words: Words) -> None:
    steps = register.next_steps(act, by, words.areas)
    if not steps:
        st.info(word("nothing_next"))
        return
    labels = catalogue.code_labels("action_step")
    step = st.selectbox(word("step"), steps, key=f"act_step_{act.id}_{act.version}", format_func=labels.__getitem__)
    drawn = once.drawn(f"act_{act.id}_{step}", act.version)
    with st.form(f"act_form_{drawn.token}", border=False):
        told = _fields(drawn, step, act)
        sent = st.form_submit_button(word("send"), key=drawn.key("send"), type="primary")
    if sent:
        done = catalogue.say("accountability.desk.done", act=called(words, act), step=labels[step])
        writing.do(drawn, partial(_act, step, Seen(act.id, drawn.seen), told, by), done, by)


def _fields(drawn: Drawn, step: str, act: Act) -> dict[str, Any]:
    told: dict[str, Any] = {}
    if step in REASONED:
        labels = catalogue.code_labels(f"accountability_{REASONED[step]}_reason")
        told["reason"] = st.selectbox(
            word("reason"), list(labels), key=drawn.key("reason"), format_func=labels.__getitem__
        )
    if step == "lifted":
        today = clock.today()
        first = min(act.starts_on, today)
        told["on"] = st.date_input(
            word("on"), today, key=drawn.key("on"), format="YYYY-MM-DD", min_value=first, max_value=today
        )
    if step == "answered":
        present = act.answer.answer if act.answer and act.answer.answer else ""
        told["text"] = st.text_area(
            catalogue.say("accountability.field.answer"), present, key=drawn.key("text"), max_chars=2000, height=200
        )
    return told


def _act(step: str, seen: Seen, told: dict[str, Any], by: Person, session: Session, office: Office) -> object:
    match step:
        case "received":
            return notices.receive(session, seen, by=by)
        case "answered":
            return notices.answer(session, seen, by=by, **told)
        case "returned":
            return notices.send_back(session, office, seen, by=by, **told)
        case "closed":
            return notices.close(session, office, seen, by=by)
        case "approved":
            return deciding.approve(session, office, seen, by=by)
        case "rejected":
            return deciding.reject(session, office, seen, by=by, **told)
        case "lifted":
            return deciding.lift(session, office, seen, by=by, **told)
    return deciding.annul(session, office, seen, by=by, **told)


def _download(act: Act) -> None:
    """The notice as a Word file, made and noted when it is asked for."""
    st.download_button(
        catalogue.say("accountability.letter.download"),
        data=partial(letters_of, act.id, session.handshake_token()),
        file_name=letters.file_name(act),
        mime=downloads.WORD,
        key=f"letter_{act.id}",
        icon=":material/description:",
        on_click="ignore",
    )


def letters_of(action_id: int, token: str | None) -> bytes:
    """The notice for whoever asks, if they may still see it. Raises exports.NotAllowed, audited too."""
    person, words, records = downloads.present(token), data.known_words(data.version()), stores.records()
    opened = register.opened(records, person, action_id, words.areas)
    right = RIGHT if opened and opened[0].answer else ""
    scope = access.scope(person, Request(), words.areas)

    def made() -> bytes:
        return letters.letter(opened[0], words, generated=data.reach(scope).generated) if opened else b""

    return exports.export(records, person, None, what=f"accountability.letter.{action_id}", make=made, right=right)


def _file(words: Words, act: Act, trail: list[Step]) -> None:
    """What it says, and what has happened."""
    form = "span" if act.ends_on else "span_open"
    end = act.ends_on or catalogue.say("accountability.page.open_end")
    rows = [
        ("kind", catalogue.label("action_kind", act.kind)),
        ("body", body_words(words, act.body)),
        ("issuer", words.of("area", act.issuer)),
        ("state", catalogue.label("action_state", act.state)),
        ("basis", f"{catalogue.label('action_basis', act.basis)}  {act.reference}"),
        ("span", catalogue.say(f"accountability.page.{form}", start=act.starts_on, end=end)),
        ("condition", catalogue.label("lift_condition", act.lift_condition)),
        ("effect", effect_words(act.effect, act.points)),
    ]
    if answer := act.answer:
        _download(act)
        left = "" if answer.days_left is None else f"  {clock_text(answer.days_left)}"
        rows += [
            ("number", answer.number),
            ("due_on", f"{answer.due_on}{left}"),
            ("facts", answer.facts),
            ("demands", answer.demands),
            *([("answer", answer.answer)] if answer.answer else []),
        ]
    st.html(_table([(catalogue.say(f"accountability.head.{name}"), str(text)) for name, text in rows]))
    st.html(_table([(clock.written(one.at), _step(one)) for one in trail]))


def _step(one: Step) -> str:
    said = catalogue.label("action_step", one.step)
    reasons = REASONED.get(one.step)
    reason = catalogue.label(f"accountability_{reasons}_reason", one.reason) if reasons and one.reason else ""
    return f"{said}  {reason}".strip()


def _table(rows: list[tuple[str, str]]) -> str:
    body = "".join(f"<tr><th>{escape(head)}</th><td>{escape(text)}</td></tr>" for head, text in rows)
    return f'<table class="fq-table fq-definitions fq-act"><tbody>{body}</tbody></table>'


def called(words: Words, act: Act) -> str:
    """What names an act in a list: its kind and number, its body, its day and how far it has come."""
    number = f" {act.answer.number}" if act.answer else ""
    state = catalogue.label("notice_state", act.answer.state) if act.answer and act.state == "in_force" else ""
    told = {"kind": catalogue.label("action_kind", act.kind) + number, "body": body_words(words, act.body)}
    state = state or catalogue.label("action_state", act.state)
    return catalogue.say("accountability.desk.act_of", **told, day=act.starts_on, state=state)


def word(name: str) -> str:
    return catalogue.say(f"accountability.desk.{name}")
