"""Every chart draws a full table, one row and none; its form holds no data and is shared."""

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

import altair as alt
import pandas as pd
import pytest

from core.annotations import Mark
from core.borders import Shapes
from core.periods import Span
from core.scope import UNKNOWN
from dashboards.charts import AnyChart, spec, standing
from dashboards.charts.age_heat import age_heat, heat_table
from dashboards.charts.area_map import area_map, map_table
from dashboards.charts.level_bars import level_bars, level_table
from dashboards.charts.ranked_bars import ranked_bars, ranked_table
from dashboards.charts.shading import NO_DATA, STEPS, shaded
from dashboards.charts.tile_grid import tile_grid
from dashboards.charts.tile_table import columns, rows, tile_table
from dashboards.charts.trend import trend, trend_table
from dashboards.charts.trend_marks import mark_rows
from dashboards.theme import DARK, LIGHT

NAMES = ["古城区", "玉龙纳西族自治县", "永胜县", "华坪县", "宁蒗彝族自治县", "弥渡县"]


class Case(NamedTuple):
    """A chart function with the table of `count` rows that it is given on the board, and its shape."""

    draw: Callable[..., AnyChart]
    table: Callable[[int], pd.DataFrame]
    shape: Callable[[int], dict[str, Any]]


def places(count: int) -> pd.DataFrame:
    values = [float(10 * place) for place in range(count)]
    return pd.DataFrame(
        {
            "code": [str(place) for place in range(count)],
            "name": NAMES[:count],
            "value": pd.Series(values, dtype=float),
            "previous": pd.Series(values, dtype=float),
            "change": pd.Series([5.0] * count, dtype=float),
            "change_unit": ["%"] * count,
            "difference": pd.Series([float("nan")] * count, dtype=float),
        }
    )


def months(count: int, *, open_start: bool = False, open_end: bool = False) -> pd.DataFrame:
    points = pd.DataFrame(
        {
            "start": pd.date_range("2026-01-01", periods=count, freq="MS"),
            "actual": pd.Series(range(100, 100 + count), dtype=float),
            "previous": pd.Series(range(90, 90 + count), dtype=float),
            "target": pd.Series([101.0] * count, dtype=float),
            "change": pd.Series([11.1] * count, dtype=float),
            "change_unit": ["%"] * count,
        }
    )
    year = Span(date(2026, 1, 1), date(2026, 12, 1))
    marks = [Mark("春节", "holiday", Span(date(2026, 2, 15), date(2026, 2, 23)))] if count > 1 else []
    titles = [f"2026年{month + 1}月" for month in range(count)]
    return trend_table(points, titles, open_start=open_start, open_end=open_end, marks=marks, span=year)


def square(code: str, west: float, size: float = 1.0) -> dict[str, Any]:
    """A place as wide and high as `size` degrees."""
    ring = [[west, 26.0], [west, 26.0 + size], [west + size, 26.0 + size], [west + size, 26.0], [west, 26.0]]
    return {"type": "Feature", "code": code, "geometry": {"type": "Polygon", "coordinates": [ring]}}


SHAPES = Shapes(tuple(square(str(place), 100.0 + place) for place in range(6)), (None,))
BANDS = [("000-007", "7天以内"), ("008-030", "8至30天")]


def waiting(count: int) -> pd.DataFrame:
    rows = [(str(place), NAMES[place], band, 3.0 + place) for place in range(count) for band, _ in BANDS]
    return pd.DataFrame(rows, columns=["code", "name", "band", "value"])


def levels(count: int) -> pd.DataFrame:
    graded = {("risk_level", "high"): 2.0, ("severity", "04"): 7.0}
    scale = ("severity", "级别", [("01", 1), ("04", 4), ("unknown", 0)][:count])
    return level_table(graded, [scale] if count else [])


CASES = {
    "tile_grid": Case(
        tile_grid, lambda count: tile_table(places(count)), lambda n: {"across": columns(n), "down": rows(n)}
    ),
    "ranked_bars": Case(ranked_bars, lambda count: ranked_table(places(count)), lambda n: {"rows": n}),
    "tile_grid_of_changes": Case(
        tile_grid,
        lambda count: tile_table(places(count), "change"),
        lambda n: {"across": columns(n), "down": rows(n), "tone": "change"},
    ),
    "area_map": Case(
        area_map, lambda count: map_table(places(count), SHAPES), lambda n: {"shapes": SHAPES, "tone": "amount"}
    ),
    "age_heat": Case(age_heat, lambda count: heat_table(waiting(count), BANDS), lambda n: {"rows": n}),
    "level_bars": Case(level_bars, levels, lambda n: {"rows": n + 1}),
    "trend": Case(trend, months, lambda n: {"grain": "month"}),
    "trend_of_columns": Case(trend, months, lambda n: {"grain": "day", "bars": n, "aimed": False}),
}


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("count", [0, 1, 6])
@pytest.mark.parametrize("name", CASES)
def test_every_chart_is_valid_with_no_row_one_row_and_many(name: str, count: int, theme: Any) -> None:
    case = CASES[name]
    table = case.table(count)
    drawn = standing(case.draw, table, theme, **case.shape(count))
    # Altair validates against the schema of Vega-Lite.
    alt.Chart.from_dict(drawn | {"data": {"values": []}}, validate=True)
    assert len(drawn["data"]["values"]) == len(table)


