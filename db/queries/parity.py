"""The same counts and sums taken twice, by SQL on the records and from the read model, to be compared."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Date, Integer, Select, String, and_, case, cast, func, literal, or_, select
from sqlalchemy.orm import Session, aliased

from db.models import Area, Centre, CentrePost, DataSource, Grid, IndicatorReturn, Matter, MatterEvent, MediationRoom
from db.models.matter import OPENING
from db.queries import (
    change_feed,
    parity_accountability,
    parity_cadence,
    parity_care,
    parity_codes,
    parity_daily,
    parity_mediation,
    parity_subsidy,
)
from db.read_model.daily import DAILY
from db.read_model.model import Reading, ReadModel
from db.read_model.tables import AREA_LEVELS, FACTS
from db.session import WHOLE, Records

Sums = Mapping[str, tuple[Any, ...]]
Statement = Select[*tuple[Any, ...]]
TRIES = 10
STEPS = ("accepted", "dispatched", "arrived", "resolved")
# Days are summed as numbers from here: a day moved within its month is a difference too.
DAY_ZERO = date(2000, 1, 1)


class RecordsTooBusy(RuntimeError):
    """The records changed faster than the model could be brought level with one state of them."""


class Comparison(NamedTuple):
    """One fact: what is summed, and the sums by group (source, place and month) in either store."""

    fact: str
    measures: tuple[str, ...]
    records: Sums
    model: Sums


def compare(records: Records, model: ReadModel) -> Iterator[Comparison]:
    """Every fact, on one and the same state of the records. Raises RecordsTooBusy."""
    for _ in range(TRIES):
        model.catch_up()
        with records.reading(within=WHOLE) as session:
            if (found := model.read(partial(_if_level, session))) is not None:
                yield from found
                return
    raise RecordsTooBusy


def _if_level(session: Session, model: Reading) -> list[Comparison] | None:
    return list(_all(session, model)) if model.version == change_feed.version(session) else None


def _all(session: Session, model: Reading) -> Iterator[Comparison]:
    sqlite = session.get_bind().dialect.name == "sqlite"
    sides = {
        "fact_matter opened": (_opened(sqlite), _opened_in_model()),
        "fact_matter closed": (_closed(sqlite), _closed_in_model()),
        "fact_matter followed_up": (_followed_up(sqlite), _followed_up_in_model()),
        "fact_matter overdue": (_overdue(sqlite), _overdue_in_model()),
        "fact_matter steps": (_steps(sqlite), _steps_in_model()),
        "fact_matter refuted": (_refuted(sqlite), _refuted_in_model()),
        "fact_matter codes": (parity_codes.of_records(), parity_codes.of_model()),
        "fact_post": (_posts(sqlite), _held("fact_post", "resident", "seconded", "vacant")),
        "fact_grid": (_grids(sqlite), _held("fact_grid", "workers", "full_time", "vacant")),
        "fact_room": (_rooms(sqlite), _held("fact_room", kind="room_kind")),
        "fact_mediation": _steps_of_mediation(sqlite),
        "fact_mediation details": _details_of_mediation(sqlite),
        "fact_report": (parity_cadence.of_records(partial(_number, sqlite=sqlite)), parity_cadence.of_model(_number)),
        "fact_service": parity_care.cells(),
        "fact_service_supply": parity_care.supplies(),
        "fact_service_report": parity_care.returns(),
        "fact_subsidy": parity_subsidy.sides(partial(_number, sqlite=sqlite), _number),
        "fact_indicator": (_returns(), _kept("fact_indicator", "value", "change_percent", "revision")),
        "fact_accountability": _acts(sqlite),
    }
    for fact, (of_records, of_model) in sides.items():
        measures = tuple(column.name for column in of_records.selected_columns)[1:]
        found = (_by_group(session.execute(of_records)), _by_group(model.execute(of_model)))
        yield Comparison(fact, measures, *found)
    for daily in DAILY.values():
        # The facts are the records' just now: what they add up to is what the sums by day must be.
        yield Comparison(daily.table.name, tuple(daily.sums), *parity_daily.sides(model, daily))


def _opened(sqlite: bool) -> Statement:
    event = MatterEvent
    return (
        select(
            _place(DataSource.key, Area.code, _day(event.at, sqlite)).label("group"),
            func.count().label("handlings"),
            func.sum(case((event.episode == 1, 1), else_=0)).label("first"),
            func.count(event.due_on).label("with_due_date"),
            func.sum(_number(_day(event.at, sqlite), sqlite)).label("days"),
            func.sum(_number(event.due_on, sqlite)).label("due_days"),
            *(_count(Matter.matter_class == name).label(name) for name in ("dispute", "public_safety", "livelihood")),
            *(_count(Matter.risk_level == level).label(f"risk_{level}") for level in ("high", "medium")),
        )
        .join(Matter, Matter.id == event.matter_id)
        .join(DataSource, DataSource.id == Matter.data_source_id)
        .outerjoin(Area, Area.id == Matter.area_id)
        .where(event.status.in_(OPENING))
        .group_by("group")
    )


def _opened_in_model() -> Statement:
    fact = FACTS["fact_matter"].c
    return select(
        _place(fact.data_source, _deepest("fact_matter"), fact.opened_on).label("group"),
        func.count(),
        func.sum(fact.first),
        func.count(fact.due_on),
        func.sum(_number(fact.opened_on)),
        func.sum(_number(fact.due_on)),
        *(_count(fact.matter_class == name) for name in ("dispute", "public_safety", "livelihood")),
        *(_count(fact.risk_level == level) for level in ("high", "medium")),
    ).group_by("group")


def _closed(sqlite: bool) -> Statement:
    closing, opening = aliased(MatterEvent), aliased(MatterEvent)
    dated = and_(closing.dated.is_(True), opening.due_on.is_not(None))
    day = _day(closing.at, sqlite)
    late = or_(and_(dated, day > opening.due_on), and_(~dated, closing.on_time.is_(False)))
    on_time = or_(and_(dated, day <= opening.due_on), and_(~dated, closing.on_time.is_(True)))
    same = and_(opening.matter_id == closing.matter_id, opening.episode == closing.episode, opening.status.in_(OPENING))
    return (
        select(
            _place(DataSource.key, Area.code, day).label("group"),
            func.count().label("closed"),
            _count(on_time).label("on_time"),
            _count(late).label("late"),
            _count(closing.dated.is_(True)).label("dated"),
            func.sum(_number(day, sqlite)).label("days"),
        )
        .join(opening, same)
        .join(Matter, Matter.id == closing.matter_id)
        .join(DataSource, DataSource.id == Matter.data_source_id)
        .outerjoin(Area, Area.id == Matter.area_id)
        .where(closing.status == "closed")
        .group_by("group")
    )


def _closed_in_model() -> Statement:
    fact = FACTS["fact_matter"].c
    return (
        select(
            _place(fact.data_source, _deepest("fact_matter"), fact.closed_on).label("group"),
            func.count(),
            *(func.sum(fact[name]) for name in ("on_time", "late", "dated")),
            func.sum(_number(fact.closed_on)),
        )
        .where(fact.closed_on.is_not(None))
        .group_by("group")
    )


def _followed_up(sqlite: bool) -> Statement:
    event = MatterEvent
    return (
        select(
            _place(DataSource.key, Area.code, _day(event.at, sqlite)).label("group"),
            func.count().label("followed_up"),
            func.sum(_number(_day(event.at, sqlite), sqlite)).label("days"),
            func.count(event.satisfaction).label("rated"),
            _count(event.satisfaction != "dissatisfied").label("satisfied"),
        )
        .join(Matter, Matter.id == event.matter_id)
        .join(DataSource, DataSource.id == Matter.data_source_id)
        .outerjoin(Area, Area.id == Matter.area_id)
        .where(event.status == "followed_up")
        .group_by("group")
    )


def _followed_up_in_model() -> Statement:
    fact = FACTS["fact_matter"].c
    return (
        select(
            _place(fact.data_source, _deepest("fact_matter"), fact.followed_up_on).label("group"),
            func.count(),
            func.sum(_number(fact.followed_up_on)),
            func.sum(fact.rated),
            func.sum(fact.satisfied),
        )
        .where(fact.followed_up_on.is_not(None))
        .group_by("group")
    )


def _steps(sqlite: bool) -> Statement:
    """The days of the steps in between; of a step taken twice in one handling the first counts."""
    event = MatterEvent
    day = func.min(_number(_day(event.at, sqlite), sqlite)).label("day")
    once = (
        select(event.matter_id, event.status, day)
        .where(event.status.in_(STEPS))
        .group_by(event.matter_id, event.episode, event.status)
        .subquery()
    )
    sums = (func.sum(case((once.c.status == status, once.c.day), else_=0)) for status in STEPS)
    counts = (_count(once.c.status == status) for status in STEPS)
    return (
        select(
            DataSource.key.label("group"),
            *(column.label(f"{status}") for status, column in zip(STEPS, counts, strict=True)),
            *(column.label(f"{status}_days") for status, column in zip(STEPS, sums, strict=True)),
        )
        .select_from(once)
        .join(Matter, Matter.id == once.c.matter_id)
        .join(DataSource, DataSource.id == Matter.data_source_id)
        .group_by("group")
    )


def _steps_in_model() -> Statement:
    fact = FACTS["fact_matter"].c
    days = [fact[f"{status}_on"] for status in STEPS]
    taken = or_(*(day.is_not(None) for day in days))
    sums = (*(func.count(day) for day in days), *(func.sum(_number(day)) for day in days))
    return select(fact.data_source.label("group"), *sums).where(taken).group_by("group")


def _refuted(sqlite: bool) -> Statement:
    """Closed handlings that a return visit found unsettled, or that were opened anew, and the days of the latter."""
    closing, visit, again = aliased(MatterEvent), aliased(MatterEvent), aliased(MatterEvent)
    unhappy = and_(
        visit.matter_id == closing.matter_id,
        visit.episode == closing.episode,
        visit.status == "followed_up",
        visit.satisfaction == "dissatisfied",
    )
    reopened = and_(
        again.matter_id == closing.matter_id, again.episode == closing.episode + 1, again.status == "reopened"
    )
    return (
        select(
            DataSource.key.label("group"),
            func.count().label("refuted"),
            func.sum(_number(_day(again.at, sqlite), sqlite)).label("reopened_days"),
        )
        .select_from(closing)
        .outerjoin(visit, unhappy)
        .outerjoin(again, reopened)
        .join(Matter, Matter.id == closing.matter_id)
        .join(DataSource, DataSource.id == Matter.data_source_id)
        .where(closing.status == "closed", or_(visit.id.is_not(None), again.id.is_not(None)))
        .group_by("group")
    )


def _refuted_in_model() -> Statement:
    fact = FACTS["fact_matter"].c
    sums = (func.count(), func.sum(_number(fact.reopened_on)))
    return select(fact.data_source.label("group"), *sums).where(fact.refuted_on.is_not(None)).group_by("group")


def _overdue(sqlite: bool) -> Statement:
    opening, closing = aliased(MatterEvent), aliased(MatterEvent)
    same = and_(closing.matter_id == opening.matter_id, closing.episode == opening.episode, closing.status == "closed")
    opened, due = (_number(day, sqlite) for day in (_day(opening.at, sqlite), opening.due_on))
    after = case((due + 1 > opened, due + 1), else_=opened)
    late = and_(closing.dated.is_(True), _day(closing.at, sqlite) > opening.due_on)
    return (
        select(
            _place(DataSource.key, Area.code, _day(opening.at, sqlite)).label("group"),
            func.count().label("overdue"),
            func.sum(after).label("days"),
        )
        .outerjoin(closing, same)
        .join(Matter, Matter.id == opening.matter_id)
        .join(DataSource, DataSource.id == Matter.data_source_id)
        .outerjoin(Area, Area.id == Matter.area_id)
        .where(opening.status.in_(OPENING), opening.due_on.is_not(None), or_(closing.id.is_(None), late))
        .group_by("group")
    )


def _overdue_in_model() -> Statement:
    fact = FACTS["fact_matter"].c
    place = _place(fact.data_source, _deepest("fact_matter"), fact.opened_on)
    sums = (func.count(), func.sum(_number(fact.overdue_from)))
    return select(place.label("group"), *sums).where(fact.overdue_from.is_not(None)).group_by("group")


def _steps_of_mediation(sqlite: bool) -> tuple[Any, Any]:
    day, number = partial(_day, sqlite=sqlite), partial(_number, sqlite=sqlite)
    return parity_mediation.of_records(day, number), parity_mediation.of_model(_number)


def _details_of_mediation(sqlite: bool) -> tuple[Any, Any]:
    number = partial(_number, sqlite=sqlite)
    return parity_mediation.details_of_records(number), parity_mediation.details_of_model(_number)


def _acts(sqlite: bool) -> tuple[Any, Any]:
    of_records = parity_accountability.of_records(partial(_number, sqlite=sqlite))
    return of_records, parity_accountability.of_model(_number)


def _posts(sqlite: bool) -> Statement:
    counts = (CentrePost.resident, CentrePost.seconded, CentrePost.vacant)
    statement = _in_records(*counts, *_days_held(CentrePost, sqlite)).join(Centre, Centre.id == CentrePost.centre_id)
    return statement.join(Area, Area.id == Centre.area_id).group_by(Area.code)


def _grids(sqlite: bool) -> Statement:
    workers = Grid.leaders + Grid.full_time + Grid.part_time
    sums = (workers, Grid.full_time, Grid.vacant, *_days_held(Grid, sqlite))
    return _in_records(*sums).join(Area, Area.id == Grid.area_id).group_by(Area.code)


def _rooms(sqlite: bool) -> Statement:
    group = (Area.code + literal(" ") + MediationRoom.kind).label("group")
    begins, ends = (func.sum(number) for number in _days_held(MediationRoom, sqlite))
    return (
        select(group, func.count().label("rows"), begins.label("begins"), ends.label("ends"))
        .join(MediationRoom, MediationRoom.area_id == Area.id)
        .group_by("group")
    )


def _days_held(kind: Any, sqlite: bool) -> tuple[Any, Any]:
    return _number(kind.valid_from, sqlite), _number(kind.valid_to, sqlite)


def _returns() -> Statement:
    sums = (IndicatorReturn.value, IndicatorReturn.change_percent, IndicatorReturn.revision)
    return _in_records(*sums).join(Area, Area.id == IndicatorReturn.area_id).group_by(Area.code)


def _in_records(*columns: Any) -> Statement:
    sums = (func.sum(column).label(f"sum_{number}") for number, column in enumerate(columns, 1))
    return select(Area.code.label("group"), func.count().label("rows"), *sums).select_from(columns[1].class_)


def _held(fact: str, *columns: str, kind: str | None = None) -> Statement:
    """Sums of what a place has over time; the days on which that began and ended count too."""
    found = FACTS[fact].c
    place = func.coalesce(_deepest(fact), literal("0"))
    group = (place + literal(" ") + found[kind] if kind else place).label("group")
    sums = (func.sum(found[column]) for column in columns)
    days = (func.sum(_number(found[name])) for name in ("begins_on", "ends_on"))
    return select(group, func.count(), *sums, *days).group_by("group")


def _kept(fact: str, *columns: str) -> Statement:
    place = func.coalesce(_deepest(fact), literal("0"))
    sums = (func.sum(FACTS[fact].c[column]) for column in columns)
    return select(place.label("group"), func.count(), *sums).group_by("group")


def _deepest(fact: str) -> ColumnElement[str]:
    return func.coalesce(*(FACTS[fact].c[level] for level in reversed(AREA_LEVELS)))


def _place(source: Any, area: Any, day: Any) -> ColumnElement[str]:
    # A matter of the root area itself and one of no known area count alike: neither lies below.
    place = func.coalesce(case((area == "0", None), else_=area), literal("-"))
    return source + literal(" ") + place + literal(" ") + func.substr(cast(day, String), 1, 7)


def _day(instant: Any, sqlite: bool) -> ColumnElement[Any]:
    """The day in China, said in either database's own way and so apart from the read model's."""
    if sqlite:
        return func.date(instant, literal("+8 hours"), type_=Date)
    return cast(func.timezone("Asia/Shanghai", instant), Date)


def _number(day: Any, sqlite: bool = False) -> ColumnElement[Any]:
    """A day as a number, by which days can be summed (SQLite's text by its own function)."""
    if sqlite:
        return func.julianday(day) - func.julianday(literal(DAY_ZERO, Date))
    return cast(day - literal(DAY_ZERO, Date), Integer)


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


def _by_group(rows: Any) -> Sums:
    return {group: tuple(round(float(part or 0), 4) for part in parts) for group, *parts in rows}
