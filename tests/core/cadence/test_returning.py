"""Returning reports: whose they are, what is refused, and what is kept of a correction."""

from datetime import date

import pytest
from sqlalchemy import select

from core.cadence import returning
from core.cadence.refusal import NotAllowed, Refused
from core.cadence.returning import Seen
from db.models import ReportReturn
from db.session import WHOLE
from tests.core.cadence.conftest import COUNTY, DESK, TOWNSHIP, Office, person

D, V, GUCHENG = "530702001", "530702001001", "530702"


def test_a_report_counts_from_its_first_day_and_a_correction_stands_beside_it(office: Office) -> None:
    office.run("2026-11-02 08:00")
    office.at("2026-11-09 10:00")
    (week,) = office.owed("group_screening")
    office.give(week, TOWNSHIP, 3, 2, 1)
    office.at("2026-11-12 10:00")
    office.give(office.owed("group_screening")[0], TOWNSHIP, 4, 2, 1)
    (row,) = office.owed("group_screening")
    assert (row.returned_on, row.found, row.settled, row.referred) == (date(2026, 11, 9), 4, 2, 1)
    with office.records.reading(within=WHOLE) as session:
        kept = session.scalars(select(ReportReturn).order_by(ReportReturn.revision)).all()
    assert [(one.revision, one.found, one.returned_by) for one in kept] == [(0, 3, "dayan"), (1, 4, "dayan")]


def test_nothing_to_report_is_a_report_for_all_that_were_chosen(office: Office) -> None:
    office.run("2026-11-02 08:00")
    mine = [row for row in office.owed() if returning.may(office.areas, row.duty, row.area_code, TOWNSHIP)]
    assert sorted(row.duty for row in mine) == [
        "centre_intelligence", "group_screening", "township_analysis", "village_screening",
    ]  # fmt: skip
    with office.records.writing(within=(D,)) as session:
        seen = [Seen(row.id, row.version) for row in mine]
        assert returning.give_zero(session, office.areas, seen, by=TOWNSHIP) == 4
    assert {row.found for row in office.owed() if row.returned_on} == {0}
    with office.records.writing(within=(D,)) as session, pytest.raises(Refused, match="nothing_chosen"):
        returning.give_zero(session, office.areas, [], by=TOWNSHIP)


def test_only_the_office_that_owes_it_reports(office: Office) -> None:
    office.run("2026-11-02 08:00")
    for duty, area, by in (
        ("township_analysis", D, COUNTY),
        ("township_analysis", "530702002", TOWNSHIP),
        ("county_dispatch", GUCHENG, DESK),
        ("county_dispatch", GUCHENG, person("leader", GUCHENG)),
        ("group_screening", V, person("township_centre", "530702002")),
        ("service_review", "5307", DESK),
    ):
        (row,) = office.owed(duty, area)
        with office.records.writing(within=WHOLE) as session, pytest.raises(NotAllowed):
            returning.give(session, office.areas, Seen(row.id, row.version), numbers=returning.ZERO, by=by)


def test_numbers_that_cannot_be_are_refused(office: Office) -> None:
    office.run("2026-11-02 08:00")
    for numbers, reason in (((-1,), "bad_number"), ((10_000,), "bad_number"), ((3, 2, 2), "more_than_found")):
        with pytest.raises(Refused, match=reason):
            office.give(office.owed("group_screening")[0], TOWNSHIP, *numbers)


def test_nobody_acts_on_what_has_changed_or_is_not_asked_for(office: Office) -> None:
    office.run("2026-11-02 08:00")
    (row,) = office.owed("township_analysis", D)
    office.give(row, TOWNSHIP, 1)
    with pytest.raises(Refused, match="changed_meanwhile"):
        office.give(row, TOWNSHIP, 2)
    with pytest.raises(Refused, match="no_report"):
        office.give(row, TOWNSHIP, seen=Seen(999, 1))
    (week,) = office.owed("centre_intelligence", D)
    office.begin(D)
    week = next(one for one in office.owed("centre_intelligence", D, all_of_them=True) if one.id == week.id)
    with pytest.raises(Refused, match="not_asked"):
        office.give(week, TOWNSHIP, 1)
