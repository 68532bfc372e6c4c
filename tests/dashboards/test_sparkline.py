"""The small picture of a number's course: a month without a value is a gap, the last one's dot included."""

import re

from dashboards.components import sparkline
from dashboards.theme import LIGHT


def paths(*values: float | None) -> list[str]:
    return re.findall(r'd="([^"]*)"', sparkline.drawn(values, LIGHT) or "")


def test_the_dot_is_the_last_months_own() -> None:
    line, dot = paths(10, 20, 30)
    assert line.count("M") == 1
    assert dot.startswith("M156.0 ")


def test_where_the_last_month_has_no_value_the_line_ends_before_it_without_a_dot() -> None:
    (line,) = paths(10, 20, None)
    assert "156.0" not in line
    assert line.count("L") == 1


def test_a_month_without_a_value_breaks_the_line() -> None:
    line, _dot = paths(10, 20, None, 30)
    assert line.count("M") == 2
    assert not paths(None, 20, None)
