"""Matters from tables: bad cells are named and the rest is kept, the same is nothing, other content has its rule."""

import json
from datetime import date

import pytest
from sqlalchemy import func, select

from core import access, clock, intake
from core.access import Person
from core.intake import NotAllowed, Outcome
from core.intake.ledger import PORTION
from db.models import AuditEvent, DataSource, ImportBatch, Matter, MatterEvent, MatterRevision, MemberUnit
from db.session import Records
from tests.factories import moment

ONE_OFF = """
[source]
key = "once"
name = "一次性表格"
mode = "one_off"
[matters.columns]
ref = "编号"
reported_at = "上报"
closed_at = { column = "办结", optional = true }
matter_class = { constant = "dispute" }
summary = { column = "概述", optional = true }
[matters.category]
list = "A"
code = { column = "类型", optional = true }
[matters.area]
names = [{ column = "乡镇", optional = true }, { column = "村", optional = true }]
"""


def stored(records: Records, ref: str = "1") -> Matter:
    with records.reading() as session:
        matter = session.scalars(select(Matter).where(Matter.source_ref == ref)).one()
        _ = matter.area, matter.handling_unit, matter.events
        return matter


def count(records: Records, model: type) -> int:
    with records.reading() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def problems(rows: list[dict[str, str]]) -> list[tuple[str, str, str, str]]:
    return [(row["行号"], row["列"], row["值"], row["级别"]) for row in rows]


def fates(outcome: Outcome) -> tuple[int, int, int, int, int]:
    c = outcome.counts
    assert c.read == c.added + c.changed + c.unchanged + c.refused
    return c.added, c.changed, c.unchanged, c.refused, c.doubtful


def test_a_full_row_becomes_a_matter_with_its_trail(take, planted: Records) -> None:
    outcome = take(
        "事项编号,上报时间,受理时间,交办时间,化解时间,办结时间,回访时间,办理期限,满意度,来源,规模,级别,风险等级,风险原因,"
        "涉及人数,类型代码,区划代码,办理单位代码,办理单位,事项概述\n"
        "1,2026-01-05 09:00,2026-01-05,2026-01-06,2026-01-20,2026-01-21,2026-01-25,2026-02-01,满意,12345热线,"
        "一般群体性,04,高风险,涉及人数多、临近时限,10至29人,0201,530702001,U9,古城区法院,用水纠纷\n"
    )
    assert fates(outcome) == (1, 0, 0, 0, 0)
    matter = stored(planted)
    assert (matter.code, matter.matter_class, matter.category_key) == ("standard-1", "dispute", "A.0201")
    assert (matter.source, matter.scale, matter.severity) == ("hotline", "02", "04")
    assert (matter.risk_level, matter.risk_reasons, matter.persons_band) == ("high", "persons deadline", "10-29")
    assert matter.area is not None
    assert matter.area.code == "530702001"
    assert matter.handling_unit is not None
    assert (matter.handling_unit.code, matter.handling_unit.name) == ("U9", "古城区法院")
    assert (matter.status, matter.due_on, matter.summary) == ("followed_up", date(2026, 2, 1), "用水纠纷")
    steps = [(event.status, event.episode) for event in matter.events]
    assert steps == [(s, 1) for s in ("reported", "accepted", "dispatched", "resolved", "closed", "followed_up")]
    # Accepted on the day of the report, at no known hour: not before it.
    assert matter.events[1].at == moment("2026-01-05 09:00")
    assert matter.events[-1].satisfaction == "satisfied"


