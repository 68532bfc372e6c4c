"""What a programme shows, in which order, for how long and when."""

from dataclasses import replace
from functools import partial

import streamlit as st

from core import catalogue, definitions
from core.access import Person
from core.periods import Period
from core.scope import Request
from core.wall import editing
from core.wall.programme import EVERY_DAY, Programme, Slot
from dashboards.board_settings import fields
from dashboards.components import once
from dashboards.components.once import Drawn
from dashboards.wall.items import CLASS, HEEDED, PERIOD, PLACE
from dashboards.wall_settings.acts import changing, do, said, tree, word
from db.models.wall import MODES

NEW = 0
PLACED = "items"
ALL = ""


def block(chosen: Programme, by: Person) -> None:
    """The items in their order, then the form of the one that is picked, or of a new one."""
    st.subheader(word("items"), anchor=False)
    heads = [word(name) for name in ("item", "period", "place", "dwell", "days", "hours", "mode")]
    fields.table(heads, [_row(slot, chosen) for slot in chosen.slots])
    found = {slot.id: slot for slot in chosen.slots}
    names = {slot.id: f"{number}. {_item(slot.item)}" for number, slot in enumerate(chosen.slots, 1)}
    said(PLACED)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        picked = st.selectbox(
            word("pick_item"),
            [*found, NEW],
            key=f"wall_slot_{chosen.id}",
            format_func=partial(fields.called, names | {NEW: word("new_item")}),
            width=500,
        )
        st.button(word("new_item"), key=f"wall_new_item_{chosen.id}", on_click=_begin, args=(chosen.id,))
    slot = found.get(picked)
    _form(chosen, slot or Slot(NEW, _new_item(chosen), "", "period=this_month", 30), by)


def _begin(programme_id: int) -> None:
    st.session_state[f"wall_slot_{programme_id}"] = NEW


def _new_item(chosen: Programme) -> str:
    """Asked outside of the form, because what else is asked depends on it."""
    items = list(catalogue.code_labels("wall_item"))
    return st.selectbox(word("item"), items, key=f"wall_item_{chosen.id}", format_func=_item, width=500)


def _form(chosen: Programme, slot: Slot, by: Person) -> None:
    drawn = once.drawn(f"wall_slot_{chosen.id}_{slot.id}_{slot.item}", chosen.version)
    with st.form(f"wall_slot_form_{drawn.token}", border=False):
        first, second, third = st.columns(3)
        with first:
            wanted = replace(slot, dwell_seconds=_dwell(drawn, slot), mode=_mode_of(drawn, slot))
            wanted = replace(wanted, subject=_subject(drawn, slot))
        with second:
            query = _query(drawn, slot, chosen)
        with third:
            hours = _hours(drawn, slot)
        wanted = replace(wanted, query=query, weekdays=_weekdays(drawn, slot), **hours)
        with st.container(horizontal=True):
            sent = st.form_submit_button(word("save_item" if slot.id else "add"), key=drawn.key("send"), type="primary")
            moves = {name: slot.id and st.form_submit_button(word(name), key=drawn.key(name)) for name in MOVES}
    order = list(chosen.slots)
    if sent:
        order = [wanted if one.id == slot.id else one for one in order] if slot.id else [*order, wanted]
    for name, moved in moves.items():
        order = MOVES[name](order, slot.id) if moved else order
    if sent or any(moves.values()):
        seen = {"areas": tree(), "programme_id": chosen.id, "version": drawn.seen, "by": by}
        do(drawn, changing(chosen, partial(editing.arrange, slots=order, **seen)), "saved", PLACED)


def _moved(slots: list[Slot], key: int, by: int) -> list[Slot]:
    at = next(number for number, one in enumerate(slots) if one.id == key)
    to = min(max(at + by, 0), len(slots) - 1)
    slots.insert(to, slots.pop(at))
    return slots


def _without(slots: list[Slot], key: int) -> list[Slot]:
    return [one for one in slots if one.id != key]


MOVES = {"up": partial(_moved, by=-1), "down": partial(_moved, by=1), "remove_item": _without}


def _dwell(drawn: Drawn, slot: Slot) -> int:
    least, most = editing.DWELL
    return int(st.number_input(word("dwell"), least, most, slot.dwell_seconds, key=drawn.key("dwell")))


def _mode_of(drawn: Drawn, slot: Slot) -> str:
    """Whether it is shown in peacetime, in wartime or in both."""
    return st.selectbox(word("mode"), MODES, MODES.index(slot.mode), key=drawn.key("mode"), format_func=_mode)


