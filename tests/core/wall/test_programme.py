"""When an item is on and in which light: by the hour and the day in China."""

from datetime import datetime

import pytest

from core.clock import SHANGHAI
from core.wall.programme import Programme, Slot


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def slot(**parts: object) -> Slot:
    return Slot(**({"id": 1, "item": "situation", "subject": "", "query": "", "dwell_seconds": 30} | parts))  # type: ignore[arg-type]


# 2026-11-20 is a Friday.
@pytest.mark.parametrize(
    ("parts", "moment", "on"),
    [
        ({}, "2026-11-22 03:00", True),
        ({"weekdays": "12345"}, "2026-11-20 12:00", True),
        ({"weekdays": "12345"}, "2026-11-21 12:00", False),
        ({"starts_at": "08:00", "ends_at": "18:00"}, "2026-11-20 08:00", True),
        ({"starts_at": "08:00", "ends_at": "18:00"}, "2026-11-20 18:00", False),
        ({"starts_at": "22:00", "ends_at": "06:00", "weekdays": "5"}, "2026-11-20 23:00", True),
        ({"starts_at": "22:00", "ends_at": "06:00", "weekdays": "5"}, "2026-11-21 05:59", True),
        ({"starts_at": "22:00", "ends_at": "06:00", "weekdays": "5"}, "2026-11-20 05:59", False),
        ({"starts_at": "22:00", "ends_at": "06:00", "weekdays": "7"}, "2026-11-23 01:00", True),
    ],
)
def test_an_item_is_on_in_its_days_and_hours(parts: dict[str, str], moment: str, on: bool) -> None:
    assert slot(**parts).is_on(at(moment)) is on


@pytest.mark.parametrize(
    ("theme", "day", "night", "moment", "light"),
    [
        ("dark", "07:00", "19:00", "2026-11-20 12:00", "dark"),
        ("by_hour", "07:00", "19:00", "2026-11-20 06:59", "dark"),
        ("by_hour", "07:00", "19:00", "2026-11-20 07:00", "light"),
        ("by_hour", "07:00", "19:00", "2026-11-20 19:00", "dark"),
        ("by_hour", "19:00", "07:00", "2026-11-20 20:00", "light"),
        ("by_hour", "19:00", "07:00", "2026-11-20 12:00", "dark"),
    ],
)
def test_the_light_follows_the_hour(theme: str, day: str, night: str, moment: str, light: str) -> None:
    assert Programme(1, "x", "5307", theme, day, night, (), 1).theme_at(at(moment)) == light
