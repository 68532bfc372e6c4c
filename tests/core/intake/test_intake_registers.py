"""Units and rooms from tables: known by their code, within one's own area, blank cells leave what is there."""

from datetime import date

import pytest
from sqlalchemy import select

from core import clock
from core.access import Person
from db.models import MediationRoom, MemberUnit
from db.session import Records

UNITS = "单位代码,单位名称,区划代码,单位类别,责任单位类别,是否接入\n"
ROOMS = "调解室代码,调解室名称,区划,类别,调解专长,启用日期\n"
OFFICE = Person(None, "gucheng", "古城区综治中心", "county_office", "530702")


def units(records: Records) -> dict[str, MemberUnit]:
    with records.reading() as session:
        return {unit.code: unit for unit in session.scalars(select(MemberUnit))}


def rooms(records: Records) -> dict[str, MediationRoom]:
    with records.reading() as session:
        return {room.code: room for room in session.scalars(select(MediationRoom))}


def fates(outcome) -> tuple[int, int, int, int]:  # type: ignore[no-untyped-def]
    c = outcome.counts
    return c.added, c.changed, c.unchanged, c.refused


def test_units_are_added_changed_and_left_alone(take, planted: Records) -> None:
    first = take(
        UNITS + "FY-01,古城区法院,530702,法院,重点责任单位,是\nSF-01,大研司法所,大研街道,司法所,一般,\n", "units"
    )
    again = take(UNITS + "FY-01,古城区人民法院,530702,,,\nSF-01,大研司法所,530702001,司法行政,,\n", "units")
    assert (fates(first), fates(again)) == ((2, 0, 0, 0), (0, 1, 1, 0))
    court = units(planted)["FY-01"]
    assert (court.name, court.kind, court.unit_class, court.connected) == ("古城区人民法院", "court", "key", True)
    assert (units(planted)["SF-01"].kind, units(planted)["SF-01"].unit_class) == ("justice", "general")


def test_a_unit_that_matters_brought_in_by_name_is_given_its_code(take, planted: Records) -> None:
    take("事项编号,上报时间,事项大类,办理单位\n1,2026-01-05,其他,大研司法所\n")
    outcome = take(UNITS + "SF-01,大研司法所,530702001,司法所,,\n", "units")
    assert fates(outcome) == (0, 1, 0, 0)
    assert list(units(planted)) == ["SF-01"]


def test_rooms_have_a_kind_a_place_and_a_first_day(take, planted: Records, report) -> None:
    table = (
        ROOMS + "R1,阿勒丘调解室,530702001,个人调解工作室,旅游,2023-05-01\nR2,大研调委会,大研街道,人民调解委员会,,\n"
    )
    outcome = take(table + "R3,某室,530702001,茶话会,,\nR4,某室,大理,调委会,,\n", "rooms")
    assert fates(outcome) == (2, 0, 0, 2)
    told = [(row["单元格"], row["值"]) for row in report(outcome) if row["级别"] == "拒绝"]
    assert told == [("D4", "茶话会"), ("C5", "大理")]
    found = rooms(planted)
    assert (found["R1"].kind, found["R1"].speciality, found["R1"].valid_from) == (
        "workroom",
        "tourism",
        date(2023, 5, 1),
    )
    assert found["R2"].valid_from == clock.today()
    assert fates(take(table, "rooms")) == (0, 0, 2, 0)


@pytest.mark.parametrize("place", ["530721", "黄山镇"])
def test_an_office_registers_bodies_of_its_own_area_only(take, planted: Records, place: str) -> None:
    take(UNITS + "YL-01,玉龙法院,530721,法院,,\n", "units")
    outcome = take(
        UNITS + f"YL-02,某单位,{place},,,\nYL-01,改名,530702,,,\nGC-01,古城法院,530702,,,\n", "units", by=OFFICE
    )
    assert fates(outcome) == (1, 0, 0, 2)
    assert units(planted)["YL-01"].name == "玉龙法院"


def test_a_body_named_twice_in_different_ways_is_refused_once(take, report) -> None:
    outcome = take(UNITS + "A,甲单位,530702,,,\nA,乙单位,530702,,,\nA,甲单位,530702,,,\n", "units")
    assert fates(outcome) == (1, 0, 1, 1)
    assert "与第 2 行代码相同" in report(outcome)[0]["问题"]


def test_no_personal_number_becomes_a_body(take, planted: Records, report) -> None:
    outcome = take(UNITS + "13888888888,甲,530702,,,\nB,张某13888888888,530702,,,\n", "units")
    assert fates(outcome) == (0, 0, 0, 2)
    assert {row["值"] for row in report(outcome)} == {"***"}
    assert not units(planted)