def test_a_reopened_matter_has_two_handlings(take, planted: Records) -> None:
    take(
        "事项编号,上报时间,办结时间,重新办理时间,再次办结时间,办理期限,重新办理期限,是否按期,事项大类\n"
        "1,2026-01-05,2026-01-10,2026-02-01,2026-02-09,2026-01-20,2026-02-10,是,矛盾纠纷\n"
        "2,2026-01-05,,2026-02-01,,,,,矛盾纠纷\n"
    )
    first, second = stored(planted, "1"), stored(planted, "2")
    told = [(e.status, e.episode, e.due_on, e.on_time) for e in first.events]
    assert told == [
        ("reported", 1, date(2026, 1, 20), None),
        ("closed", 1, None, None),
        ("reopened", 2, date(2026, 2, 10), None),
        ("closed", 2, None, True),
    ]
    assert (first.status, first.due_on) == ("closed", date(2026, 2, 10))
    assert [(e.status, e.episode, e.dated) for e in second.events] == [
        ("reported", 1, True),
        ("closed", 1, False),
        ("reopened", 2, True),
    ]
    assert second.status == "reopened"


def test_a_bare_number_of_people_lands_in_its_band_and_other_means_the_other_of_the_class(
    take, planted: Records, report
) -> None:
    outcome = take(
        "事项编号,上报时间,事项大类,类型,涉及人数\n"
        "1,2026-01-05,治安安全隐患,其他,8 人\n"
        "2,2026-01-05,矛盾纠纷,其他,120\n"
    )
    assert problems(report(outcome)) == []
    told = [(stored(planted, ref).category_key, stored(planted, ref).persons_band) for ref in ("1", "2")]
    assert told == [("W.public_safety_other", "5-9"), ("A.99", "100+")]


def test_a_doubt_names_its_cell_and_what_may_be_written_there(take, planted: Records, report) -> None:
    outcome = take("事项编号,上报时间,事项大类,来源,满意度,是否按期\n1,2026-01-05,矛盾纠纷,市长信箱,满意,是\n")
    told = {row["列"]: (row["值"], row["建议"]) for row in report(outcome)}
    assert told["来源"][0] == "市长信箱"
    assert told["来源"][1].startswith("可填：网格员巡查、来访、12345热线")
    assert (told["满意度"][0], told["是否按期"][0]) == ("满意", "是")


def test_unknown_areas_and_codes_are_doubtful_and_the_rows_are_kept(take, planted: Records, report) -> None:
    outcome = take(
        "事项编号,上报时间,事项大类,区划代码,来源,类型代码,规模\n"
        "1,2026-01-05,矛盾纠纷,999999,12345热线,0201,01\n"
        "2,2026-01-05,矛盾纠纷,530702001,飞鸽传书,0201,01\n"
        "3,2026-01-05,矛盾纠纷,530702001,来访,7777,01\n"
        "4,2026-01-05,莫名其妙,530702001,来访,0201,1\n"
    )
    assert fates(outcome) == (4, 0, 0, 0, 4)
    assert problems(report(outcome)) == [
        ("2", "区划代码", "999999", "存疑"),
        ("3", "来源", "飞鸽传书", "存疑"),
        ("4", "类型代码", "7777", "存疑"),
        ("5", "事项大类", "莫名其妙", "存疑"),
    ]
    assert stored(planted, "1").area_id is None
    assert stored(planted, "2").source is None
    assert stored(planted, "3").category_key is None
    assert (stored(planted, "4").matter_class, stored(planted, "4").scale) == ("dispute", "01")


def test_what_is_wrong_once_is_said_once_and_what_is_missing_beside_it_too(take, planted: Records, report) -> None:
    outcome = take(
        "事项编号,上报时间,事项大类,来源,类型代码\n"
        "1,2026-01-05,,来访,7777\n"
        "2,2026-01-05,莫名其妙,来访,7777\n"
        "3,2026-01-05,,飞鸽传书,\n"
    )
    # A type that nobody knows tells no class either; a strange source is no excuse for a class that is missing.
    assert [(row["行号"], row["列"]) for row in report(outcome)] == [
        ("2", "类型代码"),
        ("3", "事项大类"),
        ("3", "类型代码"),
        ("4", "来源"),
        ("4", "事项大类"),
    ]
    assert stored(planted, "1").matter_class == "other"


