"""Undoing an import: added rows go, changed ones are as before, and what others have built on stays and is named."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, inspect, select, update

from core import access, areas, clock, parity
from core.access import Person
from core.intake import Outcome
from core.intake.history import Batch, history, one
from core.intake.undoing import NotUndone, Undoing, look, undo
from db.models import (
    Area,
    AreaAlias,
    AuditEvent,
    DataSource,
    ImportBatch,
    ImportChange,
    IndicatorReturn,
    Matter,
    MatterEvent,
    MatterRevision,
    MediationRoom,
    MemberUnit,
)
from db.read_model.model import ReadModel
from db.session import Records

MATTERS = "事项编号,上报时间,办结时间,事项大类,区划代码,办理单位,事项概述\n"
FIRST = MATTERS + "1,2026-01-05,,其他,530702001,,甲\n2,2026-01-06,,其他,530702001,,乙\n"
SECOND = MATTERS + "2,2026-01-06,2026-01-20,矛盾纠纷,530702002,司法所,丙\n3,2026-01-07,,其他,530702001,司法所,丁\n"
STATE = (Area, AreaAlias, DataSource, IndicatorReturn, Matter, MatterEvent, MatterRevision, MediationRoom, MemberUnit)


def batch_of(records: Records, outcome: Outcome) -> Batch:
    found = one(records, access.operator(), areas.load(records), outcome.batch_id)
    assert found is not None
    return found


def take_back(records: Records, outcome: Outcome) -> Undoing:
    batch = batch_of(records, outcome)
    foreseen = look(records, batch)
    done = undo(records, batch, by=access.operator())
    assert foreseen == done
    return done


def state(records: Records) -> dict[str, list[tuple[Any, ...]]]:
    """Every row that an import may touch, but for the keys of steps and the count of writes."""
    found = {}
    with records.reading() as session:
        for model in STATE:
            hidden = ("version", "id") if model is MatterEvent else ("version",)
            columns = [column for column in inspect(model).columns if column.name not in hidden]
            found[model.__tablename__] = sorted(map(tuple, session.execute(select(*columns))), key=repr)
    return found


def test_a_batch_that_added_and_changed_is_as_if_it_had_never_been(take, planted: Records, model: ReadModel) -> None:
    take(FIRST)
    before = state(planted)
    model.catch_up()
    second = take(SECOND)
    model.catch_up()
    done = take_back(planted, second)
    assert (done.removed, done.restored, done.kept) == (1, 1, [])
    assert state(planted) == before
    model.catch_up()
    assert not parity.check(planted, model).differences


def test_the_first_batch_undone_leaves_what_a_later_one_changed(take, planted: Records) -> None:
    first = take(FIRST)
    second = take(SECOND)
    done = take_back(planted, first)
    assert done.removed == 1
    assert [(kept.name, kept.reason) for kept in done.kept] == [("事项 2", f"后来又被批次 {second.batch_id} 更新")]
    with planted.reading() as session:
        assert set(session.scalars(select(Matter.source_ref))) == {"2", "3"}


def test_undone_in_the_order_of_their_coming_both_batches_vanish(take, planted: Records) -> None:
    before = state(planted)
    first, second = take(FIRST), take(SECOND)
    take_back(planted, second)
    take_back(planted, first)
    after = state(planted)
    # The source stays known, as fresh as it has never been.
    assert {name: rows for name, rows in after.items() if name != "data_source"} == {
        name: rows for name, rows in before.items() if name != "data_source"
    }


def test_what_somebody_worked_on_since_is_left_alone(take, planted: Records) -> None:
    first = take(FIRST)
    with planted.writing() as session:
        session.execute(update(Matter).where(Matter.source_ref == "1").values(risk_level="high", version=2))
    done = take_back(planted, first)
    assert (done.removed, [kept.reason for kept in done.kept]) == (1, ["导入以后又有改动"])


def test_places_go_from_the_bottom_up_unless_something_stands_on_them(take, planted: Records) -> None:
    table = "区划代码,区划名称,上级代码\n530799,新区,5307\n530799001,新街道,530799\n530702009,金山街道,530702\n"
    first = take(table, "areas")
    take(MATTERS + "9,2026-01-05,,其他,530799001,,戊\n")
    done = take_back(planted, first)
    assert done.removed == 1
    assert [(kept.name, kept.reason) for kept in done.kept] == [
        ("区划 530799 新区", "已被下级区划使用"),
        ("区划 530799001 新街道", "已被事项使用"),
    ]


def test_a_rename_is_taken_back_with_its_alias(take, planted: Records) -> None:
    before = state(planted)
    outcome = take("区划代码,区划名称,上级代码\n530702001,大研古城街道,530702\n", "areas")
    assert take_back(planted, outcome).restored == 1
    assert state(planted) == before


def test_bodies_and_returns_are_taken_back(take, planted: Records) -> None:
    take("单位代码,单位名称,区划代码\nA,甲单位,530702\n", "units")
    returns = "指标,区划,开始日期,结束日期,数值,单位\n诉前调解案件,5307,2025-01-01,2025-01-31,{},件\n"
    take(returns.format(120), "indicators")
    before = state(planted)
    rooms = take("调解室代码,调解室名称,区划,类别\nR,某室,530702,调委会\n", "rooms")
    units = take("单位代码,单位名称,区划代码\nA,甲某单位,530702\nB,乙单位,530702\n", "units")
    restated = take(returns.format(125), "indicators")
    done = [take_back(planted, outcome) for outcome in (restated, units, rooms)]
    assert [(one.removed, one.restored) for one in done] == [(1, 0), (1, 1), (1, 0)]
    assert state(planted) == before


def test_a_batch_is_undone_once_and_it_is_written_down(take, planted: Records) -> None:
    batch = batch_of(planted, take(FIRST))
    undo(planted, batch, by=access.operator())
    with pytest.raises(NotUndone, match="已经撤销过"):
        undo(planted, batch, by=access.operator())
    with planted.reading() as session:
        events = session.scalars(select(AuditEvent).where(AuditEvent.action == "import.undone")).all()
    assert [event.detail for event in events] == ["removed=2 restored=0 kept=0"]
    assert batch_of(planted, Outcome("", "", batch.id, None, None, [], {}, {})).undone_at is not None  # type: ignore[arg-type]


def test_the_same_file_can_be_taken_in_again_after_it_was_undone(take, planted: Records) -> None:
    take(FIRST)
    take_back(planted, take(SECOND))
    again = take(SECOND)
    assert (again.counts.added, again.counts.changed) == (1, 1)


def test_looking_changes_nothing(take, planted: Records) -> None:
    batch = batch_of(planted, take(FIRST))
    before = state(planted)
    assert look(planted, batch).removed == 2
    assert state(planted) == before


def test_after_thirty_days_it_is_too_late(take, planted: Records) -> None:
    outcome = take(FIRST)
    with planted.writing() as session:
        session.execute(update(ImportBatch).values(started_at=clock.now() - timedelta(days=31)))
    with pytest.raises(NotUndone, match="超过 30 天"):
        look(planted, batch_of(planted, outcome))


def test_a_row_written_twice_in_one_file_goes_whole(take, planted: Records) -> None:
    before = state(planted)["matter"]
    outcome = take(MATTERS + "1,2026-01-05,,其他,530702001,,甲\n1,2026-01-05,,矛盾纠纷,530702001,,甲\n")
    assert take_back(planted, outcome).removed == 1
    assert state(planted)["matter"] == before


def test_an_office_sees_the_batches_of_its_own_area_only(take, planted: Records, tmp_path: Path) -> None:
    from core import accounts as people
    from db.models import Account

    with planted.writing() as session:
        for name, code in (("gucheng", "530702"), ("yulong", "530721")):
            area = session.scalars(select(Area).where(Area.code == code)).one()
            session.add(
                Account(
                    username=name,
                    display_name=name,
                    role="county_office",
                    area=area,
                    password_hash="x",
                    password_changed_at=clock.now(),
                    created_at=clock.now(),
                )
            )
    with planted.reading() as session:
        gucheng, yulong = (people.person(account) for account in session.scalars(select(Account).order_by(Account.id)))
    mine = take(FIRST, by=gucheng)
    take(FIRST.replace("1,", "8,"), name="other.csv")
    tree = areas.load(planted)
    assert [batch.id for batch in history(planted, gucheng, tree)] == [mine.batch_id]
    assert history(planted, yulong, tree) == []
    assert one(planted, yulong, tree, mine.batch_id) is None
    assert history(planted, Person(None, "x", "x", "county_office", None), tree) == []
    assert len(history(planted, access.operator(), tree)) == 2


def test_what_was_kept_for_undoing_names_runs_of_rows_not_each(take, planted: Records) -> None:
    take(MATTERS + "".join(f"{n},2026-01-05,,其他,530702001,,\n" for n in range(3000)))
    with planted.reading() as session:
        rows = session.scalar(select(func.count()).select_from(ImportChange).where(ImportChange.entity == "matter"))
    assert rows == 2
