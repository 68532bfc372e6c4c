"""Working days: weekends, holidays, make-up days, and an office's own days."""

from datetime import date

from core import working_days
from db.models import CalendarDay
from db.session import Records

SPRING_EVE = date(2026, 2, 14)


def test_a_make_up_saturday_is_worked_on_and_a_holiday_is_not() -> None:
    calendar = working_days.published()
    # 2026: the Spring Festival is free from 15 to 23 February, worked for on Saturdays 14 and 28.
    assert calendar.holds(SPRING_EVE)
    assert not calendar.holds(date(2026, 2, 16))
    assert not calendar.holds(date(2026, 2, 21))
    assert calendar.holds(date(2026, 2, 28))


def test_working_days_are_counted_across_the_holiday() -> None:
    assert working_days.published().after(SPRING_EVE, 1) == date(2026, 2, 24)
    assert working_days.published().after(date(2026, 11, 20), 5) == date(2026, 11, 27)


def test_no_working_days_after_is_the_day_itself() -> None:
    assert working_days.published().after(SPRING_EVE, 0) == SPRING_EVE


def test_an_office_adds_its_own_free_day_and_takes_it_away_again(records: Records) -> None:
    torch_festival = date(2026, 8, 7)
    assert working_days.of_office(records).holds(torch_festival)
    with records.writing() as session:
        session.add(CalendarDay(day=torch_festival, working=False, name="火把节", origin="local"))
    assert not working_days.of_office(records).holds(torch_festival)
    assert working_days.of_office(records).after(date(2026, 8, 6), 1) == date(2026, 8, 10)


def test_the_records_hold_the_published_calendar(records: Records) -> None:
    office, state = working_days.of_office(records), working_days.published()
    assert all(office.holds(day) == state.holds(day) for day, _, _ in working_days.published_days())


def test_years_nobody_has_published_yet_count_weekends_only_and_say_so() -> None:
    assert working_days.are_provisional([date(2026, 12, 31), date(2027, 1, 1)])
    assert not working_days.are_provisional([date(2026, 10, 1)])
    assert working_days.published().holds(date(2040, 1, 2))
    assert not working_days.published().holds(date(2040, 1, 1))
