"""What is owed: for each body and period one row, however often, by however many and after however long a pause."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlalchemy import update

from core.cadence import generating, switching
from core.cadence.refusal import NotAllowed, Refused
from db.models import Area
from db.session import WHOLE, Records
from tests import factories
from tests.core.cadence.conftest import CALENDAR, COUNTY, DESK, TOWNSHIP, Office

D, V, GUCHENG = "530702001", "530702001001", "530702"


def test_the_first_run_asks_for_the_periods_that_are_running(office: Office) -> None:
    office.run("2026-11-02 08:00")
    # 8 areas: one prefecture, two counties, four townships, one village.
    assert Counter(row.duty for row in office.owed()) == {
        "group_screening": 1, "village_screening": 1, "township_analysis": 4, "county_dispatch": 2,
        "centre_intelligence": 7, "prefecture_analysis": 1, "prefecture_dispatch": 1, "prefecture_notice": 1,
        "prefecture_assessment": 1, "service_review": 3, "service_dispatch": 3, "service_inspection": 3,
        "justice_observation": 1,
    }  # fmt: skip
    spans = {row.duty: (str(row.period_start), str(row.period_end)) for row in office.owed()}
    assert spans["group_screening"] == ("2026-11-02", "2026-11-08")
    assert spans["village_screening"] == ("2026-11-01", "2026-11-15")
    assert spans["township_analysis"] == ("2026-11-01", "2026-11-30")
    assert spans["county_dispatch"] == ("2026-10-01", "2026-12-31")
    assert spans["prefecture_assessment"] == ("2026-01-01", "2026-12-31")


def test_due_dates_fall_on_working_days_after_the_period(office: Office) -> None:
    office.run("2026-09-21 08:00")
    due = {row.duty: (row.remind_on, row.due_on) for row in office.owed()}
    # The Friday before is a holiday; so are the first days of October.
    assert due["group_screening"] == (date(2026, 9, 24), date(2026, 9, 28))
    # The 10th is a Saturday on which the holidays are made up for.
    assert due["township_analysis"] == (date(2026, 10, 8), date(2026, 10, 10))
    assert all(CALENDAR.holds(day) for pair in due.values() for day in pair)


def test_running_again_changes_nothing_and_two_at_once_make_one_row_each(office: Office) -> None:
    with ThreadPoolExecutor(4) as pool:
        moment = office.at("2026-11-02 08:00")
        ran = list(pool.map(lambda _: generating.generate(office.records, moment), range(4)))
    assert sorted(one.added for one in ran) == [0, 0, 0, 29]
    assert office.run("2026-11-02 09:00") == generating.Generated(0, 0, 0, 0)
    assert len({(row.duty, row.area_code, row.period_unit, row.period_start) for row in office.owed()}) == 29


def test_a_pause_is_caught_up_with(office: Office) -> None:
    office.run("2026-11-02 08:00")
    office.run("2026-11-25 08:00")
    weeks = [str(row.period_start) for row in office.owed("group_screening")]
    assert weeks == ["2026-11-02", "2026-11-09", "2026-11-16", "2026-11-23"]
    assert len(office.owed("village_screening")) == 2
    assert len(office.owed("township_analysis", D)) == 1


def test_the_servers_clock_runs_it_once_an_hour_and_when_a_day_has_begun(office: Office) -> None:
    for when, expected in (("2026-11-08 23:59", 1), ("2026-11-09 00:01", 2), ("2026-11-09 00:02", 2)):
        office.at(when)
        generating.keep(office.records)
        assert len(office.owed("group_screening")) == expected


def test_an_area_owes_while_it_exists(office: Office) -> None:
    office.run("2026-11-02 08:00")
    with office.records.writing() as session:
        session.execute(update(Area).where(Area.code == D).values(valid_to=date(2026, 11, 10)))
        session.execute(update(Area).where(Area.code == V).values(valid_to=date(2026, 11, 10)))
        places = factories.areas_of(session)
        new = {"level": "township", "township_kind": "subdistrict", "valid_from": date(2026, 11, 10)}
        session.add(Area(code="530702009", name="新街道", parent=places[GUCHENG], **new))
    office.run("2026-11-10 08:00")
    # Its week was over while it existed; its month wasn't, and is owed by whoever is there when it ends.
    assert len(office.owed("group_screening", V)) == 1
    assert office.owed("township_analysis", D) == []
    assert [row.superseded for row in office.owed("township_analysis", D, all_of_them=True)] == [True]
    assert len(office.owed("township_analysis", "530702009")) == 1


def test_justice_units_take_turns_month_by_month(office: Office) -> None:
    office.run("2026-09-10 08:00")
    office.run("2026-12-10 08:00")
    assert [row.bearer for row in office.owed("justice_observation")] == ["J2", "J3", "J4", "J1"]


def test_in_wartime_the_marked_duties_are_daily_the_others_stay_and_observation_stops(office: Office) -> None:
    office.run("2026-11-02 08:00")
    office.at("2026-11-04 10:00")
    spell = office.begin("5307")
    daily = [row for row in office.owed() if row.wartime]
    # village group, village, 4 townships, 2 counties, 7 centres, and the prefecture's three.
    assert Counter(row.body_kind for row in daily) == {
        "village_group": 1, "village": 1, "township": 4, "county": 2, "centre": 7, "prefecture": 3,
    }  # fmt: skip
    assert {row.due_on for row in daily} == {date(2026, 11, 4)}
    regular = {row.duty for row in office.owed() if not row.wartime}
    assert regular == {"prefecture_assessment", "service_review", "service_dispatch", "service_inspection"}
    office.run("2026-11-06 08:00")
    assert [str(row.period_start) for row in office.owed("group_screening")] == [
        "2026-11-04",
        "2026-11-05",
        "2026-11-06",
    ]
    office.at("2026-11-06 12:00")
    office.end(spell)
    # The day on which it ends is a day of peace; what was weekly or monthly is owed again.
    assert [str(row.period_start) for row in office.owed("group_screening")] == [
        "2026-11-02",
        "2026-11-04",
        "2026-11-05",
    ]
    assert len(office.owed("justice_observation")) == 1
    assert len(office.owed("township_analysis", D)) == 3


def test_a_week_that_ends_in_wartime_is_not_owed_as_a_week(office: Office) -> None:
    office.run("2026-11-02 08:00")
    office.at("2026-11-07 10:00")
    spell = office.begin(D)
    office.run("2026-11-10 08:00")
    office.end(spell)
    weekly = [row for row in office.owed("centre_intelligence", D) if not row.wartime]
    assert [str(row.period_start) for row in weekly] == ["2026-11-09"]
    daily = [str(row.period_start)[-2:] for row in office.owed("centre_intelligence", D) if row.wartime]
    assert daily == ["07", "08", "09"]
    # Elsewhere nothing has changed.
    assert len(office.owed("centre_intelligence", "530702002")) == 2


def test_late_reports_are_taken_a_step_further_on_working_days(office: Office) -> None:
    office.run("2026-11-02 08:00")
    (week,) = office.owed("group_screening")
    for when, expected in (
        ("2026-11-09 23:00", {}),
        ("2026-11-10 00:30", {"overdue": date(2026, 11, 10)}),
        ("2026-11-13 08:00", {"overdue": date(2026, 11, 10), "superior": date(2026, 11, 12)}),
    ):
        office.run(when)
        assert office.escalations(week.id) == expected
    # After a pause the steps carry the days on which they were due, not the day of the run.
    office.run("2026-11-30 08:00")
    assert office.escalations(week.id)["supervision"] == date(2026, 11, 16)
    assert office.owed("group_screening")[0].escalated_on == date(2026, 11, 16)
    assert office.run("2026-11-30 09:00").escalated == 0


def test_a_returned_report_goes_no_further(office: Office) -> None:
    office.run("2026-11-02 08:00")
    office.at("2026-11-09 10:00")
    (week,) = office.owed("group_screening")
    office.give(week, TOWNSHIP, 0)
    office.run("2026-11-30 08:00")
    assert office.escalations(week.id) == {}


def test_a_duty_switched_off_is_not_asked_for_from_that_day_in_that_area(office: Office) -> None:
    office.run("2026-11-02 08:00")
    office.at("2026-11-20 10:00")
    wanted = {"duty": "township_analysis", "enabled": False}
    with office.records.writing(within=WHOLE) as session:
        switching.switch(session, office.areas, CALENDAR, area_code=GUCHENG, by=COUNTY, **wanted)
    assert [row.area_code for row in office.owed("township_analysis")] == ["530721100"]
    found = {one.duty: one for one in switching.as_set(office.records, office.areas, D, date(2026, 11, 20))}
    assert (found["township_analysis"].enabled, found["township_analysis"].said_by) == (False, GUCHENG)
    assert found["group_screening"].said_by is None
    # The nearest area decides; a second change on one day replaces the first.
    for area, enabled in ((D, True), (GUCHENG, True), (GUCHENG, False)):
        with office.records.writing(within=WHOLE) as session:
            more = {"duty": "township_analysis", "enabled": enabled}
            switching.switch(session, office.areas, CALENDAR, area_code=area, by=DESK, **more)
    assert [row.area_code for row in office.owed("township_analysis")] == [D, "530721100"]


def test_only_the_command_of_an_area_switches_duties_there(office: Office, records: Records) -> None:
    for by, area in ((TOWNSHIP, D), (COUNTY, "530721"), (COUNTY, "5307")):
        with records.writing(within=WHOLE) as session, pytest.raises(NotAllowed):
            switching.switch(
                session, office.areas, CALENDAR, duty="group_screening", area_code=area, enabled=False, by=by
            )
    with records.writing(within=WHOLE) as session, pytest.raises(Refused, match="no_duty"):
        switching.switch(session, office.areas, CALENDAR, duty="x", area_code=GUCHENG, enabled=False, by=COUNTY)
