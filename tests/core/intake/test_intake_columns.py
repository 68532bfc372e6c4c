"""The columns of a file: which are asked for, by which names, and what is said of those that nobody reads."""

from dataclasses import replace

import pytest

from core import access
from core.intake import UnreadableFile, columns
from core.intake.forbidden import header_reason
from db.session import Records
from tests.core.intake.test_intake_matters import fates, problems, stored


def test_columns_that_the_mapping_does_not_use_are_named_with_the_nearest_that_it_does(take, report) -> None:
    outcome = take("事项编号,上报时间,事项大类,办结时刻,天气\n1,2026-01-05,其他,2026-01-06,晴\n")
    assert outcome.unused_columns == {"办结时刻": "办结时间", "天气": ""}
    assert fates(outcome) == (1, 0, 0, 0, 0)
    told = report(outcome)
    assert problems(told) == [("1", "办结时刻", "", "存疑"), ("1", "天气", "", "存疑")]
    assert "是否应为“办结时间”" in told[0]["问题"]
    assert not any(value == "晴" for row in told for value in row.values())


def test_common_names_of_the_standard_columns_are_understood(take, planted: Records) -> None:
    outcome = take(
        "编号,上报日期,大类,类型,区划,摘要,时限\n"
        "1,2026-01-05,矛盾纠纷,0201,530702001,用水,2026-02-01\n"
        "2,2026-01-05,矛盾纠纷,0201,新华社区,用水,2026-02-01\n"
    )
    assert (fates(outcome), outcome.unused_columns, outcome.report) == ((2, 0, 0, 0, 0), {}, None)
    first, second = stored(planted, "1"), stored(planted, "2")
    assert (first.category_key, first.summary, str(first.due_on)) == ("A.0201", "用水", "2026-02-01")
    assert first.area is not None
    assert second.area is not None
    assert (first.area.code, second.area.code) == ("530702001", "530702001001")


def test_a_missing_column_goes_by_its_standard_name_in_words_for_officials(take) -> None:
    with pytest.raises(UnreadableFile, match=r"缺少所需的列：上报时间。") as refused:
        take("事项编号,事项大类\n1,其他\n")
    assert "--" not in str(refused.value)


@pytest.mark.parametrize(
    ("asked", "header", "said"),
    [
        ("areas", "事项编号,上报时间,区划代码,区划名称", "像是“事项”表，不是“区划”表。请改选“事项”"),
        ("matters", "填报单位：某市\n区划代码,区划名称,上级代码", "像是“区划”表，不是“事项”表。请改选“区划”"),
        ("units", "指标,区划,开始日期,结束日期,单位", "像是“指标”表"),
        ("matters", "甲,乙", "不像是表头"),
    ],
)
def test_a_table_of_another_kind_is_told_by_its_columns(take, asked: str, header: str, said: str) -> None:
    with pytest.raises(UnreadableFile, match=said):
        take(f"{header}\n1,2,3,4,5\n", asked)


def test_a_table_in_the_form_of_another_source_is_told_by_its_columns(take) -> None:
    with pytest.raises(
        UnreadableFile, match="像是“演示区划”格式的表，不是“标准表格”格式。请把“表格格式”改选为“演示区划”"
    ):
        take("code,name,parent_code,level,township_kind\n5307,丽江市,,prefecture,\n", "areas")


def test_who_may_not_import_the_other_kind_is_told_who_may(take) -> None:
    county = replace(access.operator(), area_code="530702")
    with pytest.raises(UnreadableFile, match="像是“区划”表，不是“事项”表。区划是全市（州）共用的"):
        take("区划代码,区划名称,上级代码\n1,甲,\n", by=county)


@pytest.mark.parametrize("kind", ["areas", "matters", "indicators"])
def test_every_standard_column_is_listed_and_none_is_forbidden(kind: str) -> None:
    listed = columns.standard(kind)
    assert any(column.required for column in listed)
    assert any(column.values for column in listed)
    assert not [name for column in listed for name in (column.name, *column.also) if header_reason(name)]


def test_a_table_of_the_required_columns_alone_is_taken(take) -> None:
    required = ",".join(column.name for column in columns.standard("matters") if column.required)
    assert required == "事项编号,上报时间"
    assert take(f"{required}\n1,2026-01-05\n").counts.added == 1
