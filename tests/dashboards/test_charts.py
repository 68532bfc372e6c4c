"""Every chart draws a full table, one row and none; its form holds no data and is shared."""

from collections.abc import Callable
from typing import Any, NamedTuple

import altair as alt
import pandas as pd
import pytest

from dashboards.charts import AnyChart, spec, standing
from dashboards.charts.ranked_bars import ranked_bars, ranked_table
from dashboards.charts.tile_grid import tile_grid
from dashboards.charts.tile_table import NO_DATA, STEPS, columns, rows, tile_table
from dashboards.charts.trend import trend, trend_table
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
            "difference": pd.Series([float("nan")] * count, dtype=float),
        }
    )


def months(count: int, *, open_end: bool = False) -> pd.DataFrame:
    points = pd.DataFrame(
        {
            "start": pd.date_range("2026-01-01", periods=count, freq="MS"),
            "actual": pd.Series(range(100, 100 + count), dtype=float),
            "previous": pd.Series(range(90, 90 + count), dtype=float),
            "change": pd.Series([11.1] * count, dtype=float),
        }
    )
    return trend_table(points, [f"2026年{month + 1}月" for month in range(count)], open_end=open_end)


CASES = {
    "tile_grid": Case(
        tile_grid, lambda count: tile_table(places(count)), lambda n: {"across": columns(n), "down": rows(n)}
    ),
    "ranked_bars": Case(ranked_bars, lambda count: ranked_table(places(count)), lambda n: {"rows": n}),
    "trend": Case(trend, months, lambda n: {"grain": "month"}),
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
    assert "datasets" not in form
    assert not any("data" in layer for layer in form["layer"])
    calculated = {"cx", "cy"}
    assert _fields(form) - calculated <= set(case.table(6).columns)
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
    assert list(table[table["kind"] == "legend"]["text"]) == ["无数据", "≤0", "≤20"]


def test_shades_follow_quantiles_and_a_lone_place_stands_in_the_middle() -> None:
    shades = tile_table(places(6)).query("kind == 'cell'")["shade"]
    assert list(shades) == sorted(shades)
    assert (shades.min(), shades.max()) == (0, STEPS - 1)
    assert list(tile_table(places(1)).query("kind == 'cell'")["shade"]) == [2]


@pytest.mark.parametrize("count", [1, 2, 5, 12, 66, 112])
def test_every_place_has_a_cell_of_its_own(count: int) -> None:
    assert columns(count) * rows(count) >= count
    assert columns(count) * (rows(count) - 1) < count


def test_long_official_names_take_two_lines_and_lose_nothing() -> None:
    labels = list(tile_table(places(5)).query("kind == 'cell'")["label"])
    assert labels == ["古城区", "玉龙纳西族\n自治县", "永胜县", "华坪县", "宁蒗彝族\n自治县"]


def test_a_ranking_is_in_order_leaves_out_nothing_but_none_and_says_small_changes_in_numbers() -> None:
    table = places(4)
    table.loc[2, ["change", "difference"]] = [float("nan"), 3.0]
    ranked = ranked_table(table)
    assert list(ranked["code"]) == ["3", "2", "1"]
    assert list(ranked["change"]) == ["▲ +5.0%", "+3", "▲ +5.0%"]
    assert len(ranked_table(places(6), limit=2)) == 2


def test_the_month_that_is_not_over_is_drawn_apart() -> None:
    whole, cut = months(4), months(4, open_end=True)
    assert whole["unfinished"].isna().all()
    assert list(cut["actual"].notna()) == [True, True, True, False]
    assert list(cut["unfinished"].notna()) == [False, False, True, True]
    assert list(cut["actual_text"]) == ["100", "101", "102", "103"]
    assert list(cut["actual_name"]) == ["", "", "本期", ""]
    assert list(cut["previous_name"]) == ["去年同期", "", "", ""]


def _fields(form: Any) -> set[str]:
    """The columns that a form reads."""
    if isinstance(form, list):
        return set().union(*map(_fields, form))
    if not isinstance(form, dict):
        return set()
    own = {form["field"]} if isinstance(form.get("field"), str) else set()
    return own.union(*(_fields(part) for part in form.values()))
