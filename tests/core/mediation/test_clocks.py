"""Deadlines counted by hand on the calendar of 2026: holidays, make-up days, pauses, versions of rules."""

from datetime import date

import pytest

from core import working_days
from core.mediation import clocks
from core.working_days import WorkingDays

CALENDAR = working_days.published()


def day(text: str) -> date:
    return date.fromisoformat(text)


def test_three_working_days_from_a_friday_end_on_wednesday() -> None:
    assert clocks.due(clocks.rule("accept", day("2026-09-04")), day("2026-09-04"), (), CALENDAR) == day("2026-09-09")


def test_national_day_is_passed_over_and_make_up_days_are_worked() -> None:
    # 2026: holiday from 1 to 7 October; Sunday 20 September and Saturday 10 October are worked.
    rule = clocks.rule("accept", day("2026-09-30"))
    assert clocks.due(rule, day("2026-09-30"), (), CALENDAR) == day("2026-10-10")
    assert clocks.due(rule, day("2026-09-17"), (), CALENDAR) == day("2026-09-21")


def test_thirty_days_by_the_calendar_move_on_from_a_day_off() -> None:
    rule = clocks.rule("confirm", day("2026-09-01"))
    # 1 October is a holiday, and so are the days to the 7th.
    assert clocks.due(rule, day("2026-09-01"), (), CALENDAR) == day("2026-10-08")
    assert clocks.due(rule, day("2026-08-03"), (), CALENDAR) == day("2026-09-02")


def test_a_pause_moves_what_is_due_by_the_working_days_it_took() -> None:
    rule, start = clocks.rule("accept", day("2026-09-07")), day("2026-09-07")
    assert clocks.due(rule, start, (), CALENDAR) == day("2026-09-10")
    assert clocks.due(rule, start, [(day("2026-09-08"), day("2026-09-10"))], CALENDAR) == day("2026-09-14")
    weekend = [(day("2026-09-12"), day("2026-09-14"))]
    assert clocks.due(rule, start, weekend, CALENDAR) == day("2026-09-10")


def test_while_it_stands_still_nothing_is_due() -> None:
    assert (
        clocks.due(clocks.rule("visit", day("2026-09-07")), day("2026-09-07"), [(day("2026-09-08"), None)], CALENDAR)
        is None
    )


def test_pauses_that_overlap_count_once() -> None:
    rule, start = clocks.rule("accept", day("2026-09-07")), day("2026-09-07")
    pauses = [(day("2026-09-08"), day("2026-09-10")), (day("2026-09-09"), day("2026-09-11"))]
    assert clocks.due(rule, start, pauses, CALENDAR) == day("2026-09-15")


@pytest.mark.parametrize(("start", "days"), [("2019-05-01", 22), ("2021-12-31", 22), ("2022-01-01", 30)])
def test_the_version_of_the_rule_is_that_of_the_first_day(start: str, days: int) -> None:
    assert clocks.rule("mediate", day(start)).days == days


def test_an_office_may_work_on_days_of_its_own() -> None:
    calendar = WorkingDays({day("2026-09-12"): True})
    assert clocks.due(clocks.rule("accept", day("2026-09-10")), day("2026-09-10"), (), calendar) == day("2026-09-14")
