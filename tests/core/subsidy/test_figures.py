"""The subsidies of the sixty cases counted by hand (ledger_of_sixty.py), in records and read model alike."""

import pytest

from core import parity
from core.definitions import definitions
from core.metrics import measure
from db.read_model.model import ReadModel
from db.session import WHOLE
from tests import scenario
from tests.core.mediation import sixty
from tests.core.mediation.conftest import Office
from tests.core.subsidy import ledger_of_sixty

OCTOBER, NOVEMBER, BOTH = "2026-10", "2026-11", "2026-10-01..2026-11-21"
HAND_COUNTED = {
    # A 10 × 100, B 7 × 50, C 4 × 250; one of B was refused, one of C waits.
    ("subsidised_cases", OCTOBER): 21,
    ("subsidy_amount", OCTOBER): 2_350,
    ("subsidy_per_case", OCTOBER): 2_350 / 21,
    ("subsidy_simple_share", OCTOBER): 100 * 17 / 21,
    ("subsidy_oral_share", OCTOBER): 100 * 7 / 21,
    ("subsidies_reversed", OCTOBER): 0,
    ("subsidies_waiting", OCTOBER): 1,
    # Twelve agreements in October.
    ("subsidised_share", OCTOBER): 175.0,
    ("subsidised_cases", NOVEMBER): -1,
    ("subsidy_amount", NOVEMBER): -100,
    ("subsidies_reversed", NOVEMBER): 1,
    ("subsidies_waiting", "2026-11-02..2026-11-04"): 2,
    ("subsidised_cases", BOTH): 20,
    ("subsidy_amount", BOTH): 2_250,
    ("subsidy_per_case", BOTH): 112.5,
    ("subsidy_simple_share", BOTH): 80.0,
    ("subsidy_oral_share", BOTH): 35.0,
}


def test_each_figure_is_what_was_counted_by_hand(paying: Office, model: ReadModel) -> None:
    with paying.records.writing(within=WHOLE) as session:
        sixty.plant(session, paying.desk)
        session.flush()
        ledger_of_sixty.plant(session, paying.desk)
    model.catch_up()
    assert {key for key, _ in HAND_COUNTED} == {key for key, one in definitions().items() if one.theme == "subsidy"}
    for (key, period), expected in HAND_COUNTED.items():
        found = measure(model, [key], scenario.scope(paying.records, period))["value"].iloc[0]
        assert found == pytest.approx(expected, abs=1e-9), (key, period)
    scope = scenario.scope(paying.records, OCTOBER)
    for dimension in ("room", "difficulty", "agreement_form", "settled_level", "room_kind", "county"):
        parts = measure(model, ["subsidised_cases", "subsidy_amount"], scope, by=(dimension,))
        assert parts.groupby("metric")["value"].sum().to_dict() == {"subsidised_cases": 21, "subsidy_amount": 2_350}
    elsewhere = measure(model, ["subsidised_cases"], scenario.scope(paying.records, OCTOBER, scenario.YULONG))
    assert elsewhere["value"].iloc[0] == 0
    assert parity.check(paying.records, model).differences == []
    model.rebuild()
    assert parity.check(paying.records, model).differences == []
