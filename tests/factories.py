"""Small builders of real rows: the areas of Lijiang's old town, a body, a source, and matters told by their events."""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import count
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import Area, Base, DataSource, Matter, MatterEvent, MemberUnit
from db.models.area import ROOT_CODE

SHANGHAI = ZoneInfo("Asia/Shanghai")
_numbers = count(1)

AREAS = (
    # code, name, level, parent, township kind
    ("5307", "丽江市", "prefecture", ROOT_CODE, None),
    ("530702", "古城区", "county", "5307", None),
    ("530702001", "大研街道", "township", "530702", "subdistrict"),
    ("530702002", "束河街道", "township", "530702", "subdistrict"),
    ("530702100", "大东乡", "township", "530702", "township"),
    ("530702001001", "新华社区", "village", "530702001", None),
    ("530721", "玉龙纳西族自治县", "county", "5307", None),
    ("530721100", "黄山镇", "township", "530721", "town"),
)

Row = TypeVar("Row", bound=Base)
Event = tuple[str, str] | tuple[str, str, dict[str, Any]]


def areas(session: Session) -> dict[str, Area]:
    """Plants AREAS under the root and gives every area by its code, the root ("0") included."""
    tree = {ROOT_CODE: session.scalars(select(Area).where(Area.code == ROOT_CODE)).one()}
    for code, name, level, parent, kind in AREAS:
        tree[code] = Area(code=code, name=name, level=level, parent=tree[parent], township_kind=kind)
    session.add_all(tree.values())
    session.flush()
    return tree


def areas_of(session: Session) -> dict[str, Area]:
    """The areas that are there already, by code."""
    return {area.code: area for area in session.scalars(select(Area))}


def data_source(session: Session, key: str = "test", **columns: Any) -> DataSource:
    """A feed whose content is as of 2026-11-20 in the evening unless `as_of` says otherwise."""
    at = moment("2026-11-20 20:00")
    return _kept(
        session, DataSource(**{"key": key, "name": "测试来源", "mode": "feed", "as_of": at, "fetched_at": at} | columns)
    )


def member_unit(session: Session, code: str = "U1", **columns: Any) -> MemberUnit:
    return _kept(session, MemberUnit(**{"code": code, "name": f"单位{code}", "unit_class": "general"} | columns))


def matter(session: Session, feed: DataSource, area: Area | None, events: Sequence[Event], /, **columns: Any) -> Matter:
    """A dispute between neighbours with its whole trail; every column can be given instead.

    `events` are (status, when) or (status, when, the event's other columns); `when` reads as `moment` does. A reopening
    starts the next episode. `due_on` of an opening event becomes the matter's while that handling is the present one.
    """
    number = next(_numbers)
    trail = list(_trail(events))
    plain = {
        "code": f"T{number:06}",
        "data_source_id": feed.id,
        "source_ref": str(number),
        "area": area,
        "matter_class": "dispute",
        "category_key": "A.02",
        "source": "grid_patrol",
        "scale": "01",
        "severity": "04",
        "risk_level": "low",
        "status": trail[-1].status,
        "due_on": next((e.due_on for e in reversed(trail) if e.status in ("reported", "reopened")), None),
        "events": trail,
    }
    return _kept(session, Matter(**plain | columns))


def moment(text: str) -> datetime:
    """An instant from local wall-clock text: "2026-01-05" (nine in the morning) or "2026-01-05 16:30"."""
    at = datetime.fromisoformat(text)
    return (at.replace(hour=9) if len(text) == len("2026-01-05") else at).replace(tzinfo=SHANGHAI)


def _trail(events: Sequence[Event]) -> list[MatterEvent]:
    episode, trail = 1, []
    for status, when, *rest in events:
        episode += status == "reopened"
        columns = dict(rest[0]) if rest else {}
        if isinstance(columns.get("due_on"), str):
            columns["due_on"] = date.fromisoformat(columns["due_on"])
        trail.append(MatterEvent(status=status, at=moment(when), episode=episode, **columns))
    return trail


def _kept(session: Session, row: Row) -> Row:
    session.add(row)
    session.flush()
    return row
