"""What is wrong with a scheme is told when it is read: all of it, in words, with its place."""

import pytest

from core.scoring import reading, schemes
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
