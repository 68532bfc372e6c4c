"""Many people at one mediation case: of each round one step is written, and every other is told that it came late."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial

from sqlalchemy import func, select

from core import access, areas, clock, form_tokens, parity, working_days
from core.form_tokens import SentAlready
from core.mediation import handling
from core.mediation.desk import Desk, Seen
from core.mediation.refusal import Refused
from core.mediation.registering import Application, register
from db.models import (
    Area,
    AuditEvent,
    DataSource,
    Matter,
    MatterEvent,
    MediationCase,
    MediationEvent,
    MediationRoom,
    Mediator,
)
from db.read_model.model import ReadModel
from db.session import WHOLE, Records, Session
from faults import town
from faults.town import DATABASES, Figure, Town

THREADS, ROUNDS, CLICKS = 50, 100, 1_000
PLACE = "530702001"
SINCE = date(2020, 1, 1)


def run(
    threads: int = THREADS, rounds: int = ROUNDS, clicks: int = CLICKS, databases: tuple[str, ...] = DATABASES
) -> list[Figure]:
    """On each database all threads at once, round by round, then each form sent twice at once."""
    figures = []
    for database in databases:
        with town.founding(database) as new:
            place = new()
            with place.opened() as records:
                case = _case(records)
                figures.append(_at_once(records, case, threads, rounds, database))
                figures.append(_twice(records, case, clicks, database))
                figures.append(_level(place, records, database))
    return figures


def _at_once(records: Records, case: int, threads: int, rounds: int, database: str) -> Figure:
    """Every thread acts on the case as all of them have just seen it."""
    desk, before = Desk(areas.load(records), working_days.published()), _written(records)
    told: Counter[str] = Counter()
    with ThreadPoolExecutor(threads) as pool:
        for _ in range(rounds):
            seen = _seen(records, case)
            told.update(pool.map(lambda _: _try(records, partial(_held, desk=desk, seen=seen)), range(threads)))  # noqa: B023
    written = tuple(after - earlier for after, earlier in zip(_written(records), before, strict=True))
    expected = Counter(done=rounds, changed_meanwhile=rounds * (threads - 1))
    good = told == expected and written == (rounds, rounds)
    result = f"{told['done']} steps, {told['changed_meanwhile']} told; written {written[0]}, in the trail {written[1]}"
    return Figure(f"{threads} threads, {rounds} rounds on one case, {database}", result, good)


def _twice(records: Records, case: int, clicks: int, database: str) -> Figure:
    """Two clicks on one form, each in a thread of its own."""
    desk, before = Desk(areas.load(records), working_days.published()), _written(records)
    told: Counter[str] = Counter()
    with ThreadPoolExecutor(2) as pool:
        for _ in range(clicks):
            token, seen = form_tokens.new(), _seen(records, case)
            click = partial(_clicked, desk=desk, seen=seen, token=token)
            told.update(pool.map(lambda act: _try(records, act), (click, click)))
    written = tuple(after - earlier for after, earlier in zip(_written(records), before, strict=True))
    good = told == Counter(done=clicks, sent_already=clicks) and written == (clicks, clicks)
    result = f"{told['done']} effects, {told['sent_already']} told; written {written[0]}, in the trail {written[1]}"
    return Figure(f"{clicks} double clicks, {database}", result, good)


def _level(place: Town, records: Records, database: str) -> Figure:
    """What is counted afterwards is what was written."""
    model = ReadModel(records, place.folder)
    try:
        differences = len(parity.check(records, model).differences)
    finally:
        model.close()
    return Figure(f"the figures after that, {database}", f"{differences} differences", not differences)


def _try(records: Records, act: Callable[[Session], object]) -> str:
    """What the one who acted was told."""
    try:
        with records.writing(within=WHOLE) as session:
            act(session)
    except SentAlready:
        return "sent_already"
    except Refused as refused:
        return refused.reason
    return "done"


def _held(session: Session, *, desk: Desk, seen: Seen) -> None:
    handling.hold_session(session, desk, seen, on=clock.today(), by=access.operator())


def _clicked(session: Session, *, desk: Desk, seen: Seen, token: str) -> None:
    form_tokens.use(session, token)
    _held(session, desk=desk, seen=seen)


def _seen(records: Records, case: int) -> Seen:
    with records.reading(within=WHOLE) as session:
        return Seen(case, session.get_one(MediationCase, case).version)


def _written(records: Records) -> tuple[int, int]:
    """Meetings that are noted, and lines of the audit trail that tell of one."""
    events = select(func.count()).where(MediationEvent.step == "session")
    told = select(func.count()).where(AuditEvent.action == "mediation.session")
    with records.reading(within=WHOLE) as session:
        return session.scalar(events) or 0, session.scalar(told) or 0


def _case(records: Records) -> int:
    """A case that is being mediated."""
    today, by = clock.today(), access.operator()
    with records.writing(within=WHOLE) as session:
        area = session.scalars(select(Area).where(Area.code == PLACE)).one()
        feed = DataSource(key="crowd", name="crowd", mode="one_off", as_of=clock.now(), fetched_at=clock.now())
        session.add(feed)
        session.flush()
        reported = MatterEvent(status="reported", at=clock.now())
        told = {"code": "M1", "source_ref": "1", "matter_class": "dispute", "status": "reported"}
        session.add(Matter(data_source_id=feed.id, area=area, events=[reported], **told))
        room = MediationRoom(code="R1", name="R1", kind="workroom", area=area, valid_from=SINCE)
        session.add(Mediator(work_number="R1-1", room=room, kind="full_time", valid_from=SINCE))
    desk = Desk(areas.load(records), working_days.published())
    with records.writing(within=WHOLE) as session:
        case = register(session, desk, Application("M1", "R1"), on=today, by=by)
        handling.accept(session, desk, Seen(case.id, case.version), on=today, by=by)
        session.flush()
        handling.assign(session, desk, Seen(case.id, case.version), work_number="R1-1", on=today, by=by)
        return case.id
