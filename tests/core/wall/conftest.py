"""A programme of a prefecture, and the people who keep it."""

from dataclasses import dataclass

import pytest

from core.access import Person
from core.areas import AreaTree, load
from core.wall import editing, pairing
from db.session import Records
from tests import factories

DESK = Person(None, "zhihui", "x", "command_desk", "5307")
ELSEWHERE = Person(None, "other", "x", "command_desk", "530721")
SYSTEM = Person(None, "xitong", "x", "system_manager", None)
OFFICER = Person(None, "gucheng", "x", "county_office", "530702")
SEAT = {"height_cm": 150, "distance_cm": 600}


@dataclass(frozen=True)
class Hall:
    """The records with their areas and one programme of the prefecture."""

    records: Records
    areas: AreaTree
    programme_id: int

    def approve(self, code: str, by: Person = DESK, **more: object) -> int:
        wanted = {"name": "大厅主屏", "programme_id": self.programme_id} | SEAT | more
        with self.records.writing() as session:
            return pairing.approve(session, self.areas, code=code, by=by, **wanted).id  # type: ignore[arg-type]

    def paired(self, kind: str = "screen", **more: object) -> tuple[int, str]:
        """A device and its token."""
        made = pairing.begin(self.records, kind, "10.1.2.3")
        assert made is not None
        device_id = self.approve(made[0], **more)
        state, token = pairing.claim(self.records, made[1])
        assert state == "paired"
        assert token is not None
        return device_id, token


@pytest.fixture
def hall(records: Records) -> Hall:
    with records.writing() as session:
        factories.areas(session)
    areas = load(records)
    with records.writing() as session:
        return Hall(records, areas, editing.create(session, areas, name="主屏", area_code="5307", by=DESK))
