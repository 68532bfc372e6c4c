"""The columns of a file: which are asked for, by which names, and what is said of those that nobody reads."""

import pytest

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


def test_a_missing_column_goes_by_its_standard_name_and_the_list_is_pointed_at(take) -> None:
    with pytest.raises(UnreadableFile, match=r"缺少映射所需的列：上报时间。.*--columns"):
        take("事项编号,事项大类\n1,其他\n")


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
