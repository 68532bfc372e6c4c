"""Every figure of reports, counted by hand over one month of the old town, and for both engines."""

import random
from datetime import date

import pytest

from core import cases, parity, words
from core.metrics import measure
from core.scope import Scope
from db.queries import parity as sums
from db.read_model.model import ReadModel
from db.session import WHOLE, Records
from tests import reports, scenario
from tests.core.cadence.conftest import COUNTY, TOWNSHIP, Office, person

D, S = "530702001", "530702002"
SHUHE = person("township_centre", S)


def figures(model: ReadModel, scope: Scope, *keys: str) -> dict[str, tuple[float, float]]:
    model.catch_up()
    rows = measure(model, keys, scope).to_dict("records")
    return {row["metric"]: (row["value"], row["denominator"]) for row in rows}


def test_every_figure_counted_by_hand(office: Office, model: ReadModel) -> None:
    """Weeks from 2 November, due on Mondays: of 大研 and 束河 (centres), 新华 (groups), as seen on 24 November.

    Due by the 24th: the weeks of 2, 9 and 16 November (due 9, 16, 23) and the half-month of 1 November (due 17).
             centre D        centre S       groups V         half-month V
     9 Nov   on the day, 5   never          on the day, 0
    16 Nov   18 Nov late, 0  on time, 2     never
    23 Nov   on time, 1      never          on time, 4
    17 Nov                                                   on time, found 7
    """
    office.run("2026-11-02 08:00")
    given = (
        ("2026-11-09 12:00", "centre_intelligence", D, TOWNSHIP, 0, 5),
        ("2026-11-09 12:00", "group_screening", "530702001001", TOWNSHIP, 0, 0),
        ("2026-11-16 12:00", "centre_intelligence", S, SHUHE, 1, 2),
        ("2026-11-17 12:00", "village_screening", "530702001001", TOWNSHIP, 0, 7),
        ("2026-11-18 12:00", "centre_intelligence", D, TOWNSHIP, 1, 0),
        ("2026-11-23 12:00", "centre_intelligence", D, TOWNSHIP, 2, 1),
        ("2026-11-23 12:00", "group_screening", "530702001001", TOWNSHIP, 2, 4),
    )
    for when, duty, area, by, number, found in given:
        office.run(when)
        office.give(office.owed(duty, area)[number], by, found)
    office.run("2026-11-24 08:00")
    scope = scenario.scope(office.records, "2026-11", D, S, today=date(2026, 11, 24))
    found = figures(
        model, scope, "reports_expected", "reports_received", "reports_on_time", "reports_late", "reports_missing",
        "zero_reports", "report_on_time_rate", "report_completeness_rate", "zero_report_rate", "reports_overdue",
        "reports_escalated", "screened_problems",
    )  # fmt: skip
    counts = {key: value for key, (value, under) in found.items() if under != under}
    assert counts == {
        "reports_expected": 10, "reports_received": 7, "reports_on_time": 6, "reports_late": 1, "reports_missing": 3,
        "zero_reports": 2, "reports_overdue": 3, "reports_escalated": 2, "screened_problems": 7,
    }  # fmt: skip
    assert found["report_on_time_rate"] == (60.0, 10)
    assert found["report_completeness_rate"] == (70.0, 10)
    assert found["zero_report_rate"] == (pytest.approx(100 * 2 / 7), 7)
    assert counts["reports_expected"] == sum(counts[f"reports_{part}"] for part in ("on_time", "late", "missing"))
    # A day before, what was due on the 23rd was not yet missing.
    earlier = scenario.scope(office.records, "2026-11", D, S, today=date(2026, 11, 23))
    assert figures(model, earlier, "reports_missing")["reports_missing"][0] == 2
    # And whether it comes in time wasn't decided, so it lowers no rate: 6 of 9.
    assert figures(model, earlier, "report_on_time_rate")["report_on_time_rate"] == (pytest.approx(200 / 3), 9)


def test_before_the_first_report_was_asked_for_nothing_is_known(office: Office, model: ReadModel) -> None:
    office.run("2026-11-02 08:00")
    model.catch_up()
    scope = scenario.scope(office.records, "2025-11", today=date(2026, 11, 24))
    (row,) = measure(model, ["reports_expected"], scope).to_dict("records")
    assert row["reason"] == "period_before_records"


def test_the_copy_is_faithful_and_follows_each_step(office: Office, model: ReadModel) -> None:
    with office.records.writing(within=WHOLE) as session:
        reports.scatter(session, random.Random(3))
    office.run("2026-11-02 08:00")
    office.begin("530702", COUNTY)
    model.catch_up()
    office.give(office.owed("township_analysis", D)[-1], TOWNSHIP, 3)
    verdict = parity.check(office.records, model)
    assert verdict.differences == []
    assert any("centre_intelligence" in group for group in _groups(office.records, model))


def _groups(records: Records, model: ReadModel) -> set[str]:
    return {group for side in sums.compare(records, model) if side.fact == "fact_report" for group in side.records}


def test_behind_a_number_stand_the_reports_that_were_counted(office: Office, model: ReadModel) -> None:
    office.run("2026-11-02 08:00")
    office.run("2026-11-10 08:00")
    model.catch_up()
    scope = scenario.scope(office.records, "2026-11", D, today=date(2026, 11, 10))
    known = words.load(office.records, office.areas)
    page = cases.page(office.records, model, "reports_missing", scope, "numerator", words=known, by=COUNTY)
    rows = page.frame.to_dict("records")
    assert [(row["duty"], row["area"], row["period"], str(row["due_on"])) for row in rows] == [
        ("村民小组周排查", "古城区 大研街道 新华社区", "2026年11月2–8日", "2026-11-09"),
        ("中心周情报信息研判", "古城区 大研街道", "2026年11月2–8日", "2026-11-09"),
    ]
    assert cases.size(model, "reports_expected", scope).rows == 2