def test_an_unknown_area_is_filled_in_once_areas_are_there(take, planted: Records) -> None:
    table = "事项编号,上报时间,事项大类,区划代码\n1,2026-01-05,其他,530702101\n"
    take(table)
    take("区划代码,区划名称,上级代码\n530702101,金山乡,530702\n", "areas")
    assert fates(take(table)) == (0, 1, 0, 0, 0)
    assert fates(take(table)) == (0, 0, 1, 0, 0)
    area = stored(planted).area
    assert area is not None
    assert area.code == "530702101"


def test_types_14_to_16_land_in_99_and_are_counted(take, planted: Records, report) -> None:
    outcome = take(
        "事项编号,上报时间,类型代码\n1,2026-01-05,14\n2,2026-01-05,1501\n3,2026-01-05,涉法涉诉\n4,2026-01-05,13\n"
    )
    assert fates(outcome) == (4, 0, 0, 0, 3)
    assert outcome.facts["barred_types"] == 3
    assert all("99 其他" in row["问题"] for row in report(outcome))
    assert [stored(planted, ref).category_key for ref in "1234"] == ["A.99", "A.99", "A.99", "A.13"]


def test_codes_that_lost_their_zeros_are_known(take, planted: Records) -> None:
    take("事项编号,上报时间,类型代码,区划代码\n1,2026-01-05,201,530702.0\n2.0,2026-01-05,1.0,\n")
    first, second = stored(planted, "1"), stored(planted, "2")
    assert (first.category_key, second.category_key) == ("A.0201", "A.01")
    assert first.area is not None
    assert first.area.code == "530702"


def test_closed_before_reported_is_refused_and_the_rest_imported(take, planted: Records, report) -> None:
    outcome = take(
        "事项编号,上报时间,办结时间,事项大类\n1,2026-01-05,2026-01-04,其他\n2,2026-01-05 16:00,2026-01-05,其他\n"
    )
    assert fates(outcome) == (1, 0, 0, 1, 0)
    assert problems(report(outcome)) == [("2", "办结时间", "2026-01-04", "拒绝")]
    # A closing on the very day, at no known hour, is not before the report of that afternoon.
    assert stored(planted, "2").status == "closed"


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("受理时间", "2026-01-01", "早于上报"),
        ("受理时间", "2099-01-01", "晚于现在"),
        ("受理时间", "前天", "认不出"),
        ("受理时间", "46000", "日期序号"),
        ("办理期限", "2025-12-31", "办理期限早于上报"),
        ("再次办结时间", "2026-02-01", "没有重新办理时间"),
        ("重新办理时间", "2026-01-01", "重新办理早于"),
        ("是否按期", "是", "没有办结时间"),
        ("满意度", "满意", "没有办结或回访时间"),
    ],
)
def test_an_impossible_date_loses_its_cell_only(
    take, planted: Records, report, column: str, value: str, words: str
) -> None:
    outcome = take(f"事项编号,上报时间,事项大类,{column}\n1,2026-01-05,其他,{value}\n")
    assert fates(outcome) == (1, 0, 0, 0, 1)
    assert words in report(outcome)[0]["问题"]
    assert [event.status for event in stored(planted).events] == ["reported"]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (",2026-01-05,其他", "必填"),
        ("1,,其他", "必填"),
        ("1,前天,其他", "认不出"),
        ("1,2099-01-05,其他", "晚于现在"),
        (f"{'9' * 65},2026-01-05,其他", "过长"),
        ("11010519491231002X,2026-01-05,其他", "身份证号"),
        ("13812345678,2026-01-05,其他", "身份证号或手机"),
    ],
)
def test_a_row_without_what_it_needs_is_refused(take, planted: Records, report, row: str, words: str) -> None:
    outcome = take(f"事项编号,上报时间,事项大类\n{row}\n7,2026-01-05,其他\n")
    assert fates(outcome) == (1, 0, 0, 1, 0)
    assert words in report(outcome)[0]["问题"]


