"""What is wrong with a scheme is told when it is read: all of it, in words, with its place."""

import re

import pytest

from core.definitions import definitions
from core.scoring import reading, schemes, wording
from core.scoring.faults import BadScheme
from tests.core.scoring import worked


def faults(text: str) -> list[tuple[str, str]]:
    with pytest.raises(BadScheme) as bad:
        reading.read(text)
    assert all(fault.told for fault in bad.value.faults)
    return [(fault.reason, fault.place) for fault in bad.value.faults]


def rule(key: str, points: str, binding: str, shape: str) -> list[str]:
    """What is wrong where one item reads so."""
    found = faults(worked.text(**{key: f"points = {points}\n{binding}\nrule = {{ {shape} }}"}))
    return [reason for reason, _ in found]


RATE, TARGET = 'metric = "due_met_rate"', 'kind = "target", target = 90, per = 0.5'


def test_the_example_that_is_shipped_is_sound() -> None:
    scheme = reading.read(schemes.example())
    assert [group.key for group in scheme.group] == ["towns", "subdistricts", "counties", "key_units", "general_units"]


def test_how_it_is_laid_out_does_not_change_its_hash() -> None:
    text = worked.text()
    assert reading.read(text.replace(" = ", "   =  ") + "\n# 注").hash == reading.read(text).hash
    assert reading.read(text.replace("per = 0.5 }", "per = 0.6 }", 1)).hash != reading.read(text).hash


def test_weights_must_sum_in_every_group() -> None:
    assert faults(worked.text(due=f"points = 19\n{RATE}\nrule = {{ {TARGET} }}")) == [
        ("weights", "镇、乡"),
        ("weights", "街道"),
        ("weights", "重点责任单位"),
    ]


def test_all_faults_are_told_at_once() -> None:
    found = faults(worked.text(due='points = 19\nmetric = "nothing"\nrule = { kind = "mark" }'))
    assert {"weights", "unknown_metric", "mark_rule"} <= {reason for reason, _ in found}


@pytest.mark.parametrize(
    ("reason", "binding", "shape"),
    [
        ("unknown_metric", 'metric = "nothing"', TARGET),
        ("unknown_metric_near", 'metric = "satisfaction"', TARGET),
        ("unknown_metric_near", 'metric = "按期办结率"', TARGET),
        ("binding", "", TARGET),
        ("binding", f'{RATE}\nevidence = "count"', TARGET),
        ("mark_rule", 'evidence = "mark"', TARGET),
        ("mark_rule", RATE, 'kind = "mark"'),
        ("not_scorable", 'metric = "median_days_to_close"', TARGET),
        ("not_scorable", 'metric = "letters_and_visits"\ndirection = "lower"', TARGET),
        ("not_scorable", 'metric = "criminal_cases"\ndirection = "lower"', 'kind = "rank"'),
        ("not_by_body", 'metric = "grid_vacancy_rate"', TARGET),
        ("against", f'{RATE}\ndirection = "lower"', TARGET),
        ("against", 'metric = "false_closures"', 'kind = "per_count", per = 1'),
        ("no_direction", 'metric = "closed_matters"', 'kind = "rank"'),
        ("punishes_receipt", 'metric = "new_disputes"', 'kind = "per_count", per = -1'),
        ("punishes_receipt", 'metric = "accepted_matters"\ndirection = "lower"', 'kind = "rank"'),
        ("punishes_receipt", 'metric = "mediation_applied"\ndirection = "lower"', 'kind = "mean", per = 1'),
        ("punishes_receipt", 'metric = "high_risk_disputes"', 'kind = "per_count", per = -1'),
        ("punishes_receipt", 'metric = "new_grave_matters"', 'kind = "per_count", per = -1'),
        ("bounds", f"{RATE}\ncap = 30", TARGET),
        ("bounds", f"{RATE}\nfloor = 21", TARGET),
        ("unreachable", RATE, 'kind = "target", target = 90, per = 0'),
        ("unreachable", RATE, 'kind = "threshold", at = 90, below = 20'),
        ("unreachable", RATE, 'kind = "rank", last = 20'),
        ("unreachable", RATE, 'kind = "mean", per = -1'),
        ("unreachable", 'metric = "false_closures"', 'kind = "per_count", per = 0'),
        ("beyond_rate", RATE, 'kind = "target", target = 101, per = 1'),
        ("step_order", RATE, 'kind = "step", steps = [[80, 20], [90, 10]]'),
        ("step_points", RATE, 'kind = "step", steps = [[90, 15], [80, 10]]'),
        ("acts_bounds", "", 'kind = "acts"'),
        ("unknown_rule", RATE, 'kind = "guess"'),
        ("unknown_field", RATE, 'kind = "target", target = 90, per = 1, weight = 3'),
        ("missing", RATE, 'kind = "target", target = 90'),
        ("bad_value", RATE, 'kind = "target", target = "ninety", per = 1'),
    ],
)
def test_an_item_that_cannot_be_is_refused_with_the_reason(reason: str, binding: str, shape: str) -> None:
    assert reason in rule("due", "20", binding, shape)


