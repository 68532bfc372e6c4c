"""Rooms of the old town with their mediators, and a desk to work at."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from core import access, areas, working_days
from core.access import Person
from core.mediation.desk import Desk, Seen
from core.mediation.registering import Application, register
from db.models import MediationCase, MediationRoom, Mediator
from db.session import WHOLE, Records, Session
from tests import factories, scenario

APPLIED = date(2026, 9, 1)


@dataclass
class Office:
    """A database with two rooms in 大研 (D1, D2), one of the county (C1) and one in another county (H1)."""

    records: Records
    desk: Desk

    def matter(self, place: str | None = scenario.D, **columns: Any) -> str:
        with self.records.writing(within=WHOLE) as session:
            places, feed = factories.areas_of(session), session.query(factories.DataSource).first()
            found = factories.matter(session, feed, places.get(place or ""), [("reported", "2026-08-31")], **columns)
            return found.code

    def register(self, matter: str | None = None, on: date = APPLIED, **wanted: Any) -> int:
        application = Application(matter or self.matter(), **{"room_code": "D1"} | wanted)
        with self.records.writing(within=WHOLE) as session:
            return register(session, self.desk, application, on=on, by=access.operator()).id

    def act(self, do: Callable[..., MediationCase], case: int, by: Person | None = None, **told: Any) -> None:
        """One step by somebody who has just looked."""
        seen = told.pop("seen", None) or Seen(case, self.case(case).version)
        with self.records.writing(within=WHOLE) as session:
            do(session, self.desk, seen, by=by or access.operator(), **told)

    def case(self, case: int) -> MediationCase:
        with self.records.reading(within=WHOLE) as session:
            found = session.get_one(MediationCase, case)
            # Read while the session lasts.
            _ = [*found.events, *found.sessions, *(clock.pauses for clock in found.deadlines)]
            return found


def rooms(session: Session) -> None:
    places = factories.areas_of(session)
    since = {"valid_from": date(2020, 1, 1)}
    rows = (("D1", scenario.D), ("D2", scenario.D), ("C1", scenario.GUCHENG), ("H1", scenario.H))
    for code, place in rows:
        room = MediationRoom(code=code, name=f"调解室{code}", kind="workroom", area=places[place], **since)
        for number, kind in enumerate(("full_time", "part_time", "expert"), 1):
            session.add(Mediator(work_number=f"{code}-{number}", room=room, kind=kind, head=number == 1, **since))
    session.flush()


@pytest.fixture
def office(records: Records) -> Office:
    with records.writing(within=WHOLE) as session:
        factories.areas(session)
        factories.data_source(session)
        rooms(session)
    return Office(records, Desk(areas.load(records), working_days.published()))