@pytest.mark.parametrize("name", CASES)
def test_a_chart_s_form_holds_no_data_and_names_only_columns_of_its_table(name: str) -> None:
    case = CASES[name]
    form = spec(case.draw, LIGHT, **case.shape(6))
    assert "data" not in form
    # A map's borders are part of its form: they change with an import only.
    assert "datasets" not in form or name == "area_map"
    assert not any("data" in layer for layer in form["layer"])
    calculated, looked_up = {"cx", "cy", "spoken"}, {"code"}
    assert _fields(form) - calculated - looked_up <= set(case.table(6).columns)
    assert spec(case.draw, LIGHT, **case.shape(6)) is form


def test_places_without_data_are_grey_and_hatched_and_named_in_the_legend() -> None:
    known = places(3)
    known.loc[1, "value"] = float("nan")
    table = tile_table(known)
    cell = table[(table["kind"] == "cell") & (table["code"] == "1")].iloc[0]
    assert (cell["shade"], cell["text"]) == (NO_DATA, "—")
    hatching = table[table["kind"] == "hatch"]
    assert len(hatching) > 5
    assert hatching["x"].between(cell["x"], cell["x2"]).all()
    assert list(table[table["kind"] == "legend"]["text"]) == ["无数据", "0", "20"]


def test_shades_follow_quantiles_and_a_lone_place_stands_in_the_middle() -> None:
    shades = tile_table(places(6)).query("kind == 'cell'")["shade"]
    assert list(shades) == sorted(shades)
    assert (shades.min(), shades.max()) == (0, STEPS - 1)
    assert list(tile_table(places(1)).query("kind == 'cell'")["shade"]) == [2]


@pytest.mark.parametrize(
    ("values", "unit", "legend"),
    [
        ([22.0, 23.0, 24.0, 24.0], "", ["22", "23至24"]),
        ([22.0, 23.0, 24.0, 40.0], "", ["22", "23至24", "40"]),
        ([1.0, 2.0, 3.0], "", ["1", "2", "3"]),
        ([95.2, 95.9, 97.0], "%", ["95至96%", "97%"]),
    ],
)
def test_amounts_that_are_as_good_as_the_same_share_a_shade(values: list[float], unit: str, legend: list[str]) -> None:
    found = shaded(values, "amount", unit=unit)
    assert [words for _, words in found.legend] == legend


@pytest.mark.parametrize("count", [1, 2, 5, 12, 66, 112])
def test_every_place_has_a_cell_of_its_own(count: int) -> None:
    assert columns(count) * rows(count) >= count
    assert columns(count) * (rows(count) - 1) < count


def test_long_official_names_take_two_lines_and_lose_nothing() -> None:
    labels = list(tile_table(places(5)).query("kind == 'cell'")["label"])
    assert labels == ["古城区", "玉龙纳西族\n自治县", "永胜县", "华坪县", "宁蒗彝族\n自治县"]


def test_the_cell_of_what_lies_at_no_place_says_why_it_leads_nowhere() -> None:
    cells = tile_table(places(2).assign(code=["0", UNKNOWN])).query("kind == 'cell'")
    assert list(cells["name"]) == ["古城区", "玉龙纳西族自治县（没有登记到下级区域，不能按它缩小范围）"]
    assert "没有登记" not in "".join(cells["label"])


def test_a_ranking_is_in_order_leaves_out_nothing_but_none_and_says_small_changes_in_numbers() -> None:
    table = places(4)
    table.loc[2, ["change", "difference"]] = [float("nan"), 3.0]
    ranked = ranked_table(table)
    assert list(ranked["code"]) == ["3", "2", "1"]
    assert list(ranked["change"]) == ["▲ +5.0%", "+3", "▲ +5.0%"]
    assert len(ranked_table(places(6), limit=2)) == 2


def test_the_month_that_is_not_over_is_drawn_apart() -> None:
    whole, cut = (table[table["kind"] == "point"] for table in (months(4), months(4, open_end=True)))
    assert whole["unfinished"].isna().all()
    assert list(cut["actual"].notna()) == [True, True, True, False]
    assert list(cut["unfinished"].notna()) == [False, False, True, True]
    assert list(cut["actual_text"]) == ["100", "101", "102", "103"]
    assert list(cut["actual_name"]) == ["", "", "本期", ""]
    assert list(cut["previous_name"]) == ["去年同期", "", "", ""]


