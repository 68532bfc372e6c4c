"""The court's published totals of Lijiang, as the mediation page shows them beside the room's own work."""

import pytest

from core.demo import load
from core.demo.places import demo_places
from core.metrics import measure
from db.read_model.model import ReadModel
from db.session import Records
from tests import scenario
from tests.core.demo.conftest import small_plan

pytestmark = pytest.mark.parametrize("records_url", ["sqlite"], indirect=True)


def test_january_to_april_2023_is_as_published(records: Records, model: ReadModel) -> None:
    places = [place for place in demo_places() if place.code.startswith("5307") and len(place.code) <= 6]
    load.create(records, small_plan(matters=50), places=places)
    model.catch_up()
    scope = scenario.scope(records, "2023-01-01..2023-04-30", "5307")
    keys = ["pre_litigation_mediations", "new_civil_cases", "pre_litigation_ratio"]
    told = measure(model, keys, scope, compare=("year",)).set_index("metric")
    assert (told["value"].iloc[0], round(told["change"].iloc[0], 1)) == (1958, 285.4)
    assert (told["value"].iloc[1], round(told["change"].iloc[1], 2)) == (3586, -28.75)
    assert told["value"].iloc[2] == pytest.approx(100 * 1958 / 3586)
