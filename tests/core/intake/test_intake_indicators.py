"""Indicator returns from tables: stored as reported, restated beside it, never without a place or a number."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select

from db.models import IndicatorReturn
from db.session import Records

HEADER = "指标,区划,开始日期,结束日期,数值,单位,同比（%）,限定词,数据截至,出处\n"
ROW = "诉前调解案件,5307,2023-01-01,2023-04-30,1958,件,285.4,,2023-05-05,两级法院\n"


def stored(records: Records) -> list[IndicatorReturn]:
    with records.reading() as session:
        return list(session.scalars(select(IndicatorReturn).order_by(IndicatorReturn.id)))


def test_a_return_is_stored_as_reported(take, planted: Records) -> None:
    outcome = take(HEADER + ROW + 'grid_workers,丽江市,2023-05-15,2023-05-15,"1,903",人,,以上,,\n', "indicators")
    assert outcome.counts.added == 2
    first, second = stored(planted)
    assert (first.indicator, first.value, first.unit, first.revision) == ("pre_litigation_mediations", 1958, "case", 0)
    assert (first.change_percent, first.change_decimals, first.qualifier) == (Decimal("285.4"), 1, "exact")
    assert (first.as_of, first.citation) == (date(2023, 5, 5), "两级法院")
    assert (second.value, second.qualifier, second.change_percent) == (1903, "at_least", None)


def test_a_feed_restates_beside_what_was_reported(take, planted: Records) -> None:
    take(HEADER + ROW, "indicators")
    assert take(HEADER + ROW, "indicators").counts.unchanged == 1
    assert take(HEADER + ROW.replace("1958", "1960"), "indicators").counts.changed == 1
    assert [(row.revision, row.value) for row in stored(planted)] == [(0, 1958), (1, 1960)]
    older = take(HEADER + ROW.replace("1958", "1").replace("2023-05-05", "2023-05-01"), "indicators")
    assert (older.counts.unchanged, older.counts.doubtful) == (1, 1)


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("5307", "9999", "库中没有这个区划"),
        ("1958,件,285.4", ",件,", "都是空的"),
        ("1958", "1958余", "夹有"),
        ("1958", "不详", "认不出这个数字"),
        ("2023-04-30", "2022-04-30", "结束日期早于"),
        ("2023-01-01", "", "必填"),
        ("诉前调解案件", "某种案件", "不合规格"),
        (",件,", ",,", "必填"),
    ],
)
def test_a_return_that_cannot_stand_is_refused_and_the_rest_imported(
    take, planted: Records, report, before: str, after: str, words: str
) -> None:
    good = ROW.replace("诉前调解案件", "新收民事案件")
    outcome = take(HEADER + ROW.replace(before, after, 1) + good, "indicators")
    assert (outcome.counts.added, outcome.counts.refused) == (1, 1)
    assert words in report(outcome)[0]["问题"]


def test_published_figures_are_kept_as_published(take, planted: Records, shared_data: Path, report) -> None:
    take(shared_data / "areas_demo.csv", "areas", "areas_demo")
    outcome = take(shared_data / "published_figures.csv", "indicators", "published")
    assert (outcome.counts.added, outcome.counts.refused, outcome.counts.doubtful) == (39, 0, 0)
    assert {group.reason for group in outcome.groups} == {"unused_column"}
    rows = {row.indicator: row for row in stored(planted)}
    assert (rows["new_civil_cases"].value, rows["new_civil_cases"].change_percent) == (3586, Decimal("-28.75"))
    assert rows["first_instance_civil_cases"].value is None
    assert rows["robbery_calls"].change_decimals == 0
    assert take(shared_data / "published_figures.csv", "indicators", "published").counts.unchanged == 39
    changed = (shared_data / "published_figures.csv").read_text(encoding="utf-8-sig").replace(",1958,", ",1959,")
    refused = take(changed, "indicators", "published")
    assert (refused.counts.unchanged, refused.counts.refused) == (38, 1)
    assert "数值 1958.0000 → 1959.0000" in report(refused)[-1]["问题"]