@pytest.mark.parametrize("number", ["13812345678", "１３８ 1234 5678", "11010519491231002X", "110105 19491231 002x"])
def test_a_cell_with_a_number_of_somebody_is_kept_nowhere(take, planted: Records, tmp_path, number: str) -> None:
    outcome = take(
        f"事项编号,上报时间,事项大类,事项概述,办理单位,来源,区划代码\n1,2026-01-05,其他,请回电{number},{number}室,{number},{number}\n"
    )
    assert fates(outcome) == (1, 0, 0, 0, 1)
    matter = stored(planted)
    assert (matter.summary, matter.handling_unit_id, matter.source) == (None, None, None)
    plain = "".join(number.split())
    for file in tmp_path.rglob("*"):
        if file.is_file() and file.name != "table.csv":
            content = file.read_bytes()
            assert number.encode() not in content
            assert plain.encode() not in content, file


def test_forbidden_columns_are_named_and_never_read(take, planted: Records, report, tmp_path) -> None:
    outcome = take("事项编号,上报时间,事项大类,當事人姓名,民族,联系电话\n1,2026-01-05,其他,张三丰,纳西,0888-5123456\n")
    assert list(outcome.refused_columns) == ["當事人姓名", "民族", "联系电话"]
    assert fates(outcome) == (1, 0, 0, 0, 0)
    assert problems(report(outcome)) == [("1", name, "", "拒绝") for name in outcome.refused_columns]
    assert not any("张三丰".encode() in file.read_bytes() for file in tmp_path.glob("r*/*"))


def test_text_that_is_too_long_is_given_up_and_not_shown(take, planted: Records, report) -> None:
    outcome = take(f"事项编号,上报时间,事项大类,事项概述\n1,2026-01-05,其他,{'长' * 501}\n")
    assert (stored(planted).summary, report(outcome)[0]["值"]) == (None, "")


def test_the_report_never_holds_a_living_formula(take, report) -> None:
    outcome = take('事项编号,上报时间,事项大类,来源\n1,2026-01-05,其他,"=HYPERLINK(1)"\n')
    assert report(outcome)[0]["值"] == "'=HYPERLINK(1)"


FEED = "事项编号,上报时间,办结时间,事项大类,来源,更新时间\n"


def test_the_same_again_changes_nothing(take, planted: Records) -> None:
    table = FEED + "1,2026-01-05,,其他,来访,2026-01-05 10:00\n"
    take(table)
    outcome = take(table.replace("2026-01-05,", "2026年1月5日,"))
    assert fates(outcome) == (0, 0, 1, 0, 0)
    assert outcome.report is None
    assert (count(planted, Matter), count(planted, MatterEvent), count(planted, MatterRevision)) == (1, 1, 0)


def test_a_feed_updates_and_keeps_what_was(take, planted: Records) -> None:
    take(FEED + "1,2026-01-05,,其他,来访,2026-01-05 10:00\n")
    before = stored(planted)
    outcome = take(FEED + "1,2026-01-05,2026-01-09,其他,12345热线,2026-01-09 10:00\n")
    after = stored(planted)
    assert fates(outcome) == (0, 1, 0, 0, 0)
    assert (after.id, after.version, after.status, after.source) == (before.id, before.version + 1, "closed", "hotline")
    # The step that stayed the same is the same row.
    assert [event.id for event in after.events][:1] == [event.id for event in before.events]
    with planted.reading() as session:
        revision = session.scalars(select(MatterRevision)).one()
    assert json.loads(revision.before)["source"] == "visit"
    assert revision.import_batch_id == outcome.batch_id


def test_a_feed_takes_back_a_step_that_it_no_longer_tells(take, planted: Records) -> None:
    take(FEED + "1,2026-01-05,2026-01-09,其他,来访,\n")
    take(FEED + "1,2026-01-05,,其他,来访,\n")
    assert [event.status for event in stored(planted).events] == ["reported"]
    assert stored(planted).status == "reported"


def test_an_older_row_that_arrives_later_changes_nothing(take, planted: Records) -> None:
    take(FEED + "1,2026-01-05,2026-01-09,其他,来访,2026-01-09 10:00\n")
    outcome = take(FEED + "1,2026-01-05,,其他,来访,2026-01-06 10:00\n")
    assert fates(outcome) == (0, 0, 1, 0, 1)
    assert stored(planted).status == "closed"


