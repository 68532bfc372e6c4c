"""Where is it happening?"""

import pandas as pd

from core import catalogue
from core.scope import UNKNOWN
from core.tiles import Asked
from dashboards.charts.tile_grid import tile_grid
from dashboards.charts.tile_table import columns, rows, tile_table
from dashboards.components import chart
from dashboards.components.card import card
from dashboards.situation import groups, rankings
from dashboards.viewing import View

COUNTED = "new_matters"


def block(view: View) -> None:
    """One cell for each place below; at the bottom of the tree, who is handling it."""
    level = view.scope.level_below
    if level is None:
        rankings.units(view)
        return
    found = groups.grouped(view, COUNTED, "area")
    subject = catalogue.say("board.tile.areas_metric", level=catalogue.label("area_level", level))
    shown = Asked(view.scope, (COUNTED,), ("area",))
    with card(view, "areas", catalogue.say("board.tile.areas"), subject, groups.as_of(view, found), shown):
        if found["value"].sum() > 0:
            _grid(view, _every_place(view, level, found), subject)
        else:
            groups.blank(view, COUNTED)


def _grid(view: View, places: pd.DataFrame, subject: str) -> None:
    chart.show(
        tile_grid,
        tile_table(places),
        view.theme,
        key=f"areas_{view.mark}",
        alt=groups.spoken(subject, places),
        on_pick=lambda code: groups.narrow(view.request, "area", code),
        across=columns(len(places)),
        down=rows(len(places)),
    )


def _every_place(view: View, level: str, found: pd.DataFrame) -> pd.DataFrame:
    """All places of the level in the order of the tree, then what lies at none of them: the cells sum to the whole."""
    names = {
        place.code: place.name
        for area in view.scope.areas
        for place in view.areas.below(area.code)
        if place.level == level
    }
    counted = found.set_index("code")
    if UNKNOWN in counted.index:
        names[UNKNOWN] = str(counted["name"][UNKNOWN])
    table = counted[["value", "previous", "change"]].reindex(list(names)).astype(float)
    # Where nothing was counted there was none: the data reach as far as those of the other places.
    table["value"] = table["value"].fillna(0.0)
    table["name"] = list(names.values())
    return table.rename_axis("code").reset_index()
