"""The devices: which there are and whether they are there, a new one by the code it shows, one to be shut out."""

from functools import partial

import streamlit as st

from core import access, catalogue, clock
from core.access import Person
from core.wall import devices, legibility, oversight, pairing, programme
from core.wall.devices import Device
from dashboards import stores, windows
from dashboards.board_settings import fields
from dashboards.components import once
from dashboards.wall import assets
from dashboards.wall.broadcast import SEAT
from dashboards.wall_settings.acts import asks_first, do, tree, word
from db.session import Session

EVERY = 15.0
NONE = 0


def block(by: Person) -> None:
    with st.container(key="card_wall_devices"):
        st.subheader(word("devices"), anchor=False)
        if access.is_manager(by.role):
            st.caption(word("no_figures"))
        _listed(by)
        found = {one.id: one for one, _ in devices.listed(stores.records(), tree(), by)}
        if found:
            _revoke(found, by)
        with st.expander(word("pair"), expanded=not found):
            _pair(list(found.values()), by)


@st.fragment(run_every=EVERY)
def _listed(by: Person) -> None:
    rows = devices.listed(stores.records(), tree(), by)
    heads = [word(name) for name in ("device", "kind", "programme", "state", "seen", "screen", "release", "address")]
    fields.table(heads, [_row(one, name) for one, name in rows])


def _row(one: Device, programme_name: str) -> list[str]:
    state = word("there") if one.is_there(clock.now()) else word("away")
    seen = clock.written(one.last_seen_at) if one.last_seen_at else word("never")
    release = ""
    if one.release and one.kind == "screen":
        release = word("current_release" if one.release == assets.release() else "old_release")
    return [one.name, _kind(one.kind), programme_name, state, seen, (one.screen or "").replace("x", "×"), release,
            one.address or ""]  # fmt: skip


def _revoke(found: dict[int, Device], by: Person) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        names = {key: one.name for key, one in found.items()}
        picked = st.selectbox(
            word("revoke_pick"), list(found), key="wall_device", format_func=partial(fields.called, names), width=400
        )
        one = found[picked]
        drawn = once.drawn(f"wall_device_{one.id}", one.version)
        asking = {"on_click": windows.open_named, "args": (drawn.key("asked"),)}
        st.button(word("revoke"), key=drawn.key("revoke"), **asking)  # type: ignore[arg-type]
    act = partial(devices.revoke, areas=tree(), device_id=one.id, version=drawn.seen, by=by)
    asks_first(drawn, one.name, act, "revoked", "revoke")


def _pair(found: list[Device], by: Person) -> None:
    areas, drawn = tree(), once.drawn("wall_pair")
    kept = [one for one in programme.listed(stores.records()) if oversight.keeps(areas, one.area_code, by)]
    if not kept:
        st.caption(word("none"))
        return
    names = {one.id: one.name for one in kept}
    screens = {one.id: one.name for one in found if one.kind == "screen"}
    with st.form(f"wall_pair_form_{drawn.token}", border=False):
        first, second, third = st.columns(3)
        with first:
            code = st.text_input(word("code"), key=drawn.key("code"), max_chars=12)
            name = st.text_input(word("device_name"), key=drawn.key("name"), max_chars=pairing.LONGEST_NAME)
        with second:
            chosen = st.selectbox(
                word("programme"), list(names), key=drawn.key("programme"), format_func=partial(fields.called, names)
            )
            steers = st.selectbox(
                word("steers"),
                [NONE, *screens],
                key=drawn.key("steers"),
                format_func=partial(fields.called, screens | {NONE: word("steers_none")}),
            )
        with third:
            height = st.number_input(word("height"), *legibility.HEIGHTS, SEAT[0], key=drawn.key("height"))
            distance = st.number_input(word("distance"), *legibility.DISTANCES, SEAT[1], key=drawn.key("distance"))
        network = st.text_input(word("network"), key=drawn.key("network"), max_chars=64)
        sent = st.form_submit_button(word("pair_do"), key=drawn.key("send"), type="primary")
    if not sent:
        return
    if not pairing.charge(stores.records(), by):
        st.error(catalogue.say("wall.refused.too_often"))
        return
    seat = {"height_cm": int(height), "distance_cm": int(distance)}
    act = partial(pairing.approve, areas=areas, code=code, name=name, programme_id=chosen, network=network, by=by)
    do(drawn, partial(_approved, act, by, steers_id=steers or None, **seat), "pair_done")


def _approved(approve: partial, by: Person, session: Session, **seat: int | None) -> None:
    approve(session, **seat)
    pairing.forgive(session, by)


def _kind(code: str) -> str:
    return catalogue.say(f"wall.kind.{code}")
