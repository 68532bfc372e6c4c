"""Devices: paired by a code once, let in by their token from their network, shut out for good."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from core import clock
from core.access import Person
from core.wall import devices, editing, pairing, programme
from core.wall.devices import NotAdmitted, Told
from core.wall.refusal import WallRefused
from db.models import AuditEvent, WallDevice
from tests.core.wall.conftest import DESK, ELSEWHERE, OFFICER, SEAT, SYSTEM, Hall


def refusal(hall: Hall, code: str, **more: object) -> str:
    with pytest.raises(WallRefused) as refused:
        hall.approve(code, **more)  # type: ignore[arg-type]
    return refused.value.reason


def test_a_code_typed_by_an_administrator_gives_the_device_its_token_once(hall: Hall) -> None:
    made = pairing.begin(hall.records, "screen", "10.1.2.3")
    assert made is not None
    code, claim = made
    assert pairing.is_waiting(hall.records, claim)
    assert pairing.claim(hall.records, claim) == ("waiting", None)
    # Typed as it stands on the screen, in two groups.
    device_id = hall.approve(f"{code[:4]} {code[4:]}")
    state, token = pairing.claim(hall.records, claim)
    assert state == "paired"
    assert token is not None
    assert pairing.claim(hall.records, claim) == ("expired", None)
    assert refusal(hall, code) == "unknown_code"
    device = devices.admit(hall.records, token, "10.1.2.3")
    assert (device.id, device.kind, device.programme_id) == (device_id, "screen", hall.programme_id)
    with hall.records.reading() as session:
        row = session.get_one(WallDevice, device_id)
        assert token not in (row.token_hash, row.name)
        assert "pair_wall" in session.scalars(select(AuditEvent.action)).all()


def test_a_code_is_worth_nothing_after_ten_minutes(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    made = pairing.begin(hall.records, "screen", "10.1.2.3")
    assert made is not None
    later = clock.now() + pairing.LIFE
    monkeypatch.setattr(clock, "now", lambda: later)
    assert refusal(hall, made[0]) == "unknown_code"
    assert pairing.claim(hall.records, made[1]) == ("expired", None)


def test_codes_cannot_be_tried_out_nor_asked_for_without_end(hall: Hall) -> None:
    tried = [pairing.charge(hall.records, DESK) for _ in range(pairing.TYPED + 2)]
    assert tried == [True] * pairing.TYPED + [False, False]
    asked = [pairing.begin(hall.records, "screen", "10.9.9.9") is not None for _ in range(pairing.ASKED + 1)]
    assert asked == [True] * pairing.ASKED + [False]
    assert pairing.begin(hall.records, "screen", "10.9.9.8") is not None


def test_who_may_pair_and_whose_programmes(hall: Hall) -> None:
    made = pairing.begin(hall.records, "screen", "10.1.2.3")
    assert made is not None
    assert [refusal(hall, made[0], by=by) for by in (OFFICER, ELSEWHERE)] == ["no_right", "no_right"]
    assert hall.approve(made[0], by=SYSTEM)


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"name": "  "}, "bad_name"),
        ({"network": "10.1.2.0/99"}, "bad_network"),
        ({"height_cm": 5}, "bad_seat"),
        ({"distance_cm": 2_000}, "too_far"),
        ({"programme_id": 999}, "changed_meanwhile"),
    ],
)
def test_what_cannot_be_is_refused_and_the_code_stays_good(hall: Hall, more: dict[str, object], reason: str) -> None:
    made = pairing.begin(hall.records, "screen", "10.1.2.3")
    assert made is not None
    assert refusal(hall, made[0], **more) == reason
    assert hall.approve(made[0])


def test_a_device_is_let_in_from_its_network_only(hall: Hall) -> None:
    _, token = hall.paired(network="10.1.2.7/24")
    assert devices.admit(hall.records, token, "10.1.2.200")
    for address in ("10.1.3.1", "unknown", "2001:db8::/64"):
        with pytest.raises(NotAdmitted) as refused:
            devices.admit(hall.records, token, address)
        assert refused.value.reason == "network"


def test_a_revoked_screen_is_shut_out_with_the_phones_that_steer_it(hall: Hall) -> None:
    device_id, token = hall.paired()
    _, phone = hall.paired("remote", steers_id=device_id)
    version = devices.admit(hall.records, token, "10.1.2.3").version
    for by, seen, reason in ((ELSEWHERE, version, "no_right"), (SYSTEM, version + 1, "changed_meanwhile")):
        with pytest.raises(WallRefused) as refused, hall.records.writing() as session:
            devices.revoke(session, hall.areas, device_id=device_id, version=seen, by=by)
        assert refused.value.reason == reason
    with hall.records.writing() as session:
        devices.revoke(session, hall.areas, device_id=device_id, version=version, by=SYSTEM)
    for one in (token, phone):
        with pytest.raises(NotAdmitted) as shut_out:
            devices.admit(hall.records, one, "10.1.2.3")
        assert shut_out.value.reason == "revoked"
    assert devices.listed(hall.records, hall.areas, DESK) == []
    with pytest.raises(NotAdmitted) as unknown:
        devices.admit(hall.records, "x" * 43, "10.1.2.3")
    assert unknown.value.reason == "unpaired"


def test_a_phone_steers_the_screen_it_was_paired_with_and_nothing_else(hall: Hall) -> None:
    made = pairing.begin(hall.records, "remote", "10.1.2.4")
    assert made is not None
    assert refusal(hall, made[0]) == "steers_nothing"
    device_id, token = hall.paired()
    _, phone = hall.paired("remote", steers_id=device_id)
    steering = devices.admit(hall.records, phone, "10.1.2.4")
    with hall.records.writing() as session:
        devices.steer(session, device=steering, command="next")
    with hall.records.writing() as session:
        devices.steer(session, device=steering, command="pause")
    screen = devices.admit(hall.records, token, "10.1.2.3")
    assert (screen.command, screen.command_number) == ("pause", 2)
    for device, command in ((screen, "next"), (steering, "explode")):
        with pytest.raises(WallRefused), hall.records.writing() as session:
            devices.steer(session, device=device, command=command)


def test_a_device_is_noted_twice_a_minute_unless_it_shows_something_else(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, token = hall.paired()
    start = clock.now()
    noted = []
    for seconds, showing in ((0, "1:"), (5, "1:"), (6, "2:"), (8, "1:"), (40, "2:")):
        moment = start + timedelta(seconds=seconds)
        monkeypatch.setattr(clock, "now", lambda moment=moment: moment)
        device = devices.admit(hall.records, token, "10.1.2.3")
        if devices.is_news(device, showing, moment):
            devices.seen(hall.records, {device.id: Told("10.1.2.3", "abc", "1920x1080", showing)})
        noted.append(devices.admit(hall.records, token, "10.1.2.3").last_seen_at == moment)
    assert noted == [True, False, True, False, True]
    assert devices.admit(hall.records, token, "10.1.2.3").is_there(moment)
    assert not devices.admit(hall.records, token, "10.1.2.3").is_there(moment + devices.AWAY)


def test_what_a_wall_may_see_is_its_programme_s_place_as_nobody_in_person(hall: Hall) -> None:
    found = programme.find(hall.records, hall.programme_id)
    assert found is not None
    assert (found.viewer.role, found.viewer.area_code, found.viewer.account_id) == ("wall_device", "5307", None)


def test_a_device_is_given_another_programme_and_seat_without_being_paired_anew(hall: Hall) -> None:
    screen, token = hall.paired()
    phone, _ = hall.paired("remote", steers_id=screen)
    with hall.records.writing() as session:
        other = editing.create(session, hall.areas, name="副屏", area_code="530702", by=DESK)
    asked = {"name": "大厅", "programme_id": other, "height_cm": 200, "distance_cm": 500, "network": "10.1.0.0/16"}
    seen = {"device_id": screen, "version": devices.admit(hall.records, token, "10.1.2.3").version}
    with hall.records.writing() as session:
        devices.change(session, hall.areas, by=DESK, **seen, **asked)  # type: ignore[arg-type]
    now = devices.admit(hall.records, token, "10.1.2.3")
    assert {name: getattr(now, name) for name in asked} == asked
    # The phone that steers it goes with it, and cannot be sent elsewhere by itself.
    kept = {one.id: one for one, _ in devices.listed(hall.records, hall.areas, DESK)}
    assert kept[phone].programme_id == other
    with hall.records.writing() as session:
        back = asked | {"programme_id": hall.programme_id}
        devices.change(session, hall.areas, device_id=phone, version=kept[phone].version, by=DESK, **back)  # type: ignore[arg-type]
    kept = {one.id: one for one, _ in devices.listed(hall.records, hall.areas, DESK)}
    assert kept[phone].programme_id == other
    with pytest.raises(NotAdmitted):
        devices.admit(hall.records, token, "10.9.9.9")


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"by": ELSEWHERE}, "no_right"),
        ({"by": OFFICER}, "no_right"),
        ({"version": 99}, "changed_meanwhile"),
        ({"distance_cm": 2_000}, "too_far"),
        ({"network": "here"}, "bad_network"),
        ({"programme_id": 999}, "changed_meanwhile"),
    ],
)
def test_a_device_that_may_not_be_changed_stays_as_it_is(hall: Hall, more: dict[str, object], reason: str) -> None:
    screen, token = hall.paired()
    before = devices.admit(hall.records, token, "10.1.2.3")
    asked = {"device_id": screen, "version": before.version, "name": "x", "programme_id": hall.programme_id, "by": DESK}
    with pytest.raises(WallRefused) as refused, hall.records.writing() as session:
        devices.change(session, hall.areas, **(asked | SEAT | more))  # type: ignore[arg-type]
    assert refused.value.reason == reason
    assert devices.admit(hall.records, token, "10.1.2.3") == before


def test_a_device_is_sent_to_no_programme_of_another_place(hall: Hall) -> None:
    keeper = Person(None, "gucheng-zhihui", "x", "command_desk", "530702")
    with hall.records.writing() as session:
        own = editing.create(session, hall.areas, name="古城", area_code="530702", by=keeper)
    screen, token = hall.paired(programme_id=own)
    version = devices.admit(hall.records, token, "10.1.2.3").version
    asked = {"device_id": screen, "version": version, "name": "x", "programme_id": hall.programme_id} | SEAT
    with pytest.raises(WallRefused) as refused, hall.records.writing() as session:
        devices.change(session, hall.areas, by=keeper, **asked)  # type: ignore[arg-type]
    assert refused.value.reason == "no_right"