def test_a_first_month_that_the_period_cuts_is_drawn_apart_as_the_last() -> None:
    table = months(5, open_start=True, open_end=True).query("kind == 'point'")
    assert list(table["actual"].notna()) == [False, True, True, True, False]
    assert list(table["unfinished"].notna()) == [True, True, False, True, True]
    assert list(table["previous"].notna()) == [False, True, True, True, False]
    assert list(table["previous_cut"].notna()) == [True, True, False, True, True]
    assert list(table["actual_text"]) == ["100", "101", "102", "103", "104"]
    two = months(2, open_start=True, open_end=True).query("kind == 'point'")
    assert two["actual"].notna().all()


def test_a_change_is_shaded_by_which_way_it_goes_and_what_cannot_be_compared_is_hatched() -> None:
    table = places(5).assign(change=[-40.0, -10.0, 0.0, 10.0, float("nan")])
    drawn = tile_table(table, "change")
    cells = drawn[drawn["kind"] == "cell"]
    assert list(cells["shade"]) == [0, 1, 2, 3, NO_DATA]
    assert list(cells["text"]) == ["▼40.0%", "▼10.0%", "持平", "▲10.0%", "—"]
    assert "不可比" in list(drawn[drawn["kind"] == "legend"]["text"])
    assert shaded([20.0, 20.1], "change").shades == [3, 4]


def test_a_rate_carries_its_sign_in_cells_and_legend() -> None:
    drawn = tile_table(places(2).assign(value=[95.56, float("nan")]), "better", decimals=2, unit="%")
    assert list(drawn[drawn["kind"] == "cell"]["text"]) == ["95.6%", "—"]
    assert list(drawn[drawn["kind"] == "cell"]["value_text"]) == ["95.56%", "—"]
    assert list(drawn[drawn["kind"] == "legend"]["text"]) == ["无数据", "95.6%"]


def test_the_map_names_the_largest_places_first_and_never_one_across_another() -> None:
    near = Shapes((square("0", 100.0, 0.5), square("1", 100.1, 0.1), square("2", 104.0)), (None,))
    table = map_table(places(4), near)
    named = {row["code"]: row["label"] for row in table.to_dict("records") if row["kind"] == "place"}
    assert named == {"0": "古城区\n0", "1": "", "2": "永胜县\n20"}


def test_the_heat_s_margins_are_the_sums_of_its_cells_and_the_rest_is_one_row() -> None:
    many = pd.concat(
        [waiting(1).assign(code=str(place), name=f"{place}镇", value=float(place)) for place in range(1, 21)]
    )
    table = heat_table(many, BANDS)
    cells, sums = table[table["kind"] == "cell"], table[table["kind"] == "sum"]
    total = sums[(sums["name"] == "合计") & (sums["band"] == "合计")]["value"].item()
    assert cells["value"].sum() == total == 2 * sum(range(1, 21))
    assert sums[sums["band"] == "合计"]["name"].iloc[11] == "其余9处"
    assert sums[(sums["name"] == "20镇")]["value"].item() == 40


def test_each_level_has_its_shape_and_what_is_not_graded_has_none() -> None:
    table = levels(3)
    assert list(table["label"]) == ["级别", "◆ 特别重大", "■ 一般", "  未知"]
    assert list(table["text"]) == ["", "0", "7", "0"]
    assert list(table["code"])[1:] == ["severity:01", "severity:04", "severity:unknown"]


def test_marks_are_cut_to_the_trend_and_their_names_never_meet() -> None:
    year = Span(date(2026, 1, 1), date(2026, 12, 31))
    together = [Mark(f"第{number}件大事", "event", Span(date(2026, 5, 1), date(2026, 5, 3))) for number in range(3)]
    before = Mark("早先", "drive", Span(date(2025, 11, 1), date(2026, 1, 2)))
    rows = mark_rows([*together, before, Mark("以后", "policy", Span(date(2027, 1, 1), date(2027, 1, 1)))], year)
    assert list(rows["label"]) == ["早先", "第0件大事", "第1件大事", ""]
    assert rows["lane"].iloc[1] != rows["lane"].iloc[2]
    assert rows["start"].iloc[0] == pd.Timestamp(2026, 1, 1)


def test_a_days_mark_lies_around_the_point_of_that_day() -> None:
    day = Span(date(2026, 10, 1), date(2026, 10, 1))
    row = mark_rows([Mark("国庆", "holiday", day)], Span(date(2026, 9, 20), date(2026, 10, 20)), "day").iloc[0]
    assert (row["start"], row["until"]) == (pd.Timestamp(2026, 9, 30, 12), pd.Timestamp(2026, 10, 1, 12))


def test_the_target_is_named_once_and_only_where_there_is_one() -> None:
    assert [name for name in months(3)["target_name"] if isinstance(name, str) and name] == ["目标 101"]


def _fields(form: Any) -> set[str]:
    """The columns that a form reads."""
    if isinstance(form, list):
        return set().union(*map(_fields, form))
    if not isinstance(form, dict):
        return set()
    own = {form["field"]} if isinstance(form.get("field"), str) else set()
    return own.union(*(_fields(part) for part in form.values()))
