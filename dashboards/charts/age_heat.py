"""How long what is open has waited, and where: a table of numbers, shaded, with its sums at the margin."""

from collections.abc import Sequence

import altair as alt
import pandas as pd

from core import catalogue, numbers
from dashboards.charts import Table, picking
from dashboards.charts.shading import colour, ink, shaded
from dashboards.theme import LABEL_SIZE, Theme

MOST_ROWS = 12
SUM = "sum"
REST = "rest"
_TONE = "worse"
_LABEL_ROOM = 122


def heat_table(rows: pd.DataFrame, bands: Sequence[tuple[str, str]]) -> pd.DataFrame:
    """A cell for every place and band, the rest of the places in one row, and the sums of both ways.

    `rows` has code, name, band and value (a count; missing pairs are none); `bands` are codes and words in order.
    Places come by how much is open there.
    """
    totals = rows.groupby("code", sort=False)["value"].sum().sort_values(ascending=False, kind="stable")
    totals = totals[totals > 0]
    names = dict(zip(rows["code"], rows["name"], strict=True))
    shown = list(totals.index) if len(totals) <= MOST_ROWS else list(totals.index[: MOST_ROWS - 1])
    rest = len(totals) - len(shown)
    place = rows["code"].where(rows["code"].isin(shown), REST)
    counted = rows.assign(code=place).groupby(["code", "band"])["value"].sum()
    order = [(code, names[code]) for code in shown]
    if rest:
        order.append((REST, catalogue.say("tiles.heat.rest", count=rest)))
    pairs = [(place, band) for place in order for band in bands]
    cells = [_cell(*place, *band, float(counted.get((place[0], band[0]), 0.0))) for place, band in pairs]
    table = pd.DataFrame(cells, columns=_COLUMNS)
    table["shade"] = shaded([value or float("nan") for value in table["value"]], _TONE).shades
    return pd.concat([table, _margins(table, order, bands)], ignore_index=True) if len(table) else table


_COLUMNS = ["kind", "code", "name", "band", "value", "text", "shade", "spoken"]


def _cell(code: str, name: str, band: str, word: str, value: float) -> dict[str, object]:
    return {
        "kind": "cell",
        "code": code if code != REST else "",
        "name": name,
        "band": word,
        "value": float(value),
        # None is left blank: the eye shall find what is there.
        "text": numbers.short(value) if value else "",
        "shade": -1,
        "spoken": f"{name} {word} {numbers.full(value)}",
    }


def _margins(table: pd.DataFrame, order: Sequence[tuple[str, str]], bands: Sequence[tuple[str, str]]) -> pd.DataFrame:
    total = catalogue.say("tiles.heat.total")
    by_name, by_band = table.groupby("name")["value"].sum(), table.groupby("band")["value"].sum()
    sums = [(name, total, float(by_name[name])) for _, name in order]
    sums += [(total, word, float(by_band[word])) for _, word in bands]
    sums.append((total, total, float(table["value"].sum())))
    rows = [
        {"kind": SUM, "code": "", "name": name, "band": band, "value": value, "text": numbers.short(value), "shade": -1}
        for name, band, value in sums
    ]
    return pd.DataFrame(rows, columns=_COLUMNS)


def age_heat(data: Table, theme: Theme, *, rows: int, across_title: str = "", value_title: str = "") -> alt.LayerChart:
    """Places down, ages across; a click picks the place's `code`. `rows` are those of places, the rest among them.

    The titles say what lies across and what is counted where that isn't ages of what is open.
    """
    across = alt.X(
        "band",
        type="nominal",
        title=None,
        sort=None,
        scale=alt.Scale(paddingInner=0.03),
        axis=_ages(theme),
    )
    down = alt.Y(
        "name",
        type="nominal",
        title=None,
        sort=None,
        scale=alt.Scale(paddingInner=0.08),
        axis=alt.Axis(labelLimit=_LABEL_ROOM, minExtent=70, labelColor=theme.text),
    )
    picked = picking()
    tips = [
        alt.Tooltip("name", type="nominal", title=catalogue.say("charts.area")),
        alt.Tooltip("band", type="nominal", title=across_title or catalogue.say("tiles.heat.waited")),
        alt.Tooltip("text", type="nominal", title=value_title or catalogue.say("tiles.heat.open")),
    ]
    cells, text = _only("cell"), alt.Text("text", type="nominal")
    layers = [
        cells.mark_rect(cornerRadius=2, cursor="pointer")
        .encode(across, down, _fill(theme), alt.Description("spoken", type="nominal"), tooltip=tips)
        .add_params(picked),
        cells.mark_text(fontSize=LABEL_SIZE + 1).encode(across, down, ink(theme, _TONE), text),
        _only(SUM).mark_text(fontSize=LABEL_SIZE + 1, fontWeight="bold", color=theme.text).encode(across, down, text),
    ]
    height = (rows + 1) * max(30, min(48, 340 // (rows + 1)))
    chart = alt.LayerChart(layer=layers, data=data, height=height, width="container")
    return chart.resolve_scale(color="independent")


def _ages(theme: Theme) -> alt.Axis:
    """Each age on two lines, of which the second stands on the table."""
    said = catalogue.say("tiles.heat.axis")
    two = {"labelLineHeight": LABEL_SIZE + 3, "labelPadding": LABEL_SIZE + 9, "labelOverlap": False}
    return alt.Axis(orient="top", labelColor=theme.muted, labelExpr=said, **two)


def _fill(theme: Theme) -> alt.Color:
    """As every amount, but where there is none the card shows through: here that is known, and good."""
    fill = colour(theme, _TONE).copy()
    fill["scale"]["range"][0] = theme.canvas
    return fill


def _only(kind: str) -> alt.Chart:
    return alt.Chart().transform_filter(alt.FieldEqualPredicate(field="kind", equal=kind))