def test_in_one_file_of_a_feed_the_later_row_wins(take, planted: Records) -> None:
    row = "1,2026-01-05,,其他,来访,\n"
    rows = row + row + "1,2026-01-05,2026-01-08,其他,来访,\n2,2026-01-05,,其他,来访,\n"
    assert fates(take(FEED + rows)) == (2, 1, 1, 0, 2)
    assert stored(planted, "1").status == "closed"
    assert count(planted, MatterRevision) == 1


def test_a_one_off_refuses_other_content_and_says_the_difference(take, planted: Records, report) -> None:
    table = "编号,上报,办结,类型,概述\n1,2026-01-05,2026-01-09,0201,甲\n"
    take(table, mapping=ONE_OFF)
    outcome = take(table.replace("0201,甲", "0301,乙").replace("01-09", "01-10"), mapping=ONE_OFF)
    assert fates(outcome) == (0, 0, 0, 1, 0)
    problem = report(outcome)[0]["问题"]
    assert "类型 A.0201 → A.0301" in problem
    assert "办结 2026-01-09 00:00 → 2026-01-10 00:00" in problem
    assert "事项概述有改动" in problem
    assert stored(planted).category_key == "A.0201"


def test_duplicates_in_a_one_off_are_nothing_when_same_and_refused_when_not(take) -> None:
    rows = "1,2026-01-05,,0201,\n1,2026-01-05,,0201,\n1,2026-01-05,,0301,\n"
    assert fates(take("编号,上报,办结,类型,概述\n" + rows, mapping=ONE_OFF)) == (1, 0, 1, 1, 1)


def test_an_id_that_a_file_names_twice_is_doubtful_and_both_rows_are_named(take, report) -> None:
    rows = "1,2026-01-05,,其他,来访,\n2,2026-01-05,,其他,来访,\n1,2026-01-05,2026-01-08,其他,来访,\n"
    told = report(take(FEED + rows))
    assert problems(told) == [("4", "事项编号", "1", "存疑")]
    assert told[0]["问题"] == "同一文件中事项编号重复（第 2、4 行），以后一行为准"
    assert take(FEED + rows + rows).repeated[0].startswith("同一编号在文件内重复 4 次，以后一行为准")
    stale = "3,2026-01-05,,其他,来访,2026-01-06\n3,2026-01-05,,其他,热线,2026-01-05\n"
    assert "（第 2、3 行），以前一行为准" in report(take(FEED + stale))[0]["问题"]


@pytest.mark.parametrize("between", [0, PORTION])
def test_a_file_with_repeated_ids_read_again_changes_nothing(take, planted: Records, between: int) -> None:
    others = "".join(f"n{number},2026-01-05,,其他,来访,\n" for number in range(between))
    said = "1,2026-01-05,,其他,来访,\n"
    rows = said + others + said.replace(",,", ",2026-01-08,", 1) + others.replace("n", "m") + said
    first = take(FEED + rows)
    # Said, said otherwise, said as at first: the last word counts.
    assert fates(first) == (1 + 2 * between, 2, 0, 0, 2)
    assert stored(planted, "1").status == "reported"
    for _ in range(2):
        assert fates(take(FEED + rows)) == (0, 0, 3 + 2 * between, 0, 2)
    assert count(planted, MatterRevision) == 2


def test_areas_are_found_by_name_within_what_is_above_them(take, planted: Records, report) -> None:
    rows = "1,2026-01-05,大研街道,新华社区\n2,2026-01-05,,新华社区\n3,2026-01-05,大研街道,不存在村\n"
    outcome = take("编号,上报,乡镇,村\n" + rows, mapping=ONE_OFF)
    found = [matter.area.code if matter.area else None for matter in (stored(planted, ref) for ref in "123")]
    assert found == ["530702001001", "530702001001", "530702001"]
    assert problems(report(outcome)) == [("4", "村", "不存在村", "存疑")]


