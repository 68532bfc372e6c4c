"""The rooms of the mediation tests, with a tariff of 古城, and who claims and approves there."""

from datetime import date

import pytest

from core.access import Person
from core.subsidy import budget, tariff
from db.session import WHOLE
from tests import scenario
from tests.core.mediation import conftest as mediation
from tests.core.mediation.conftest import Office

office = mediation.office
MAKER = Person(None, "maker", "大研街道", "township_centre", scenario.D)
COUNTY = Person(None, "county", "古城区", "county_office", scenario.GUCHENG)
FIRST, SECOND = date(2026, 1, 1), date(2026, 9, 15)
TOWNSHIP = {("simple", "oral"): 50_00, ("simple", "written"): 100_00, ("ordinary", "written"): 200_00}


def amounts(**changed: int) -> dict[tariff.Kind, int]:
    """What a township's room is paid, in fen; `changed` by "difficulty_form"."""
    told = TOWNSHIP | {tuple(name.split("_")): fen for name, fen in changed.items()}
    return {("township", *kind): fen for kind, fen in told.items()}


@pytest.fixture
def paying(office: Office) -> Office:
    """An ordinary written agreement is worth 200 yuan, from 15 September on 250; 3,000 yuan for the year."""
    with office.records.writing(within=WHOLE) as session:
        place = {"area_code": scenario.GUCHENG, "by": COUNTY}
        tariff.put(session, office.desk, valid_from=FIRST, amounts=amounts(), **place)
        tariff.put(session, office.desk, valid_from=SECOND, amounts=amounts(ordinary_written=250_00), **place)
        budget.put(session, office.desk, year=2026, amount_fen=3_000_00, version=None, **place)
    return office
