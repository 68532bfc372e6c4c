"""What is it about, how did it come in, who handles it, and who is late?"""

from core import catalogue
from core.tiles import Asked
from dashboards.board import groups
from dashboards.charts.ranked_bars import ranked_bars, ranked_table
from dashboards.components import chart
from dashboards.components.card import card
from dashboards.viewing import View

COUNTED = "new_matters"
LATE = "overdue_matters"


def categories(view: View) -> None:
    """By class; within one class, by its kinds."""
    chosen = dict(view.scope.filters)
    one = len(chosen.get("category", ())) == 1 or "category_detail" in chosen
    _ranking(view, "categories", COUNTED, "category_detail" if one else "category")


def sources(view: View) -> None:
    _ranking(view, "sources", COUNTED, "source")


def units(view: View) -> None:
    """In the place of a map where there is no place below."""
    _ranking(view, "units", COUNTED, "handling_unit", place="areas")


def overdue(view: View) -> None:
    _ranking(view, "overdue", LATE, groups.by_place(view)[1])


def _ranking(view: View, block: str, metric: str, dimension: str, place: str = "") -> None:
    """`place` names the card's place in the style sheet where it isn't the block's own."""
    found = groups.grouped(view, metric, dimension)
    table = ranked_table(found)
    subject = catalogue.say(f"board.tile.{block}_metric", dimension=catalogue.label("dimension", dimension))
    question, shown = catalogue.say(f"board.tile.{block}"), Asked(view.scope, (metric,), (dimension,))
    with card(view, place or block, question, subject, groups.as_of(view, found), shown):
        if table.empty:
            groups.blank(view, metric)
            return
        chart.show(
            ranked_bars,
            table,
            view.theme,
            key=block,
            visit=view.mark,
            alt=groups.spoken(subject, table),
            on_pick=lambda code: groups.narrow(view.request, dimension, code),
            rows=len(table),
        )