def test_a_village_is_known_with_and_without_the_words_for_its_committee(take, planted: Records, report) -> None:
    rows = "1,2026-01-05,大研街道,新华社区居委会\n2,2026-01-05,大研街道,新华社区居民委员会\n"
    outcome = take("编号,上报,乡镇,村\n" + rows, mapping=ONE_OFF)
    found = [matter.area.code if matter.area else None for matter in (stored(planted, ref) for ref in "12")]
    assert found == ["530702001001", "530702001001"]
    assert report(outcome) == []


def test_of_several_names_the_first_that_is_not_known_is_blamed(take, planted: Records, report) -> None:
    outcome = take("编号,上报,乡镇,村\n1,2026-01-05,大研镇,新华社区\n", mapping=ONE_OFF)
    assert problems(report(outcome)) == [("2", "乡镇", "大研镇", "存疑")]


def test_a_name_glued_behind_that_of_the_place_above_is_taken_apart(take, planted: Records, report) -> None:
    rows = "1,2026-01-05,古城区大研街道\n2,2026-01-05,丽江市古城区大研街道新华社区\n3,2026-01-05,古城区不存在街道\n"
    outcome = take("编号,上报,乡镇\n" + rows, mapping=ONE_OFF)
    found = [matter.area.code if matter.area else None for matter in (stored(planted, ref) for ref in "123")]
    assert found == ["530702001", "530702001001", None]
    assert [row["行号"] for row in report(outcome)] == ["4"]


def test_an_unknown_code_beside_a_known_name_says_that_the_name_was_followed(take, planted: Records, report) -> None:
    outcome = take("事项编号,上报时间,事项大类,区划代码,乡镇（街道）\n1,2026-01-05,其他,999999,大研街道\n")
    assert [row["问题"] for row in report(outcome)] == ["库中没有这个区划代码，已按名称归入“大研街道”"]
    area = stored(planted).area
    assert area is not None
    assert area.name == "大研街道"


def test_a_row_that_names_no_area_is_doubtful_where_the_file_has_a_column_for_it(take, report) -> None:
    outcome = take("事项编号,上报时间,事项大类,区划代码\n1,2026-01-05,其他,\n2,2026-01-05,其他,530702\n")
    assert [(row["行号"], row["问题"]) for row in report(outcome)] == [("2", "没有写区划，已归入“未知”")]
    without = take("事项编号,上报时间,事项大类\n3,2026-01-05,其他\n")
    assert (without.counts.doubtful, without.facts["without_area_column"]) == (0, 1)


def test_a_type_of_another_class_is_doubtful_and_the_class_kept_as_written(take, planted: Records, report) -> None:
    outcome = take("事项编号,上报时间,事项大类,类型代码\n1,2026-01-05,服务民生,0201\n2,2026-01-05,矛盾纠纷,0201\n")
    assert [(row["行号"], row["列"]) for row in report(outcome)] == [("2", "类型代码")]
    assert "“服务民生类”，类型却属于“矛盾纠纷类”" in report(outcome)[0]["问题"]
    assert stored(planted, "1").matter_class == "livelihood"


def test_a_name_borne_by_two_places_is_not_guessed(take, planted: Records, report) -> None:
    take("区划代码,区划名称,上级代码\n530721200,大东乡,530721\n", "areas")
    outcome = take("编号,上报,乡镇,村\n1,2026-01-05,大东乡,\n", mapping=ONE_OFF)
    assert "分不清" in report(outcome)[0]["问题"]
    assert stored(planted).area_id is None


def test_units_by_name_alone_are_found_or_registered_once(take, planted: Records) -> None:
    table = "事项编号,上报时间,事项大类,办理单位\n"
    outcome = take(table + "1,2026-01-05,其他,司法所\n2,2026-01-05,其他,司法所\n")
    take(table + "3,2026-01-05,其他,司法所\n")
    assert outcome.counts.doubtful == 1
    assert count(planted, MemberUnit) == 1


