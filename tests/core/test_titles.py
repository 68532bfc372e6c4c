"""A title says everything that a figure depends on, in the shortest form that leaves nothing open."""

from datetime import date

import pytest

from core import areas, titles, words
from core.periods import Period, Span
from db.session import Records
from tests import factories

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("period", "written"),
    [
        ("today", "2026年11月21日"),
        ("this_month", "2026年11月1–21日"),
        ("last_month", "2026年10月"),
        ("this_quarter", "2026年10月1日–11月21日"),
        ("last_quarter", "2026年三季度"),
        ("2026Q1", "2026年一季度"),
        ("last_year", "2025年"),
        ("2025-12-20..2026-01-10", "2025年12月20日–2026年1月10日"),
        ("2026-11-16..2026-11-22", "2026年11月16–22日"),
    ],
)
def test_a_span_of_days_in_words(period: str, written: str) -> None:
    assert titles.span_words(Period.parse(period).resolve(TODAY)) == written


def test_a_sentence_names_place_period_filters_and_number(records: Records) -> None:
    with records.writing() as session:
        factories.areas(session)
    tree = areas.load(records)
    known = words.load(records, tree)
    span = Span(date(2026, 11, 1), TODAY)
    said = titles.sentence(
        [tree["530702"]], span, (("category", ("A.01", "A.02")), ("source", ("visit",))), known, "128 件"
    )
    assert said == "古城区 2026年11月1–21日 婚恋家庭、邻里 来访 128 件"
    said = titles.sentence([tree["530702"], tree["530721"]], span, (), known, "0 件")
    assert said == "古城区等2个区域 2026年11月1–21日 全部事项 0 件"


def test_codes_that_nobody_knows_read_as_unknown(records: Records) -> None:
    known = words.load(records, areas.load(records))
    for dimension in ("category", "handling_unit", "area", "township", "source"):
        assert known.of(dimension, "no such code") == known.of(dimension, None) == "未知"
    assert known.of("severity", "01") == "特别重大"
    assert [category.key for category in known.classes()["A"]][:2] == ["A.01", "A.02"]
