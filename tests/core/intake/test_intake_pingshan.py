"""The real Pingshan events, and invented ones with the same oddities: nothing lost, every published count met."""

from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from db.models import Area, Category, Matter, MatterEvent, MemberUnit, MemberUnitAlias
from db.session import Records

INVENTED = Path(__file__).parents[2] / "data" / "events_with_oddities.csv"


def streets(records: Records) -> dict[str | None, int]:
    """Matters by township, None where the township is not known."""
    village, above = aliased(Area), aliased(Area)
    name = func.coalesce(
        select(above.name).where(above.id == village.parent_id, above.level == "township").scalar_subquery(),
        select(Area.name).where(Area.id == village.id, Area.level == "township").scalar_subquery(),
    )
    statement = select(name, func.count()).select_from(Matter).outerjoin(village, village.id == Matter.area_id)
    with records.reading() as session:
        return {row[0]: row[1] for row in session.execute(statement.group_by(name))}


def on_time(records: Records, nature: str | None = None) -> Counter[bool | None]:
    statement = select(MatterEvent.on_time).join(Matter).where(MatterEvent.status == "closed")
    with records.reading() as session:
        return Counter(session.scalars(statement.where(Matter.nature == nature) if nature else statement))


def state(records: Records) -> list[tuple]:
    """Everything that an import of matters writes, without keys and times of writing."""
    with records.reading() as session:
        matters = select(
            Matter.code, Area.code, Matter.category_key, Matter.status, Matter.content_hash, Matter.version
        )
        rows = session.execute(matters.outerjoin(Area).order_by(Matter.code)).all()
        steps = select(Matter.code, MatterEvent.status, MatterEvent.at, MatterEvent.on_time).join(MatterEvent)
        events = session.execute(steps.order_by(Matter.code, MatterEvent.status)).all()
        units = session.execute(select(MemberUnit.code, MemberUnit.name).order_by(MemberUnit.code)).all()
    return [tuple(row) for row in (*rows, *events, *units)]


def test_invented_events_come_in_whole(take, planted: Records) -> None:
    take(INVENTED, "areas", "pingshan")
    outcome = take(INVENTED, "matters", "pingshan")
    assert (outcome.counts.added, outcome.counts.doubtful) == (60, 0)
    assert streets(planted) == {"甲街道": 19, "乙街道": 19, "丙街道": 19, None: 3}
    assert on_time(planted) == {True: 54, False: 6}
    assert outcome.facts["units"] == 3
    assert outcome.facts["units_of_many_names"] == 1
    assert outcome.facts["without_unit"] == 12
    with planted.reading() as session:
        assert session.scalars(select(MemberUnitAlias.alias)).all() == ["城管中队（甲街道办事处）"]
        detail = session.get_one(Category, "pingshan.5.602")
        assert (detail.name, detail.parent_key) == ("无照经营游商", "pingshan.5")
        dated = session.execute(select(MatterEvent.status, MatterEvent.dated).distinct()).all()
    assert {tuple(row) for row in dated} == {("reported", True), ("closed", False)}


def test_without_areas_everything_is_kept_under_unknown_and_filled_in_later(take, planted: Records) -> None:
    first = take(INVENTED, "matters", "pingshan")
    assert (first.counts.added, first.counts.doubtful) == (60, 60)
    assert streets(planted) == {None: 60}
    take(INVENTED, "areas", "pingshan")
    assert take(INVENTED, "matters", "pingshan").counts.changed == 60
    assert streets(planted)[None] == 3
    assert take(INVENTED, "matters", "pingshan").counts.unchanged == 60


def test_the_real_events_come_in_whole_and_meet_every_count(take, planted: Records, shared_data: Path) -> None:
    file = shared_data / "pingshan_events_10000.csv"
    take(file, "areas", "pingshan")
    outcome = take(file, "matters", "pingshan")
    assert (outcome.counts.read, outcome.counts.added, outcome.counts.refused) == (10_000, 10_000, 0)
    assert {group.reason for group in outcome.groups} == {"unused_column"}
    assert streets(planted) == {
        "坪山街道": 2737,
        "龙田街道": 2435,
        "坑梓街道": 2195,
        "马峦街道": 1206,
        "碧岭街道": 996,
        "石井街道": 421,
        None: 10,
    }
    assert on_time(planted) == {True: 9076, False: 924}
    assert on_time(planted, "complaint") == {True: 9341 - 814, False: 814}
    with planted.reading() as session:
        handled = session.scalars(select(Matter.handling_unit_id).distinct()).all()
        renamed = session.scalar(select(func.count(MemberUnitAlias.member_unit_id.distinct())))
    # The 121st is "-": 22 events that no unit is named for, unknown like the street "-".
    assert (len(handled), None in handled, renamed) == (121, True, 34)
    before = state(planted)
    again = take(file, "matters", "pingshan")
    assert (again.counts.unchanged, again.counts.changed, again.counts.added) == (10_000, 0, 0)
    assert state(planted) == before


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig"])
def test_the_real_events_read_the_same_in_another_encoding(
    take, planted: Records, shared_data: Path, encoding: str
) -> None:
    text = "".join((shared_data / "pingshan_events_10000.csv").read_text("utf-8-sig").splitlines(True)[:501])
    take(text, "matters", "pingshan")
    assert take(text.encode(encoding), "matters", "pingshan").counts.unchanged == 500
