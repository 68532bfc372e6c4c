"""The supervision office of 丽江, that of 古城, and the bodies below them."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest

from core import areas, clock, working_days
from core.access import Person
from core.accountability import drafting
from core.accountability.drafting import Wanted
from core.accountability.office import Office, Seen
from db.models import AccountabilityAction
from db.session import Records
from tests import factories, scenario

MAKER = Person(None, "dudao", "丽江市督导考评办公室", "supervision_office", "5307")
SECOND = Person(None, "dudao2", "丽江市督导考评办公室", "supervision_office", "5307")
COUNTY = Person(None, "gucheng", "古城区综治中心", "county_office", "530702")
COUNTY2 = Person(None, "gucheng2", "古城区综治中心", "county_office", "530702")
BODY = Person(None, "dayan", "大研街道综治中心", "township_centre", scenario.D)
NOTICE = {"facts": "9月以来化解质效持续偏低。", "demands": "请于期限内整改并答复。", "answer_days": 5}


@dataclass
class Desk:
    """A prepared office in a database of its own."""

    records: Records
    office: Office

    def draft(self, kind: str = "reminder", by: Person = MAKER, **told: Any) -> int:
        with self.records.writing(within=(by.area_code or "",)) as session:
            return drafting.draft(session, self.office, wanted(kind, **told), by=by).id

    def act(self, do: Callable[..., Any], of: int, by: Person, seen: Seen | None = None, **told: Any) -> None:
        """One step by somebody who has just looked."""
        seen = seen or Seen(of, self.read(of).version)
        office = {} if do.__name__ in ("receive", "answer") else {"office": self.office}
        with self.records.writing(within=(by.area_code or "",)) as session:
            do(session, seen=seen, by=by, **office, **told)

    def read(self, of: int) -> AccountabilityAction:
        with self.records.reading(within=("0",)) as session:
            found = session.get_one(AccountabilityAction, of)
            _ = [*found.events, found.notice, found.area, found.issuer]
            return found


def wanted(kind: str = "reminder", **told: Any) -> Wanted:
    plain = {
        "area_code": scenario.D,
        "basis": "duty_not_done",
        "reference": "《健全落实领导责任制实施细则》第二十条",
        "starts_on": clock.today(),
        "lift_condition": "expiry",
    }
    heavy = {"effect": "deduction", "effect_points": Decimal(5)} if kind == "yellow_card" else {}
    letter = NOTICE if kind in ("risk_letter", "supervision_notice") else {}
    return Wanted(kind, **plain | heavy | letter | told)


@pytest.fixture
def desk(records: Records) -> Desk:
    with records.writing() as session:
        places = factories.areas(session)
        factories.member_unit(session, "U1", area=places[scenario.GUCHENG])
    return Desk(records, Office(areas.load(records), working_days.published()))
