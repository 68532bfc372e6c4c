"""Plans: which days they cover and when two of them are the same."""

from datetime import date, timedelta

import pytest

from core import clock
from core.demo.plan import Plan, plan


def test_four_years_end_today() -> None:
    assert plan(date(2026, 6, 30)).start == date(2022, 7, 1)
    assert plan(date(2024, 2, 29)).start == date(2020, 2, 29)


def test_a_day_that_is_over_is_whole_and_today_ends_with_the_current_hour() -> None:
    assert plan(date(2026, 6, 30)).now == clock.start_of(date(2026, 7, 1))
    today = plan()
    assert today.today == clock.today()
    assert today.now <= clock.now() < today.now + timedelta(hours=2)


def test_the_hour_does_not_tell_plans_apart_but_the_rest_does() -> None:
    day = date(2026, 6, 30)
    noon = Plan(day, clock.start_of(day) + timedelta(hours=12))
    assert noon.fingerprint() == plan(day).fingerprint()
    assert len({plan(day, 5).fingerprint(), plan(day, 6).fingerprint(), plan(day, 5, seed=1).fingerprint()}) == 3


@pytest.mark.parametrize(("day", "matters"), [(date(2999, 1, 1), 10), (date(2026, 1, 1), 0)])
def test_the_future_and_nothing_are_refused(day: date, matters: int) -> None:
    with pytest.raises(ValueError):
        plan(day, matters)
