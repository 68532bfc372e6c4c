"""Reports owed and returned of every kind, written straight into the table."""

import random
from datetime import date, timedelta

from sqlalchemy.orm import Session

from core import working_days
from core.cadence.duties import duties
from core.cadence.owing import due
from core.periods import Span, unit_end, unit_start
from db.models import ReportDuty
from tests import factories

FIRST = date(2025, 10, 6)


def scatter(session: Session, chance: random.Random) -> None:
    """For each duty and place of its levels some periods: not returned, on time, late, zero, superseded, passed on."""
    calendar = working_days.published()
    for duty in duties():
        for place in factories.areas_of(session).values():
            if place.level not in duty.levels:
                continue
            starts = {unit_start(FIRST + timedelta(chance.randrange(420)), duty.period) for _ in range(6)}
            for start in sorted(starts):
                span = Span(start, unit_end(start, duty.period), duty.period)
                remind_on, due_on = due(duty, duty.period, span, calendar)
                returned = chance.choice((None, due_on, due_on + timedelta(chance.randrange(9))))
                session.add(
                    ReportDuty(
                        duty=duty.key,
                        body_kind=duty.body,
                        area_id=place.id,
                        area_code=place.code,
                        period_unit=duty.period,
                        period_start=span.start,
                        period_end=span.end,
                        wartime=chance.random() < 0.1,
                        remind_on=remind_on,
                        due_on=due_on,
                        superseded=returned is None and chance.random() < 0.2,
                        returned_on=returned,
                        found=returned and chance.choice((0, 0, 3, 5)),
                        settled=returned and 0,
                        referred=returned and 0,
                        escalated_on=chance.choice((None, due_on + timedelta(7))),
                    )
                )
    session.flush()
