"""What can be done with a tile or a whole board: see the cases behind it, take it away as a workbook."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import streamlit as st

from core import catalogue, tiles
from core.access import Person
from core.definitions import Metric
from core.documents.briefing import Section
from core.documents.official import Picture
from core.documents.workbook import Sheet
from core.tiles import Asked
from dashboards import data, downloads, drill, stores
from dashboards.charts import picture
from dashboards.components.chart import Drawing
from dashboards.viewing import View

MakeSheet = Callable[[], Sheet]


@dataclass(frozen=True)
class Tile:
    """One tile as it was drawn in this run."""

    key: str
    title: str
    shown: Asked | MakeSheet
    drawn: Sequence[Drawing] = ()

    def section(self, view: View) -> Section:
        """Its table and its charts, for a briefing."""
        pictures = [Picture(picture.png(one.draw, one.table, **one.shape), one.alt) for one in self.drawn]
        return Section(self.sheet(view), pictures)

    def sheet(self, view: View) -> Sheet:
        if isinstance(self.shown, Asked):
            held = {} if self.shown.by else data.aims(view.scope, view.areas, self.shown.metrics)
            aims = {key: goal.value for key, goal in held.items()}
            return tiles.sheet(stores.read_model(), self.shown, self.title, view.words, aims)
        return self.shown()

    @property
    def metrics(self) -> list[Metric]:
        return self.shown.definitions if isinstance(self.shown, Asked) else []


def of_tile(view: View, key: str, title: str, shown: Asked | MakeSheet, drawn: Sequence[Drawing] = ()) -> None:
    """The tile's buttons; it is noted for the board's own export."""
    tile = note(view, key, title, shown, drawn)

    def sheets(_by: Person) -> Sequence[Sheet]:
        return [tile.sheet(view)]

    with st.container(key=f"tools_{key}", horizontal=True):
        if isinstance(shown, Asked):
            st.button(
                catalogue.say("tools.cases"),
                key=f"cases_{key}",
                help=catalogue.say("tools.cases_help", title=title),
                type="tertiary",
                icon=":material/list_alt:",
                on_click=drill.open_for,
                args=(view.mark, key, shown.metrics[0]),
            )
        downloads.button(view, f"export_{key}", title, sheets, lambda: tile.metrics)


def note(view: View, key: str, title: str, shown: Asked | MakeSheet, drawn: Sequence[Drawing] = ()) -> Tile:
    """Makes a tile known that was drawn, so that the board's export holds it."""
    tile = Tile(key, title, shown, drawn)
    view.tiles.append(tile)
    return tile


def of_board(view: View) -> None:
    """The exports of all tiles of the board, as a workbook of a sheet each and as a briefing.

    They hold the tiles that will have been drawn when they are asked for.
    """

    def sheets(_by: Person) -> Sequence[Sheet]:
        return [tile.sheet(view) for tile in view.tiles]

    def metrics() -> list[Metric]:
        return list({metric.key: metric for tile in view.tiles for metric in tile.metrics}.values())

    def sections() -> Sequence[Section]:
        return [tile.section(view) for tile in view.tiles]

    downloads.button(view, "export_all", _board_title(view), sheets, metrics, labelled=True)
    downloads.briefing_button(view, _board_title(view), sections, metrics)


def _board_title(view: View) -> str:
    return catalogue.say(f"shell.page.{view.page}") if view.page else catalogue.say("common.product")
