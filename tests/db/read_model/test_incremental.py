"""Whatever is done to the records, in whatever order: the copy kept up step by step is the copy made afresh."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from db.models import (
    Area,
    Category,
    Centre,
    CentrePost,
    DataSource,
    Grid,
    IndicatorReturn,
    Matter,
    MatterEvent,
    MediationCase,
    MediationDeadline,
    MediationEvent,
    MediationRoom,
    MemberUnit,
)
from db.read_model import tables
from db.read_model.model import ReadModel
from db.session import Records
from tests import factories, scenario

COPIED = [table for table in tables.metadata.sorted_tables if table.name not in ("checkpoint", "ahead")]


@pytest.fixture
def second(records: Records, tmp_path: Path) -> Iterator[ReadModel]:
    model = ReadModel(records, tmp_path / "read_model")
    yield model
    model.close()


def everything(model: ReadModel) -> dict[str, list[tuple[Any, ...]]]:
    return {table.name: sorted((tuple(row) for row in model.execute(select(table))), key=repr) for table in COPIED}


def _pick(session: Session, kind: Any, number: int) -> Any:
    rows = session.scalars(select(kind).order_by(*kind.__table__.primary_key)).all()
    return rows[number % len(rows)] if rows else None


def _add_event(session: Session, number: int, status: str, **columns: Any) -> None:
    if (matter := _pick(session, Matter, number)) is not None:
        episode = max((event.episode for event in matter.events), default=1) + (status == "reopened")
        at = factories.moment(f"2026-11-{number % 20 + 1:02}")
        matter.events.append(MatterEvent(status=status, at=at, episode=episode, **columns))


def _report(session: Session, number: int) -> None:
    feed = _pick(session, DataSource, number)
    events = [("reported", f"2026-11-{number % 20 + 1:02}", {"due_on": "2026-11-10"})]
    factories.matter(
        session, feed, _pick(session, Area, number), events, handling_unit=_pick(session, MemberUnit, number)
    )


def _set(kind: Any, **values: Callable[[Session, int], Any]) -> Callable[[Session, int], None]:
    def change(session: Session, number: int) -> None:
        if (row := _pick(session, kind, number)) is not None:
            for name, value in values.items():
                setattr(row, name, value(session, number))

    return change


def _drop(kind: Any) -> Callable[[Session, int], None]:
    """By the database's own cascade, not the mapper's."""

    def drop(session: Session, number: int) -> None:
        if (row := _pick(session, kind, number)) is not None:
            session.execute(delete(kind).where(kind.id == row.id))

    return drop


def _reparent(session: Session, number: int) -> None:
    township = session.scalars(select(Area).where(Area.code == scenario.S)).one()
    township.parent = session.scalars(select(Area).where(Area.code.in_(["530702", "530721"]))).all()[number % 2]


def _restate(session: Session, number: int) -> None:
    columns = {"indicator": "new_civil_cases", "area": _pick(session, Area, number), "unit": "case"}
    span = {"period_start": date(2026, 1, 1), "period_end": date(2026, 1, 31)}
    revision = len(session.scalars(select(IndicatorReturn)).all())
    feed = _pick(session, DataSource, 0)
    at = factories.moment("2026-02-01")
    session.add(
        IndicatorReturn(**columns, **span, revision=revision, value=number / 7, data_source_id=feed.id, reported_at=at)
    )


def _mediate(session: Session, number: int) -> None:
    matter, room = _pick(session, Matter, number + 1), _pick(session, MediationRoom, number)
    if matter is None or room is None:
        return
    code = f"{matter.code}-T{len(session.scalars(select(MediationCase)).all()) + 1}"
    case = MediationCase(code=code, matter_id=matter.id, room=room, channel="people", status="accepted")
    for step in ("applied", "accepted"):
        _mediation_step(case, matter.id, step, number)
    rule = {"rule_from": date(2022, 1, 1), "days": 30, "working": True, "starts_on": date(2026, 11, 1)}
    due = {"episode": 1, "kind": "mediate", "due_on": date(2026, 11, number % 20 + 5)}
    case.deadlines.append(MediationDeadline(matter_id=matter.id, **rule, **due))
    session.add(case)


def _mediation_step(case: MediationCase, matter: int, step: str, number: int, **told: Any) -> None:
    episode = max((event.episode for event in case.events), default=1) + (step == "reopened")
    where = {"mediation_room_id": case.mediation_room_id or case.room.id, "matter_id": matter}
    at = factories.moment(f"2026-11-{number % 20 + 1:02}")
    case.events.append(MediationEvent(episode=episode, step=step, at=at, **where, **told))


def _go_on(session: Session, number: int) -> None:
    if (case := _pick(session, MediationCase, number)) is not None:
        step = ("agreed", "ended", "visited", "reopened", "performed")[number % 5]
        told = {"satisfaction": "satisfied"} if step == "visited" else {"form": "oral"} if step == "agreed" else {}
        _mediation_step(case, case.matter_id, step, number, **told)


OPERATIONS: dict[str, Callable[[Session, int], None]] = {
    "report": _report,
    "close": lambda session, number: _add_event(
        session, number, "closed", dated=number % 3 > 0, on_time=number % 2 > 0
    ),
    "reopen": lambda session, number: _add_event(session, number, "reopened", due_on=date(2026, 12, 1)),
    "visit": lambda session, number: _add_event(session, number, "followed_up", satisfaction="satisfied"),
    "move": _set(Matter, area=lambda session, number: _pick(session, Area, number)),
    "lose its place": _set(Matter, area_id=lambda session, number: None),
    "sort anew": _set(Matter, category_key=lambda session, number: ("A.06", "C.2", None)[number % 3]),
    "grade": _set(
        Matter,
        risk_level=lambda session, number: ("high", "low", None)[number % 3],
        matter_class=lambda session, number: ("dispute", "livelihood")[number % 2],
    ),
    "hand over": _set(Matter, handling_unit=lambda session, number: _pick(session, MemberUnit, number)),
    "event to another matter": _set(MatterEvent, matter=lambda session, number: _pick(session, Matter, number)),
    "mediate": _mediate,
    "a step of mediation": _go_on,
    "another last day": _set(MediationDeadline, due_on=lambda session, number: date(2026, 11, number % 25 + 1)),
    "staff": _set(CentrePost, resident=lambda session, number: number),
    "grid team": _set(Grid, part_time=lambda session, number: number, area=lambda s, number: _pick(s, Area, number)),
    "room ends": _set(MediationRoom, valid_to=lambda session, number: date(2027, 11, 1)),
    "restate": _restate,
    "area splits": _reparent,
    "area ends": _set(Area, valid_to=lambda session, number: date(2027, 1, 1) if number % 2 else None),
    "area's code": _set(Area, code=lambda session, number: f"X{number}"),
    "list's map": _set(Category, counts_as=lambda session, number: (None, "A.06")[number % 2]),
    "unit's code": _set(MemberUnit, code=lambda session, number: f"N{number}"),
    "centre moves": _set(Centre, area=lambda session, number: _pick(session, Area, number)),
    "source's name": _set(DataSource, key=lambda session, number: f"feed{number}"),
    "fresh content": _set(DataSource, as_of=lambda session, number: factories.moment(f"2026-11-{number % 20 + 1:02}")),
    "drop event": _drop(MatterEvent),
    "drop matter": _drop(Matter),
    "drop centre": _drop(Centre),
    "drop post": _drop(CentrePost),
    "drop grid": _drop(Grid),
}


def _do(records: Records, name: str, number: int) -> None:
    # What the database refuses is rolled back, and the copy mustn't show that either.
    with suppress(IntegrityError), records.writing() as session:
        OPERATIONS[name](session, number)


def _level(model: ReadModel, second: ReadModel, after: object) -> dict[str, list[tuple[Any, ...]]]:
    model.catch_up()
    second.rebuild()
    kept, afresh = everything(model), everything(second)
    for table in kept:
        assert kept[table] == afresh[table], (after, table)
    assert model.version == second.version
    return kept


@settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@pytest.mark.parametrize("records_url", ["sqlite"], indirect=True)
@given(st.lists(st.tuples(st.sampled_from(sorted(OPERATIONS)), st.integers(0, 60)), min_size=2, max_size=8))
def test_kept_up_is_made_afresh(records: Records, model: ReadModel, second: ReadModel, steps: Any) -> None:
    with records.writing() as session:
        if _pick(session, DataSource, 0) is None:
            scenario.plant(session)
    model.catch_up()
    for name, number in steps:
        _do(records, name, number)
        _level(model, second, (name, number, steps))


def test_each_kind_of_change_arrives(records: Records, model: ReadModel, second: ReadModel) -> None:
    with records.writing() as session:
        scenario.plant(session)
        _restate(session, 3)
    before = _level(model, second, "nothing yet")
    for name in OPERATIONS:
        _do(records, name, 5)
        after = _level(model, second, name)
        assert after != before, name
        before = after
