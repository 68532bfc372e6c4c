"""The form of a new case: on which dispute, in which room, what it is about, in codes and numbers."""

from functools import partial

import streamlit as st

from core import case_tables, catalogue, clock
from core.access import Person
from core.mediation import docket, money
from core.mediation.money import UnclearAmount
from core.mediation.registering import LISTS, Application, register
from core.words import Words
from dashboards import data, stores
from dashboards.components import once
from dashboards.components.once import Drawn
from dashboards.mediation import acts
from db.models.mediation import CHANNELS, DIFFICULTIES, LINKS, MediationCase

REGISTERED = "_mediation_registered"
"""In the session: the case that was just registered, to be opened."""
WALK_IN = "walk_in"
ORIGINS = ("known", WALK_IN)
MOST_PLACES = 600


def block(by: Person) -> None:
    records = stores.records()
    rooms, words = docket.rooms(records, by), data.known_words(data.version())
    if not rooms:
        st.info(word("no_rooms"))
        return
    drawn = once.drawn("mediation_new")
    disputes = {code: (area, kind) for code, area, kind in docket.disputes(records, by)}
    origin = st.segmented_control(
        word("origin"),
        ORIGINS,
        # Where nothing that was reported waits for mediation, whoever comes has come by themselves.
        default=ORIGINS[0] if disputes else WALK_IN,
        required=True,
        key=drawn.key("origin"),
        format_func={code: word(f"origin_{code}") for code in ORIGINS}.__getitem__,
    )
    walk_in = origin == WALK_IN
    names = {code: _called(words, code, *about) for code, about in disputes.items()}
    code_list = st.segmented_control(
        word("code_list"),
        LISTS,
        default=LISTS[0],
        required=True,
        key=drawn.key("list"),
        format_func={code: word(f"list_{code}") for code in LISTS}.__getitem__,
    )
    with st.form(f"mediation_form_{drawn.token}", border=False):
        place, matter = (_place(drawn, words, by), None) if walk_in else (None, _matter(drawn, names))
        told = _fields(drawn, rooms, words, code_list or LISTS[0], walk_in) | {"area_code": place}
        sent = st.form_submit_button(word("send"), key=drawn.key("send"), type="primary")
    if sent:
        _send(drawn, matter, told, by)


def _matter(drawn: Drawn, names: dict[str, str]) -> str:
    """The number of a dispute that is known, typed or picked."""
    picked = st.selectbox(
        word("matter_pick"),
        list(names),
        index=None,
        key=drawn.key("pick"),
        format_func=names.__getitem__,
        placeholder=word("matter_pick_none"),
    )
    typed = st.text_input(word("matter"), key=drawn.key("matter"), help=word("matter_help"), max_chars=40)
    return typed.strip() or picked or ""


def _place(drawn: Drawn, words: Words, by: Person) -> str | None:
    """Where a new dispute is; None where the room is. Of a large area its villages are too many to choose from."""
    own = [place.code for place in words.areas.below(by.area_code or "")]
    if len(own) > MOST_PLACES:
        own = [code for code in own if words.areas[code].level != "village"]
    names = {code: case_tables.place(words, code) for code in own}
    return st.selectbox(
        word("place"),
        own,
        index=None,
        key=drawn.key("place"),
        format_func=names.__getitem__,
        placeholder=word("place_none"),
        help=word("place_help"),
    )


def _fields(drawn: Drawn, rooms: dict[str, str], words: Words, code_list: str, walk_in: bool) -> dict[str, object]:
    left, middle, right = st.columns(3)
    kinds = [key for key, one in words.categories.items() if one.code_list == code_list]
    with left:
        room = st.selectbox(word("room"), list(rooms), key=drawn.key("room"), format_func=rooms.__getitem__)
        channel = choice(drawn, "channel", CHANNELS)
        link = choice(drawn, "link", ("", *LINKS), word("none"))
    with middle:
        category = st.selectbox(
            word("category"),
            ["", *kinds],
            # A browser keeps the words of what is chosen, and those of no choice differ.
            key=drawn.key(f"category_{code_list}{'_walk_in' if walk_in else ''}"),
            format_func=(
                {"": word("unset" if walk_in else "same")} | {key: words.of("category", key) for key in kinds}
            ).__getitem__,
        )
        difficulty = choice(drawn, "difficulty", ("", *DIFFICULTIES), word("unset"))
        on = st.date_input(word("on"), clock.today(), key=drawn.key("on"), format="YYYY-MM-DD", max_value=clock.today())
    with right:
        help_words = word("parties_help")
        parties = st.number_input(
            word("parties"), min_value=2, max_value=9999, value=None, step=1, key=drawn.key("parties"), help=help_words,
            placeholder="",
        )  # fmt: skip
        amount = st.text_input(word("amount"), key=drawn.key("amount"), help=word("amount_help"), max_chars=30)
    return {
        "room_code": room,
        "channel": channel,
        "link": link or None,
        "code_list": code_list,
        "category": category or None,
        "difficulty": difficulty or None,
        "parties": parties,
        "amount": amount,
        "on": on,
    }


def _send(drawn: Drawn, matter: str | None, told: dict[str, object], by: Person) -> None:
    amount, on = str(told.pop("amount")), told.pop("on")
    try:
        fen = money.fen(amount)
    except UnclearAmount:
        st.error(catalogue.say("mediation.refused.unclear_amount", text=amount))
        return
    wanted = Application(matter, amount_fen=fen, **told)  # type: ignore[arg-type] - the fields of the form
    act = partial(register, wanted=wanted, on=on, by=by)  # type: ignore[arg-type]
    acts.do(drawn, lambda session, desk: act(session, desk), _said, by)


def _said(case: MediationCase) -> str:
    st.session_state[REGISTERED] = case.id
    return catalogue.say("mediation.desk.registered", code=case.code)


def choice(drawn: Drawn, name: str, codes: tuple[str, ...], nothing: str = "") -> str:
    """One code of the list of that name; "" reads as `nothing`."""
    names = {"": nothing} | {code: catalogue.label(name, code) for code in codes if code}
    return st.selectbox(word(name), codes, key=drawn.key(name), format_func=names.__getitem__)


def _called(words: Words, code: str, area: str | None, kind: str | None) -> str:
    told = {"place": case_tables.place(words, area), "type": words.of("category", kind)}
    return catalogue.say("mediation.desk.matter_pick_of", code=code, **told)


def word(name: str) -> str:
    return catalogue.say(f"mediation.desk.{name}")