@pytest.mark.parametrize(
    ("reason", "before", "after"),
    [
        ("overlap", '["subdistrict"]', '["town"]'),
        ("unknown_group", 'groups = ["towns", "subdistricts"]', 'groups = ["towns", "cities"]'),
        ("twice", 'key = "subdistricts"', 'key = "towns"'),
        ("bonus_without_cap", "bonus_cap = 1.5", ""),
        ("bad_dates", 'basis = "测试"', 'basis = "测试"\nvalid_to = 2025-01-01'),
        ("person", 'title = "条目 due"', 'title = "重点人员稳控"'),
        ("person", 'title = "条目 mark"', 'title = "信访人登记数"'),
        ("not_toml", "[[group]]", "[[group]"),
    ],
)
def test_a_scheme_that_cannot_be_is_refused_with_the_reason(reason: str, before: str, after: str) -> None:
    assert reason in [found for found, _ in faults(worked.text().replace(before, after, 1))]


SHAPES = (
    'kind = "per_count", per = {0}, free = {1}, expected = {2}',
    'kind = "per_count", per = {0}',
    'kind = "target", target = {0}, per = {1}',
    'kind = "threshold", at = {0}, below = {1}',
    'kind = "step", steps = [[{0}, {1}], [{2}, {0}]], otherwise = {1}',
    'kind = "step", steps = [[{0}, 20], [{1}, 10]]',
    'kind = "step", steps = [[{0}]]',
    'kind = "step", steps = []',
    'kind = "step"',
    'kind = "rank", last = {0}',
    'kind = "mean", per = {0}, gain = {1}',
    'kind = "mark"',
    'kind = "acts"',
    "kind = {0}",
    "",
)
NUMBERS = (
    *(("90", "10", "1"), ("0", "0", "0"), ("-1", "-2", "-3"), ('"x"', "true", "[]"), ("nan", "inf", "-inf")),
    *(("1e400", "1e-400", "2025-01-01"), ("9" * 60, "{}", '""')),
)
BINDINGS = (
    *("", 'evidence = "mark"', 'evidence = "count"', "metric = 3", 'evidence = "guess"', RATE),
    *('metric = "nothing"', 'metric = "satisfaction"', 'base = "nothing"', f'{RATE}\nbase = "nothing"'),
    *('metric = ""', 'metric = "nothing"\nbase = "due_met_rate"', f'{RATE}\npoints = {{ towns = "x" }}'),
    *('metric = "nothing"\ndirection = "lower"', f"{RATE}\nbonus = true", f"{RATE}\nfloor = nan\ncap = -1"),
)


@pytest.mark.parametrize("shape", SHAPES)
def test_every_rule_with_every_binding_and_number_is_sound_or_told_in_chinese_and_never_breaks(shape: str) -> None:
    # One metric of each kind: protected, timed, reported, counted, a share, one that nobody better has less of.
    kinds = {(one.kind, one.protected, one.better, one.is_rate): key for key, one in definitions().items()}
    for binding in (*BINDINGS, *(f'metric = "{key}"' for key in kinds.values())):
        for numbers in NUMBERS if "nothing" in binding else (NUMBERS[0], NUMBERS[2]):
            points = "" if "points" in binding else "points = 20\n"
            lines = f"{points}{binding}\nrule = {{ {shape.format(*numbers)} }}"
            try:
                scheme = reading.read(worked.text(due=lines))
            except BadScheme as bad:
                told = [fault.told for fault in bad.faults]
                assert told
                assert all(re.search("[一-鿿]", one) for one in told)
            else:
                assert wording.rule(scheme.item_of("due"), "towns")


@pytest.mark.parametrize("shape", ['kind = "step", steps = [[90, 20], [80, 10]]', TARGET, 'kind = "rank"'])
def test_a_wrong_name_of_a_metric_is_told_beside_everything_else_that_is_wrong(shape: str) -> None:
    found = faults(worked.text(due=f'points = 19\nmetric = "satisfaction"\nrule = {{ {shape} }}'))
    assert {"weights", "unknown_metric_near"} <= {reason for reason, _ in found}


@pytest.mark.parametrize("text", ["x = " + "[" * 5000, "x = " + "9" * 5000, "x = 1e99999999999999999999"])
def test_what_no_scheme_would_hold_is_told_too(text: str) -> None:
    assert faults(text)[0][0] == "not_toml"


def test_a_field_beyond_its_range_is_told_with_the_range() -> None:
    with pytest.raises(BadScheme) as bad:
        reading.read(worked.text().replace("least = 10", "least = 10\nappeal_days = 0", 1))
    assert [fault.told for fault in bad.value.faults] == ["appeal_days：应在 1 到 60 之间，填写的是 0。"]
