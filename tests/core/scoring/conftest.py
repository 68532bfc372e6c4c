"""A supervision office over the scenario: two people who score, a county, a township, and a small scheme."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest

from core import areas, working_days
from core.access import Person
from core.areas import AreaTree
from core.scoring import runs, schemes
from core.scoring.office import Seen
from core.working_days import WorkingDays
from db.models.scoring import ScoringRun
from db.read_model.model import ReadModel
from db.session import WHOLE, Records
from tests import scenario
from tests.core.scoring.test_gathering import AUTUMN, TEXT

MARKED = (
    TEXT.replace("points = 40", "points = 30")
    + """
[[item]]
key = "visit"
title = "现场观摩"
section = "二"
points = 10
evidence = "mark"
rule = { kind = "mark" }
source = "督导办"
text = "说明"
"""
)
MAKER = Person(None, "dudao", "督导办", "supervision_office", "5307")
OTHER = Person(None, "fuhe", "复核岗", "supervision_office", "5307")
COUNTY = Person(None, "gucheng", "古城", "county_office", scenario.GUCHENG)
TOWNSHIP = Person(None, "shuhe", "束河", "township_centre", scenario.S)
LEADER = Person(None, "lijiang", "领导", "leader", "5307")


@dataclass
class Supervision:
    """The office at work."""

    records: Records
    model: ReadModel
    areas: AreaTree
    calendar: WorkingDays

    def write(self, act: Callable[..., Any], *given: Any, **named: Any) -> Any:
        with self.records.writing(within=WHOLE) as session:
            return act(session, self.areas, *given, **named)

    def load(self, text: str = MARKED) -> int:
        return self.write(schemes.load, text=text, by=MAKER).id

    def draft(self, scheme: int, by: Person = MAKER) -> ScoringRun:
        computed = runs.compute(self.records, self.model, scheme, AUTUMN, by)
        return self.write(runs.keep, computed, by=by)

    def publish(self, scheme: int) -> ScoringRun:
        made = self.draft(scheme)
        self.write(runs.submit, seen(made), by=MAKER)
        with self.records.writing() as session:
            kept = session.get_one(ScoringRun, made.id)
            return runs.publish(session, self.areas, self.calendar, seen(kept), by=OTHER)

    def run(self, key: int) -> ScoringRun:
        with self.records.reading() as session:
            return session.get_one(ScoringRun, key)


def seen(found: Any) -> Seen:
    return Seen(found.id, found.version)


def worth(text: str) -> Decimal:
    return Decimal(text)


@pytest.fixture
def supervision(records: Records, model: ReadModel) -> Supervision:
    with records.writing(within=WHOLE) as session:
        scenario.plant(session)
    model.catch_up()
    return Supervision(records, model, areas.load(records), working_days.published())
