"""Every metric of the services office against a month that is counted by hand."""

from datetime import date

import pytest

from core import definitions
from core.metrics import measure
from db.models import ServiceCell, ServiceMonth, ServiceReturn, ServiceSupply
from db.read_model.model import ReadModel
from db.session import Records
from tests import factories, scenario

# What was protected at the close of October 2026, by township: on time, late, undone, satisfied, dissatisfied.
CELLS = {"530702001": (60, 15, 5, 40, 10), "530702002": (35, 0, 10, 20, 5), "530721100": (0, 0, 0, 0, 0)}
# When the return came, whether it was whole, and whether it replaces another.
RETURNS = {"530702001": [(5, True), (12, True)], "530702002": [(9, False)], "530721100": [(None, False)]}
EXPECTED: dict[str, tuple[float, float | None, float | None]] = {
    # 60 + 35 + 15 + 5 + 10
    "services_due": (125, 125, None),
    "services_on_time": (95, 95, None),
    "services_late": (15, 15, None),
    "services_undone": (15, 15, None),
    "service_on_time_rate": (76, 95, 125),
    "service_delivery_rate": (88, 110, 125),
    "service_satisfaction_rate": (80, 60, 75),
    # 4 and 3 on one line, 2 on another
    "service_workers": (9, 9, None),
    "service_places": (30, 30, None),
    "service_shelters": (1, 1, None),
    "service_budget": (90, 90, None),
    "service_paid": (45, 45, None),
    "service_budget_execution": (50, 45, 90),
    "service_reports_expected": (3, 3, None),
    "service_reports_received": (2, 2, None),
    # What was locked when the month was closed.
    "service_reports_counted": (2, 2, None),
    "service_report_rate": (200 / 3, 2, 3),
    # Due on the 8th: 大研's first came on the 5th, 束河's on the 9th.
    "service_report_on_time_rate": (100 / 3, 1, 3),
    "service_report_complete_rate": (100 / 3, 1, 3),
    "service_reports_restated": (1, 1, None),
}


@pytest.fixture
def october(records: Records, model: ReadModel) -> ReadModel:
    with records.writing() as session:
        places = factories.areas(session)
        month = ServiceMonth(
            area=places["5307"], month=date(2026, 10, 1), due_on=date(2026, 11, 8), status="closed", cube_version=1
        )
        session.add(month)
        session.flush()
        for code, cell in CELLS.items():
            names = dict(zip(("on_time", "late", "undone", "satisfied", "dissatisfied"), cell, strict=True))
            kept = {"service_month_id": month.id, "cube_version": 1, "area_id": places[code].id}
            session.add(ServiceCell(**kept, service_group="orphans", service_line="care", **names))
            for revision, (day, whole) in enumerate(RETURNS[code]):
                came = day and date(2026, 11, day)
                status = "locked" if came else "expected"
                told = {"revision": revision, "status": status, "received_on": came, "complete": whole}
                session.add(ServiceReturn(month=month, area=places[code], **told))
        supplies = (("530702001", "care", 4, 20, 1, 40, 25), ("530702001", "living", 2, 0, 0, 30, 10))
        for code, line, workers, beds, shelters, budget, paid in (*supplies, ("530702002", "care", 3, 10, 0, 20, 10)):
            kept = {"service_month_id": month.id, "cube_version": 1, "area_id": places[code].id, "service_line": line}
            held = {"workers": workers, "places": beds, "shelters": shelters, "budget": budget, "paid": paid}
            session.add(ServiceSupply(**kept, **held))
    model.catch_up()
    return model


def test_every_metric_of_services_is_counted_here() -> None:
    assert {key for key, found in definitions.definitions().items() if found.theme == "services"} == set(EXPECTED)


def test_october_is_as_counted_by_hand(october: ReadModel, records: Records) -> None:
    found = measure(october, list(EXPECTED), scenario.scope(records, "2026-10")).set_index("metric")
    for metric, (value, numerator, denominator) in EXPECTED.items():
        row = found.loc[metric]
        assert row["value"] == pytest.approx(value), metric
        assert row["numerator"] == numerator, metric
        none = float("nan") if denominator is None else denominator
        assert row["denominator"] == pytest.approx(none, nan_ok=True), metric
