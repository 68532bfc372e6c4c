"""The first steps of a new installation, on the board and for its first administrator, each with its button."""

import re
from html import escape

import streamlit as st

from core import access, catalogue, first_steps
from core.access import Person
from core.demo import first_load
from core.first_steps import Present
from core.intake.importing import RECORDS
from dashboards import navigation, stores
from dashboards.imports import state

EVERY = 1.0
STEPS = {"areas": RECORDS, "matters": RECORDS, "people": "manage_accounts", "demo": first_load.RIGHT}
# The first administrator sees no board: what they do themselves stands below, the rest is the new account's.
FOR_MANAGER = ("office", "enter", "demo")


def pending() -> bool:
    """Whether the records hold no matter at all."""
    return not first_steps.present(stores.records()).matters


def is_unmanned(person: Person) -> bool:
    """Whether nobody is there yet to bring the first records in, and this person is who lets them in."""
    found = first_steps.present(stores.records())
    return access.may(person, STEPS["people"]) and not found.matters and not (found.areas and found.accounts)


def show(person: Person) -> None:
    _card(person, tuple(STEPS), "title", "text")


def show_manager(person: Person) -> None:
    """The same for who manages accounts only: let the office in, which brings the records in."""
    _card(person, FOR_MANAGER, "manager_title", "manager_text")


def _card(person: Person, steps: tuple[str, ...], title: str, text: str) -> None:
    found = first_steps.present(stores.records())
    with st.container(key="first_steps"):
        st.html(f"<h2>{escape(_say(title))}</h2><p>{escape(_say(text))}</p>")
        for number, name in enumerate(steps, 1):
            with st.container(key=f"first_step_{name}", horizontal=True, vertical_alignment="center"):
                st.html(_words(number, name, found), width="stretch")
                _button(person, name, found)
        _progress()


def _words(number: int, name: str, found: Present) -> str:
    """Commands stand between backticks in the text."""
    counts = {"areas": found.areas, "enter": found.areas, "people": found.accounts, "office": found.accounts}
    done = bool(counts.get(name))
    said = _say(f"{name}_done", count=counts[name]) if done else _say(f"{name}_text")
    text = re.sub("`(.+?)`", r"<code>\1</code>", escape(said))
    # The demo is no step on the way to one's own data, but another thing to do.
    mark = "\N{CHECK MARK}" if done else _say("or") if name == "demo" else str(number)
    return (
        f'<div class="fq-first"><span class="fq-step">{mark}</span>'
        f"<div><h3>{escape(_say(name))}</h3><p>{text}</p></div></div>"
    )


def _button(person: Person, name: str, found: Present) -> None:
    if name not in STEPS:
        return
    if not access.may(person, STEPS[name]):
        st.html(f'<p class="fq-who">{escape(_say("who", roles=_who(STEPS[name])))}</p>', width="content")
    elif name != "demo":
        brought_in = STEPS[name] == RECORDS
        page = navigation.page("imports" if brought_in else name, person)
        waits = name == "matters" and not found.areas
        if st.button(_say(f"{name}_button"), key=f"first_{name}", disabled=waits):
            if brought_in:
                state.begin_with(name)
            st.switch_page(page)
    elif found.areas:
        st.html(f'<p class="fq-who">{escape(_say("demo_gone"))}</p>', width="content")
    else:
        st.button(_say("demo_button"), key="first_demo", on_click=_start, args=(person,), disabled=_is_running())


def _who(right: str) -> str:
    """The roles that may do it, in words."""
    roles = [role for role, entry in catalogue.document("roles").items() if right in entry["rights"]]
    named = [catalogue.code_labels("role")[role] for role in roles if role in catalogue.code_labels("role")]
    return catalogue.say("common.list_separator").join(named)


def _start(person: Person) -> None:
    try:
        if not first_load.start(stores.records(), person):
            st.toast(_say("demo_already"))
    except first_load.NotEmpty:
        st.toast(_say("demo_gone"))


def _is_running() -> bool:
    told = first_load.state()
    return told is not None and told.state == first_load.RUNNING


def _progress() -> None:
    told = first_load.state()
    if told is not None and told.state == first_load.FAILED:
        st.warning(_say("demo_failed"))
    elif told is not None and told.state == first_load.RUNNING:
        st.fragment(run_every=EVERY)(_bar)()


def _bar() -> None:
    """How far it is; when it is over, the whole page is drawn anew."""
    told = first_load.state()
    if told is None or told.state != first_load.RUNNING:
        st.rerun()
    share = min(1.0, told.done / told.total) if told.total else 0.0
    st.progress(share, text=_say("demo_running", step=catalogue.say(f"demo.step.{told.step}")))


def _say(key: str, **values: object) -> str:
    return catalogue.say(f"first_steps.{key}", **values)
