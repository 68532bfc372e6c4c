"""The demo's alarm rules: the usual ones, in each prefecture; what rings is found as in service."""

from datetime import timedelta

from core import clock
from core.alarms import rules
from core.demo.places import Places
from db.models import AlarmRule
from db.queries import alarms, demo
from db.session import Session

EVER = timedelta(days=30)


def put(session: Session, places: Places) -> None:
    """Nothing where rules have been set already."""
    there = {row.area_code for row in alarms.rules(session)}
    for position in places.level("prefecture"):
        code = places.all[position].code
        if code not in there:
            since = clock.now() - EVER
            told = (rules.columns(rule) for rule in rules.usual(code))
            session.add_all([AlarmRule(**columns, changed_by=demo.KEY, changed_at=since) for columns in told])
    session.flush()
