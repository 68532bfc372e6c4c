"""The dictionary says every metric in words, and finds them by words."""

import re

import pytest

from core import dictionary
from core.definitions import definition, definitions
from core.dictionary import THEMES

CODE = re.compile(r"[a-z]+_[a-z_]+|\b(?:high|dispute|village|first)\b")


def test_every_metric_stands_in_it_once_in_chinese_words_only() -> None:
    entries = [entry for _, found in dictionary.themes() for entry in found]
    assert sorted(entry.metric.key for entry in entries) == sorted(definitions())
    for entry in entries:
        heads = [head for head, _ in entry.facts]
        assert {"单位", "类别", "计入", "方向", "依据", "责任单位", "审定日期"} <= set(heads)
        assert not [text for _, text in entry.facts if CODE.search(text)], entry
        assert ("分母" in heads) == (
            entry.metric.is_rate or entry.metric.kind == "ratio"
        ) or entry.metric.kind == "current"


def test_themes_keep_their_order() -> None:
    assert [theme for theme, _ in dictionary.themes()] == [*THEMES]


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("虚假办结", {"false_closures", "false_closure_rate", "reopened_matters"}),
        ("FALSE_closures", {"false_closures"}),
        ("满意率", {"satisfaction_rate"}),
        ("每万人 网格员", {"grid_workers_per_10k"}),
        ("天气", set()),
    ],
)
def test_words_find_metrics(search: str, found: set[str]) -> None:
    keys = {entry.metric.key for _, entries in dictionary.themes(search) for entry in entries}
    assert (found <= keys | {"reopened_matters"}) if found else not keys
    assert len(keys) < len(definitions()) / 3


def test_parts_are_said_in_words() -> None:
    facts = dict(dictionary.entry(definition("high_risk_share")).facts)
    assert facts["分子"] == "计件（次）或个数；事项大类为矛盾纠纷类；风险等级为高风险"
    assert facts["分母"] == "计件（次）或个数；事项大类为矛盾纠纷类；已填写风险等级"
    assert facts["计入"] == "期末日：上报（或重新办理）日已到、办结日未到"
    rate = dict(dictionary.entry(definition("false_closure_rate")).facts)
    assert "发现未化解日" in rate["分子"]
    ratio = dict(dictionary.entry(definition("disputes_per_10k")).facts)
    assert (ratio["分子"], ratio["分母"]) == ("新增矛盾纠纷，乘以10000", "常住人口")
