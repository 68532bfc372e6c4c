"""The devices: which there are and whether they are there, one to be changed or shut out, a new one to be paired."""

from functools import partial

import streamlit as st

from core import access, catalogue, clock
from core.access import Person
from core.wall import devices
from core.wall.devices import Device
from dashboards import stores, windows
from dashboards.board_settings import fields
from dashboards.components import once
from dashboards.wall import assets
from dashboards.wall_settings import device_fields, pairing
from dashboards.wall_settings.acts import asks_first, do, said, tree, word

EVERY = 15.0
PLACE = "devices"


def block(by: Person) -> None:
    with st.container(key="card_wall_devices"):
        st.subheader(word("devices"), anchor=False)
        if access.is_manager(by.role):
            st.caption(word("no_figures"))
        _listed(by)
        said(PLACE)
        found = {one.id: one for one, _ in devices.listed(stores.records(), tree(), by)}
        if found:
            _one(found, by)
        pairing.block(list(found.values()), by)


@st.fragment(run_every=EVERY)
def _listed(by: Person) -> None:
    rows = devices.listed(stores.records(), tree(), by)
    if not rows:
        st.caption(word("no_devices"))
        return
    heads = ("device", "kind", "programme", "seat", "state", "seen", "screen", "release", "address")
    fields.table([word(name) for name in heads], [_row(one, name) for one, name in rows])


def _row(one: Device, programme_name: str) -> list[str]:
    state = word("there" if one.is_there(clock.now()) else "away" if one.last_seen_at else "waiting")
    seen = clock.written(one.last_seen_at) if one.last_seen_at else catalogue.say("common.none")
    release = ""
    if one.release and one.kind == "screen":
        release = word("current_release" if one.release == assets.release() else "old_release")
    seat = word("seat_of", height=one.height_cm, distance=one.distance_cm) if one.kind == "screen" else ""
    address = " / ".join(filter(None, (one.address, one.network)))
    return [one.name, _kind(one.kind), programme_name, seat, state, seen, (one.screen or "").replace("x", "×"), release,
            address]  # fmt: skip


def _one(found: dict[int, Device], by: Person) -> None:
    """The one that is picked: to be changed, or shut out for good."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        names = {key: one.name for key, one in found.items()}
        picked = st.selectbox(
            word("pick_device"), list(found), key="wall_device", format_func=partial(fields.called, names), width=400
        )
        one = found[picked]
        drawn = once.drawn(f"wall_device_{one.id}", one.version)
        asking = {"on_click": windows.open_named, "args": (drawn.key("asked"),)}
        st.button(word("revoke"), key=drawn.key("revoke"), **asking)  # type: ignore[arg-type]
    seen = {"areas": tree(), "device_id": one.id, "version": drawn.seen, "by": by}
    asks_first(drawn, one.name, partial(devices.revoke, **seen), "revoked", PLACE, "revoke", _also(found, picked))
    with st.expander(word("change_device"), key="wall_change"), st.form(f"wall_change_{drawn.token}", border=False):
        asked = device_fields.ask(drawn, device_fields.programmes(by), one)
        sent = st.form_submit_button(word("save"), key=drawn.key("send"), type="primary")
    if sent:
        do(drawn, partial(devices.change, **seen, **asked), "device_changed", PLACE)


def _also(found: dict[int, Device], picked: int) -> str:
    """Which phones are shut out with their screen."""
    names = [one.name for one in found.values() if one.steers_id == picked]
    return word("revoke_also", names=catalogue.say("common.list_separator").join(names)) if names else ""


def _kind(code: str) -> str:
    return catalogue.say(f"wall.kind.{code}")
