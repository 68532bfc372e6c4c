"""Keeping what is owed up to date: rows for every body and period once, whoever runs it, however long nobody did."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core import clock, working_days
from core.cadence import escalating, modes
from core.cadence.duties import duties
from core.cadence.owing import Office, owed
from core.working_days import WorkingDays
from db.queries import cadence
from db.session import WHOLE, Records, Session

EVERY = timedelta(hours=1)
LONGEST = 400
"""Days: a pause longer than this is not caught up with, because nobody can report on it any more."""


@dataclass(frozen=True)
class Generated:
    """How many reports were added, stopped or resumed being asked for, and taken a step further for being late."""

    added: int
    superseded: int
    resumed: int
    escalated: int


def keep(records: Records) -> None:
    """For the server's clock: generates when a day has begun, and hourly for what changed in between."""
    with records.reading() as session:
        state = cadence.ran(session)
    now = clock.now()
    if state is None or state.done_until < clock.local_day(now) or now - state.ran_at >= EVERY:
        generate(records, now)


def generate(records: Records, now: datetime | None = None) -> Generated:
    """Brings everything up to an instant: now, unless said. Running it again changes nothing."""
    calendar = working_days.of_office(records)
    with records.writing(within=WHOLE) as session:
        return settle(session, calendar, now or clock.now())


def settle(session: Session, calendar: WorkingDays, now: datetime) -> Generated:
    """The same within a transaction that has changed what decides: a mode or a setting."""
    today = clock.local_day(now)
    state = cadence.state(session, today, now)
    since = max(min(state.done_until, today), today - timedelta(days=LONGEST))
    office = _office(session, calendar, now)
    added, superseded, resumed = _bring(session, office, since)
    escalated = escalating.escalate(session, calendar, today, now)
    state.done_until, state.ran_at = max(state.done_until, today), now
    return Generated(added, superseded, resumed, escalated)


def _office(session: Session, calendar: WorkingDays, now: datetime) -> Office:
    places = {place.id: place for place in cadence.places(session)}
    units = {one.key: cadence.units(session, one.turn) for one in duties() if one.turn}
    settings = cadence.settings(session)
    return Office(places, modes.read(session), settings, units, calendar, clock.local_day(now), now)


def _bring(session: Session, office: Office, since: date) -> tuple[int, int, int]:
    wanted, there = dict(owed(office, since)), cadence.present(session, since)
    missing = [row for key, row in wanted.items() if key not in there]
    cadence.add(session, missing)
    open_ = {key: row for key, row in there.items() if not row.returned}
    stopped = [row.id for key, row in open_.items() if key not in wanted and not row.superseded]
    resumed = [row.id for key, row in open_.items() if key in wanted and row.superseded]
    cadence.supersede(session, stopped, True)
    cadence.supersede(session, resumed, False)
    return len(missing), len(stopped), len(resumed)
