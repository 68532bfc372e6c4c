"""Putting the demo data into the records as a whole, and taking it out again: one transaction each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from core import access, audit
from core.demo import accounts as demo_accounts
from core.demo import alarm_rules, bodies, care, published_acts, report_writing, walls
from core.demo.accountability import ActWriter
from core.demo.mediation_writing import MediationWriter
from core.demo.places import Place, demo_places
from core.demo.plan import Plan
from core.demo.world import World
from core.demo.writing import Writer
from db.models import (
    Account,
    DutyEscalation,
    ReportDuty,
    ReportReturn,
)
from db.queries import accounts, demo
from db.queries.unlogged import unlogged
from db.session import WHOLE, Records, Session

Progress = Callable[[str, int, int], None]
"""Called with the step (a key of text/demo.toml), how much of it is done, and how much there is."""


class OtherMatters(Exception):
    """The records hold matters from other sources, among which generated ones have no place."""

    def __init__(self, count: int) -> None:
        self.count = count
        super().__init__(f"{count} matters from other sources")


@dataclass(frozen=True)
class Outcome:
    """What a run did: `changed` is False where demo data of `plan` was there already; rows written by table."""

    changed: bool
    plan: str
    same: bool
    rows: dict[str, int]


def create(
    records: Records,
    plan: Plan,
    progress: Progress = lambda step, done, total: None,
    *,
    replace: bool = False,
    places: Sequence[Place] | None = None,
    secret: bytes | None = None,
) -> Outcome:
    """Generates the plan's data. Demo data that is there stays as it is unless `replace`.

    `secret` is that of the installation's protected cubes, so that the demo's months can be closed anew there.
    Raises OtherMatters where matters of other sources are there and `replace` isn't given.
    """
    with records.writing(within=WHOLE) as session:
        present = demo.batch(session)
        if present is not None and not replace:
            return Outcome(False, present.file_name, present.file_hash == plan.fingerprint(), {})
        if (others := demo.other_matters(session)) and not replace:
            raise OtherMatters(others)
        if present is not None:
            progress("removing", 0, 1)
            demo.remove(session)
            progress("removing", 1, 1)
        rows = _write(session, World(plan, places or demo_places()), secret, progress)
        _audit(session, "create_demo_data", plan.describe())
        progress("saving", 0, 1)
    progress("saving", 1, 1)
    return Outcome(True, plan.describe(), True, rows)


def remove(records: Records) -> dict[str, int] | None:
    """Deletes the demo data and counts its matters and areas; None where there is none."""
    with records.writing(within=WHOLE) as session:
        if demo.batch(session) is None:
            return None
        counts = demo.remove(session)
        _audit(session, "remove_demo_data", str(counts))
    return counts


def open_accounts(records: Records) -> list[Account]:
    """Makes the demo accounts that are missing and returns all that may sign in."""
    with records.writing(within=WHOLE) as session:
        demo_accounts.create(session)
        walls.create(session)
        return list(accounts.demo(session))


def _write(session: Session, world: World, secret: bytes | None, progress: Progress) -> dict[str, int]:
    progress("places", 0, 5)
    area_ids = bodies.plant_areas(session, world.places)
    source = bodies.open_source(session, world.plan)
    unit_ids = bodies.put_units(session, world.units, area_ids, world.plan)
    progress("places", 1, 5)
    rows = {"area": len(area_ids), "member_unit": len(unit_ids)}
    rows["centre"] = bodies.put_centres(session, world.places, area_ids)
    progress("places", 2, 5)
    rows["grid"] = bodies.put_grids(session, world.places, area_ids)
    progress("places", 3, 5)
    room_ids = bodies.put_rooms(session, world.places, area_ids)
    rows["mediation_room"] = len(room_ids)
    progress("places", 4, 5)
    rows["indicator_return"] = bodies.put_published(session, world.plan)
    rows["indicator_return"] += bodies.put_totals(session, world.places, area_ids, source, world.plan)
    ids = {place.code: int(key) for place, key in zip(world.places.all, area_ids, strict=True)}
    acts = ActWriter(session, world.plan, world.places, world.units, area_ids, unit_ids)
    rows["accountability_action"] = acts.put() + published_acts.put(session, ids)
    progress("places", 5, 5)
    told = partial(progress, "services")
    rows["service_return"] = care.put(session, world.places, area_ids, world.plan, secret, told)
    mediation = MediationWriter(session, world, room_ids, area_ids)
    writer = Writer(session, world, source.id, area_ids, unit_ids, mediation)
    with unlogged(session, *demo.IN_BULK):
        for batch in world.batches():
            writer.put(batch)
            progress("matters", writer.written["matter"], world.plan.matters)
        told = mediation.finish()
        progress("indexing", 0, 1)
    progress("indexing", 1, 1)
    progress("reports", 0, 1)
    with unlogged(session, ReportDuty, ReportReturn, DutyEscalation):
        rows["report_duty"] = report_writing.put(session, world.places, area_ids, world.plan)
    alarm_rules.put(session, world.places)
    progress("reports", 1, 1)
    # What lies after the plan's hour was planned, not written: the step is done all the same.
    progress("matters", writer.written["matter"], writer.written["matter"])
    bodies.note(session, demo.KEY, source, world.plan, writer.written["matter"])
    return rows | writer.written | told


def _audit(session: Session, action: str, detail: str) -> None:
    by = access.operator()
    audit.append(session, action=action, object_kind="data_source", object_key=demo.KEY, by=by, detail=detail)
