"""Closed months of the scenario's townships for tests of figures: small and large counts, known to the unit."""

import random
from datetime import date

from sqlalchemy.orm import Session

from db.models import Area, ServiceCell, ServiceMonth, ServiceReturn, ServiceSupply
from db.models.care import GROUPS, LINES
from tests import factories


def scatter(session: Session, chance: random.Random) -> None:
    """A year of closed months of 丽江, some returns missing, late or restated; one month in two versions."""
    places = factories.areas_of(session)
    townships = [place for place in places.values() if place.level == "township"]
    for number in range(13):
        month = date(2025 + (10 + number) // 12, (10 + number) % 12 + 1, 1)
        version = 2 if number == 5 else 1
        row = ServiceMonth(
            area=places["5307"], month=month, due_on=month.replace(day=8), status="closed", cube_version=version
        )
        session.add(row)
        session.flush()
        for township in townships:
            _returns(session, row, township, chance)
            for made in range(1, version + 1):
                _closed(session, row, township, made, chance)


def _returns(session: Session, month: ServiceMonth, township: Area, chance: random.Random) -> None:
    for revision in range(chance.choice((1, 1, 2))):
        came = chance.choice((None, month.month.replace(day=5), month.month.replace(day=9)))
        session.add(
            ServiceReturn(
                month=month, area=township, revision=revision, status="locked" if came else "expected",
                received_on=came, complete=chance.random() < 0.8,
            )
        )  # fmt: skip


def _closed(session: Session, month: ServiceMonth, township: Area, version: int, chance: random.Random) -> None:
    named = {"service_month_id": month.id, "cube_version": version, "area_id": township.id}
    for line in LINES:
        budget = chance.randrange(10, 90)
        held = {name: chance.randrange(30) for name in ("workers", "places", "shelters")}
        session.add(ServiceSupply(**named, service_line=line, **held, budget=budget, paid=budget // 2))
        for group in GROUPS[:6]:
            states = {name: 5 * chance.randrange(2, 12) for name in ("on_time", "satisfied")}
            small = {name: chance.choice((0, 0, 10, 15)) for name in ("late", "undone", "dissatisfied")}
            session.add(ServiceCell(**named, service_group=group, service_line=line, **states, **small))
    session.flush()
