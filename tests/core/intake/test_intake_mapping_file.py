"""Mapping files: those that are shipped hold, and every fault is told in Chinese with the key at fault."""

import pytest

from core.intake import MappingRefused, shipped
from core.intake.mapping_file import load

GOOD = """
[source]
key = "own"
name = "自有"
mode = "feed"
[matters.columns]
ref = "编号"
reported_at = "上报"
"""


@pytest.mark.parametrize("name", shipped())
def test_a_shipped_mapping_holds(name: str) -> None:
    assert load(name).rules.source.name


SUMMARY = "matters.columns.summary"
FAULTS = {
    "unknown key": (GOOD + 'colour = "x"\n', "不认识的项：matters.columns.colour"),
    "missing key": (GOOD.replace('mode = "feed"\n', ""), "缺少必需的项：source.mode"),
    "value outside its list": (GOOD.replace('"feed"', '"sometimes"'), "source.mode 的值不在可选范围内"),
    "wrong form": (GOOD.replace('"own"', '"自有"'), "source.key 的值不对"),
    "two origins of a field": (GOOD + 'summary = { column = "a", constant = "b" }\n', f"{SUMMARY} 应当且只应当写"),
    "unknown code": (GOOD + '[matters.codes.source]\n"电话" = "smoke"\n', "matters.codes.source 中的代码 smoke"),
    "codes of no coded field": (GOOD + '[matters.codes.summary]\n"a" = "b"\n', "matters.codes 中的 summary"),
    "steps without areas": (GOOD + "[matters.area]\nsteps = true\n", "必须有 [areas] 的 steps"),
    "unit without anything": (GOOD + "[matters.unit]\nprefixed = true\n", "matters.unit 至少要写 id 或 name"),
    "broken syntax": (GOOD + "[matters\n", "格式有误"),
    "forbidden column": (GOOD + 'summary = "当事人姓名"\n', f"{SUMMARY} 要读取列“当事人姓名”"),
    "forbidden column in a template": (GOOD + 'summary = { template = "{事由}{联系电话}" }\n', "联系电话"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_told_with_its_key(tmp_path, fault: str) -> None:
    text, words = FAULTS[fault]
    file = tmp_path / "mapping.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(MappingRefused) as refused:
        load(file)
    assert words in str(refused.value)


def test_an_unknown_name_lists_the_shipped_ones() -> None:
    with pytest.raises(MappingRefused, match=r"pingshan.*standard"):
        load("nowhere")