def test_each_import_leaves_its_batch_its_audit_and_the_age_of_its_source(take, planted: Records) -> None:
    outcome = take(FEED + "1,2026-01-05,2026-01-09,其他,来访,2026-01-09 10:00\n")
    with planted.reading() as session:
        batch = session.get_one(ImportBatch, outcome.batch_id)
        source = session.scalars(select(DataSource)).one()
        actions = session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)).all()
    assert (batch.rows_read, batch.rows_added, batch.finished_at is not None) == (1, 1, True)
    assert actions == ["import.started", "import.matters", "import.finished"]
    assert (source.key, source.as_of) == ("standard", moment("2026-01-09 10:00"))


@pytest.mark.parametrize("step", ["办结时间", "回访时间", "重新办理时间"])
def test_a_source_is_as_fresh_as_the_latest_step_of_any_kind(take, step: str) -> None:
    rows = "1,2026-01-05,其他,2026-02-09 08:00\n2,2026-01-07,其他,\n"
    assert take(f"事项编号,上报时间,事项大类,{step}\n{rows}").as_of == moment("2026-02-09 23:59:59")


def test_no_source_is_fresher_than_now_nor_by_a_row_that_was_refused(take) -> None:
    day = clock.today()
    outcome = take(f"事项编号,上报时间,事项大类,办结时间\n1,{day},其他,{day}\n")
    assert outcome.as_of is not None
    assert outcome.as_of <= clock.now()
    table = "编号,上报,办结,类型,概述\n1,2026-01-05,{},0201,甲\n"
    take(table.format("2026-01-09"), mapping=ONE_OFF)
    assert take(table.format("2026-05-09"), mapping=ONE_OFF).as_of == moment("2026-01-09 23:59:59")


def test_who_may_not_import_is_refused(take) -> None:
    reader = Person(None, "leader", "市级领导", "leader", "0")
    with pytest.raises(NotAllowed, match="没有导入的权限"):
        take(FEED, by=reader)
    with pytest.raises(NotAllowed):
        take("区划代码,区划名称,上级代码\n", "areas", by=Person(None, "desk", "指挥中心", "command_desk", "530702"))


def test_a_county_office_imports_for_its_own_county_only(take, planted: Records, report) -> None:
    office = Person(None, "gucheng", "古城区综治中心", "county_office", "530702")
    table = "事项编号,上报时间,事项大类,区划代码\n1,2026-01-05,其他,530702001\n2,2026-01-05,其他,530721100\n"
    outcome = take(table, by=office)
    assert fates(outcome) == (1, 0, 0, 1, 0)
    assert "不在您负责的区域" in report(outcome)[0]["问题"]


def test_a_mapping_that_does_not_tell_of_the_kind_is_refused(take) -> None:
    with pytest.raises(intake.MappingRefused):
        take(FEED, mapping="published")
    assert access.operator().role == "operator"


@pytest.mark.parametrize(
    ("written", "key", "matter_class"),
    [
        ("噪声与油烟", "W.livelihood_noise", "livelihood"),
        ("livelihood_noise", "W.livelihood_noise", "livelihood"),
        ("W.public_safety_fire", "W.public_safety_fire", "public_safety"),
        ("山林土地", "C.6", "dispute"),
        ("邻里", "A.02", "dispute"),
        ("6", "A.06", "dispute"),
    ],
)
def test_a_type_of_any_shipped_list_is_known_by_name_or_code(take, report, planted, written, key, matter_class) -> None:
    outcome = take(f"事项编号,上报时间,区划代码,类型\n1,2026-01-05,530702001,{written}\n")
    assert report(outcome) == []
    matter = stored(planted)
    assert (matter.category_key, matter.matter_class) == (key, matter_class)


def test_an_unknown_type_is_said_to_be_left_out_and_its_whole_name_is_guessed(take, report) -> None:
    rows = "1,2026-01-05,530702001,劳务派遣\n2,2026-01-05,530702001,占道\n3,2026-01-05,530702001,安全隐患\n"
    told = [row["问题"] for row in report(take(f"事项编号,上报时间,区划代码,类型\n{rows}"))]
    left_out = "类型代码表中没有这个类型，这一格按没有填写处理"
    assert told == [f"{left_out}；是否应为“劳动合同、劳务派遣”？", left_out, left_out]