def _subject(drawn: Drawn, slot: Slot) -> str:
    if slot.item == "number":
        metrics = [key for key, metric in definitions.definitions().items() if not metric.protected]
        at = metrics.index(slot.subject) if slot.subject in metrics else 0
        return st.selectbox(word("subject_number"), metrics, at, key=drawn.key("metric"), format_func=_metric)
    if slot.item == "text":
        # Without a limit of its own: a browser drops what is longer without a word.
        return st.text_area(word("subject_text", most=editing.LONGEST_TEXT), slot.subject, key=drawn.key("text"))
    return ""


def _query(drawn: Drawn, slot: Slot, chosen: Programme) -> str:
    heeded, asked = HEEDED.get(slot.item, frozenset()), replace(_request(slot), filters=())
    if PERIOD in heeded:
        asked = replace(asked, period=_asked_period(drawn, asked))
    if PLACE in heeded:
        asked = replace(asked, areas=_asked_place(drawn, asked, chosen))
    if CLASS in heeded:
        asked = asked.narrowed("matter_class", *_asked_class(drawn, _request(slot)))
    return "&".join(f"{name}={value}" for name, value in asked.to_query().items()) if heeded else ""


def _asked_period(drawn: Drawn, asked: Request) -> Period:
    periods = list(catalogue.document("text/wall")["period"])
    keys = periods if asked.period.key in periods else [asked.period.key, *periods]
    key = st.selectbox(word("period"), keys, keys.index(asked.period.key), key=drawn.key("period"), format_func=_period)
    return Period.parse(key or asked.period.key)


def _asked_place(drawn: Drawn, asked: Request, chosen: Programme) -> tuple[str, ...]:
    """Nothing where it is the programme's own."""
    areas = tree()
    codes = [one.code for one in areas.below(chosen.area_code) if one.level in fields.LEVELS] or [chosen.area_code]
    place = asked.areas[0] if asked.areas and asked.areas[0] in codes else chosen.area_code
    area = st.selectbox(
        word("place"), codes, codes.index(place), key=drawn.key("area"), format_func=partial(fields.named, areas)
    )
    return () if area == chosen.area_code else (area,)


def _asked_class(drawn: Drawn, asked: Request) -> tuple[str, ...]:
    classes = [ALL, *catalogue.code_labels("matter_class")]
    of = dict(asked.filters).get("matter_class", (ALL,))[0]
    only = st.selectbox(
        catalogue.label("dimension", "matter_class"), classes, classes.index(of), key=drawn.key("class"),
        format_func=_class,
    )  # fmt: skip
    return (only,) if only else ()


def _weekdays(drawn: Drawn, slot: Slot) -> str:
    days = st.pills(
        word("days"), list(EVERY_DAY), selection_mode="multi", default=list(slot.weekdays), key=drawn.key("days"),
        format_func=_day,
    )  # fmt: skip
    return "".join(days)


def _hours(drawn: Drawn, slot: Slot) -> dict[str, str | None]:
    starts = st.text_input(word("hours_from"), slot.starts_at or "", key=drawn.key("from"), max_chars=5)
    ends = st.text_input(word("hours_to"), slot.ends_at or "", key=drawn.key("to"), max_chars=5)
    return {"starts_at": starts.strip() or None, "ends_at": ends.strip() or None}


def _request(slot: Slot) -> Request:
    try:
        return slot.request
    except ValueError:
        return Request()


def _row(slot: Slot, chosen: Programme) -> list[str]:
    asked, heeded = _request(slot), HEEDED.get(slot.item, frozenset())
    place = fields.named(tree(), asked.areas[0] if asked.areas else chosen.area_code) if PLACE in heeded else ""
    days = "".join(map(_day, slot.weekdays))
    hours = f"{slot.starts_at}–{slot.ends_at}" if slot.starts_at else ""
    period = _period(asked.period.key) if PERIOD in heeded else ""
    only = dict(asked.filters).get("matter_class", ()) if CLASS in heeded else ()
    place = " ".join(filter(None, (place, *map(_class, only))))
    return [_named(slot), period, place, str(slot.dwell_seconds), days, hours, _mode(slot.mode)]


def _named(slot: Slot) -> str:
    if slot.item == "number":
        return f"{_item(slot.item)}：{_metric(slot.subject)}"
    return f"{_item(slot.item)}：{slot.subject}" if slot.item == "text" else _item(slot.item)


def _item(code: str) -> str:
    return catalogue.code_labels("wall_item").get(code, catalogue.say("common.unknown"))


def _metric(key: str) -> str:
    metric = definitions.definitions().get(key)
    return metric.label if metric else catalogue.say("common.unknown")


def _period(key: str) -> str:
    return catalogue.document("text/wall")["period"].get(key, key)


def _mode(code: str) -> str:
    return catalogue.label("wall_mode", code)


def _day(number: str) -> str:
    return catalogue.say(f"wall.weekday.{number}")


def _class(code: str) -> str:
    return catalogue.label("matter_class", code) if code else catalogue.say("wall.page.all_classes")
