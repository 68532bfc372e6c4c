"""A clock that jumps ends sessions rather than prolonging them."""

from datetime import datetime, timedelta

import pytest

from core import clock, login_sessions
from db.session import Records

NOW = clock.now()


def at(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    monkeypatch.setattr(clock, "now", lambda: moment)


@pytest.mark.parametrize(
    ("jump", "lives"),
    [
        (timedelta(seconds=-90), True),
        (timedelta(days=-1), False),
        (timedelta(days=-400), False),
        (timedelta(days=400), False),
    ],
)
def test_a_session_outlives_a_small_correction_of_the_clock_and_no_jump(
    records: Records, monkeypatch: pytest.MonkeyPatch, jump: timedelta, lives: bool
) -> None:
    at(monkeypatch, NOW)
    token = login_sessions.open_anonymous(records)
    at(monkeypatch, NOW + jump)
    assert (login_sessions.find(records, token) is not None) is lives
    assert login_sessions.find(records, login_sessions.open_anonymous(records)) is not None


def test_the_day_in_china_turns_at_its_own_midnight_in_both_directions(monkeypatch: pytest.MonkeyPatch) -> None:
    for moment, day in (("2026-11-21T15:59:59", 21), ("2026-11-21T16:00:00", 22), ("2026-11-21T15:59:59", 21)):
        at(monkeypatch, datetime.fromisoformat(f"{moment}+00:00"))
        assert clock.today().day == day
