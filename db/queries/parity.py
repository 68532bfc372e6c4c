"""The same counts and sums taken twice, by SQL on the records and from the read model, to be compared."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Date, Select, String, and_, case, cast, func, literal, or_, select
from sqlalchemy.orm import Session, aliased

from db.models import Area, Centre, CentrePost, DataSource, Grid, IndicatorReturn, Matter, MatterEvent, MediationRoom
from db.models.matter import OPENING
from db.queries import change_feed
from db.read_model.model import ReadModel
from db.read_model.tables import AREA_LEVELS, FACTS
from db.session import Records

Sums = Mapping[str, tuple[Any, ...]]
Statement = Select[*tuple[Any, ...]]
TRIES = 10


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
        reached = model.catch_up()
        with records.reading() as session:
            head = change_feed.head(session)
            if (head.transaction_id, head.position) != reached:
                continue
            yield from _all(session, model)
            return
    raise RecordsTooBusy


def _all(session: Session, model: ReadModel) -> Iterator[Comparison]:
    sqlite = session.get_bind().dialect.name == "sqlite"
    sides = {
        "fact_matter opened": (_opened(sqlite), _opened_in_model()),
        "fact_matter closed": (_closed(sqlite), _closed_in_model()),
        "fact_matter followed_up": (_followed_up(sqlite), _followed_up_in_model()),
        "fact_post": (_posts(), _kept("fact_post", "resident", "seconded", "vacant")),
        "fact_grid": (_grids(), _kept("fact_grid", "workers", "full_time", "vacant")),
        "fact_room": (_rooms(), _kept("fact_room")),
        "fact_indicator": (_returns(), _kept("fact_indicator", "value", "change_percent", "revision")),
    }
    for fact, (of_records, of_model) in sides.items():
        measures = tuple(column.name for column in of_records.selected_columns)[1:]
        found = (_by_group(session.execute(of_records)), _by_group(model.execute(of_model)))
        yield Comparison(fact, measures, *found)


def _opened(sqlite: bool) -> Statement:
    event = MatterEvent
    return (
        select(
            _place(DataSource.key, Area.code, _day(event.at, sqlite)).label("group"),
            func.count().label("handlings"),
            func.sum(case((event.episode == 1, 1), else_=0)).label("first"),
            func.count(event.due_on).label("with_due_date"),
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
            func.sum(fact.rated),
            func.sum(fact.satisfied),
        )
        .where(fact.followed_up_on.is_not(None))
        .group_by("group")
    )


def _posts() -> Statement:
    counts = (CentrePost.resident, CentrePost.seconded, CentrePost.vacant)
    statement = _in_records(*counts).join(Centre, Centre.id == CentrePost.centre_id)
    return statement.join(Area, Area.id == Centre.area_id).group_by(Area.code)


def _grids() -> Statement:
    workers = Grid.leaders + Grid.full_time + Grid.part_time
    return _in_records(workers, Grid.full_time, Grid.vacant).join(Area, Area.id == Grid.area_id).group_by(Area.code)


def _rooms() -> Statement:
    return (
        select(Area.code.label("group"), func.count().label("rows"))
        .join(MediationRoom, MediationRoom.area_id == Area.id)
        .group_by(Area.code)
    )


def _returns() -> Statement:
    sums = (IndicatorReturn.value, IndicatorReturn.change_percent, IndicatorReturn.revision)
    return _in_records(*sums).join(Area, Area.id == IndicatorReturn.area_id).group_by(Area.code)


def _in_records(*columns: Any) -> Statement:
    sums = (func.sum(column).label(f"sum_{number}") for number, column in enumerate(columns, 1))
    return select(Area.code.label("group"), func.count().label("rows"), *sums).select_from(columns[-1].class_)


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


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


def _by_group(rows: Any) -> Sums:
    return {group: tuple(round(float(part or 0), 4) for part in parts) for group, *parts in rows}
