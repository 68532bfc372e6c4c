"""Programmes and notices: who may change what, against the version they saw, and what is refused."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from core.access import Person
from core.wall import editing, notices, programme
from core.wall.programme import Programme, Slot
from core.wall.refusal import WallRefused
from db.models import AuditEvent
from tests.core.wall.conftest import DESK, ELSEWHERE, OFFICER, SYSTEM, Hall

SLOT = Slot(0, "situation", "", "period=this_week&area=530702", 20)


def now(hall: Hall) -> Programme:
    found = programme.find(hall.records, hall.programme_id)
    assert found is not None
    return found


def arrange(hall: Hall, *slots: Slot, by: Person = DESK, version: int | None = None) -> None:
    seen = now(hall).version if version is None else version
    with hall.records.writing() as session:
        editing.arrange(session, hall.areas, programme_id=hall.programme_id, version=seen, slots=slots, by=by)


def refusal(hall: Hall, *slots: Slot, **more: object) -> str:
    with pytest.raises(WallRefused) as refused:
        arrange(hall, *slots, **more)  # type: ignore[arg-type]
    return refused.value.reason


def test_items_keep_their_keys_when_they_are_put_in_another_order(hall: Hall) -> None:
    first, second = now(hall).slots
    arrange(hall, second, SLOT, first)
    kept = now(hall)
    assert [slot.item for slot in kept.slots] == [second.item, "situation", first.item]
    assert (kept.slots[0].id, kept.slots[2].id) == (second.id, first.id)
    assert kept.slots[1].request.areas == ("530702",)
    with hall.records.reading() as session:
        assert session.scalars(select(AuditEvent.action)).all()[-1] == "arrange_programme"


@pytest.mark.parametrize(
    ("slot", "reason"),
    [
        (replace(SLOT, item="camera"), "unknown_item"),
        (replace(SLOT, dwell_seconds=1), "bad_dwell"),
        (replace(SLOT, weekdays=""), "bad_weekdays"),
        (replace(SLOT, weekdays="18"), "bad_weekdays"),
        (replace(SLOT, starts_at="08:00"), "bad_hours"),
        (replace(SLOT, starts_at="8:00", ends_at="09:00"), "bad_hours"),
        (replace(SLOT, query="period=nonsense"), "bad_period"),
        (replace(SLOT, query="period=today&area=3304"), "bad_area"),
        (replace(SLOT, item="number", subject="nonsense"), "bad_metric"),
        (replace(SLOT, item="text", subject=""), "bad_notice"),
        (replace(SLOT, subject="13800138000"), "personal"),
    ],
)
def test_an_item_that_could_not_be_shown_is_refused(hall: Hall, slot: Slot, reason: str) -> None:
    assert refusal(hall, slot) == reason


def test_a_programme_is_changed_by_its_own_place_against_what_was_seen(hall: Hall) -> None:
    assert [refusal(hall, SLOT, by=by) for by in (ELSEWHERE, OFFICER, SYSTEM)] == ["no_right"] * 3
    assert refusal(hall, SLOT, version=99) == "changed_meanwhile"
    assert refusal(hall) == "bad_number_of_items"
    seen = {"programme_id": hall.programme_id, "by": DESK}
    with hall.records.writing() as session:
        version = now(hall).version
        editing.change(
            session, hall.areas, version=version, name="副屏", theme="by_hour", day_starts="06:30",
            night_starts="20:00", **seen,
        )  # fmt: skip
    assert (now(hall).name, now(hall).theme) == ("副屏", "by_hour")
    with pytest.raises(WallRefused), hall.records.writing() as session:
        editing.create(session, hall.areas, name="别处", area_code="5307", by=ELSEWHERE)


def test_a_programme_that_a_device_shows_stays_until_that_is_shut_out(hall: Hall) -> None:
    hall.paired()
    with pytest.raises(WallRefused) as refused, hall.records.writing() as session:
        editing.remove(session, hall.areas, programme_id=hall.programme_id, version=now(hall).version, by=DESK)
    assert refused.value.reason == "in_use"


def test_a_notice_is_on_until_the_first_who_acknowledges_it(hall: Hall) -> None:
    def post(text: str, minutes: int = 30, by: Person = DESK) -> None:
        with hall.records.writing() as session:
            wanted = {"programme_id": hall.programme_id, "text": text, "minutes": minutes, "by": by}
            notices.post(session, hall.areas, **wanted)  # type: ignore[arg-type]

    post("古城区 暴雨红色预警，全员到岗")
    for text, minutes, by, reason in (
        ("", 30, DESK, "bad_notice"),
        ("请联系 13800138000", 30, DESK, "personal"),
        ("x", 0, DESK, "bad_minutes"),
        ("x", 30, OFFICER, "no_right"),
    ):
        with pytest.raises(WallRefused) as refused:
            post(text, minutes, by)
        assert refused.value.reason == reason
    (on,) = notices.current(hall.records, hall.programme_id)
    for _ in range(2):
        with hall.records.writing() as session:
            notices.acknowledge(session, hall.areas, notice_id=on.id, by=DESK)
    assert notices.current(hall.records, hall.programme_id) == []
    with hall.records.reading() as session:
        done = session.scalars(select(AuditEvent.action).where(AuditEvent.object_kind == "wall_notice")).all()
    assert done == ["post_notice", "acknowledge_notice"]
