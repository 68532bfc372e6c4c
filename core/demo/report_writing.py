"""Writing the demo's reports: what was owed and returned, the county's wartime mode, and what runs now."""

from datetime import UTC, datetime, timedelta

import numpy as np

from core import clock, working_days
from core.cadence import generating
from core.demo import reports
from core.demo.places import Places
from core.demo.plan import Plan
from core.demo.reports import Batch
from db.models import CadenceState, DutyEscalation, OperatingMode, ReportDuty, ReportReturn
from db.queries import bulk, demo
from db.session import Session

HOUR = timedelta(hours=16)


def put(session: Session, places: Places, area_ids: np.ndarray, plan: Plan) -> int:
    """Half a year of reports; returns how many. Nothing where an office has begun already."""
    if session.get(CadenceState, 1) is not None:
        return 0
    codes, written = np.array([place.code for place in places.all], dtype=object), 0
    for batch in reports.batches(places, plan):
        written += _put(session, batch, area_ids, codes)
    if reports.DRILL in places.at:
        _drill(session, plan)
    session.add(
        CadenceState(id=1, begun_on=reports.start(plan), done_until=plan.today, ran_at=clock.start_of(plan.today))
    )
    session.flush()
    return written + generating.settle(session, working_days.published(), min(plan.now, clock.now())).added


def _put(session: Session, batch: Batch, area_ids: np.ndarray, codes: np.ndarray) -> int:
    size = len(batch.place)
    if not size:
        return 0
    first = bulk.reserve_ids(session, ReportDuty, size)
    ids, given = np.arange(first, first + size), ~np.isnat(batch.returned_on)
    passed = np.where(batch.steps["supervision"], np.datetime64(batch.step_days["supervision"], "D"), reports.NEVER)
    found, settled, referred = (_or_none(row) for row in batch.numbers)
    bulk.insert_columns(
        session,
        ReportDuty,
        {
            "id": ids,
            "duty": batch.duty.key,
            "body_kind": batch.duty.body,
            "area_id": area_ids[batch.place],
            "area_code": codes[batch.place],
            "period_unit": batch.unit,
            "period_start": np.full(size, np.datetime64(batch.span.start, "D")),
            "period_end": np.full(size, np.datetime64(batch.span.end, "D")),
            "wartime": batch.unit != batch.duty.period,
            "remind_on": np.full(size, np.datetime64(batch.remind_on, "D")),
            "due_on": np.full(size, np.datetime64(batch.due_on, "D")),
            "superseded": False,
            "returned_on": batch.returned_on,
            "found": found,
            "settled": settled,
            "referred": referred,
            "escalated_on": passed,
            "version": 1,
        },
    )
    if given.any():
        _returns(session, batch, ids, given)
    _escalations(session, batch, ids)
    return size


def _returns(session: Session, batch: Batch, ids: np.ndarray, given: np.ndarray) -> None:
    at = batch.returned_on[given].astype("datetime64[s]") + np.timedelta64(8 * 3600, "s")
    found, settled, referred = (row[given] for row in batch.numbers)
    columns = {
        "report_duty_id": ids[given],
        "revision": 0,
        "returned_at": at,
        "returned_by": demo.KEY,
        "found": found,
        "settled": settled,
        "referred": referred,
    }
    bulk.insert_columns(session, ReportReturn, columns)


def _escalations(session: Session, batch: Batch, ids: np.ndarray) -> None:
    for step, taken in batch.steps.items():
        if taken.any():
            day = batch.step_days[step]
            noted = np.full(int(taken.sum()), np.datetime64(_utc(clock.start_of(day)), "s"))
            columns = {"report_duty_id": ids[taken], "step": step, "noted_at": noted}
            columns["happened_on"] = np.full(len(noted), np.datetime64(day, "D"))
            bulk.insert_columns(session, DutyEscalation, columns)


def _drill(session: Session, plan: Plan) -> None:
    first, ended = reports.drill(plan)
    spell = {"begins_at": clock.start_of(first) + timedelta(hours=8), "ends_at": clock.start_of(ended) + HOUR}
    session.add(OperatingMode(area_code=reports.DRILL, reason="drill", begun_by="gucheng", ended_by="gucheng", **spell))


def _utc(instant: datetime) -> datetime:
    return instant.astimezone(UTC).replace(tzinfo=None)


def _or_none(numbers: np.ndarray) -> np.ndarray:
    found = numbers.astype(object)
    found[numbers < 0] = None
    return found
