"""Mediation on the wall: how much is accepted, what becomes of it, whether it grows, and what it is about."""

from functools import partial

from core import catalogue, numbers
from dashboards import data
from dashboards.board import header as board_header
from dashboards.board import headline as board_headline
from dashboards.charts.ranked_bars import ranked_bars
from dashboards.mediation import funnel, header, headline
from dashboards.wall import drawing, sight
from dashboards.wall.canvas import Box
from dashboards.wall.items import parts
from dashboards.wall.sight import Block, Body, Content, Sight

COUNTED = headline.SHOWN[0]
FUNNEL = 8
"""Rows: every step of the funnel."""


def content(seen: Sight, _subject: str) -> Content:
    view = seen.view
    reach = data.reach(view.scope, header.FACT)
    if reach.since is None:
        return Content(catalogue.label("wall_item", "mediation"), reach, blank=catalogue.say("wall.blank.no_data"))
    found = headline.figures(view)
    asides = board_headline.reported(view, found, headline.SHOWN)
    if found["open_mediations"].value is not None:
        late = numbers.short(found["overdue_mediations"].value)
        asides["open_mediations"] = catalogue.say("board.kpi.overdue_part", count=late)
    cards = tuple(sight.card(found[key], seen, asides.get(key, "")) for key in headline.SHOWN)
    blocks = (
        Block(catalogue.say("mediation.tile.funnel"), partial(_funnel, seen), least=sight.high(FUNNEL)),
        Block(catalogue.say("mediation.tile.trend"), partial(parts.course, seen, COUNTED)),
        Block(catalogue.say("mediation.tile.types"), partial(parts.ranking, seen, COUNTED, "category")),
        Block(catalogue.say("board.tile.areas"), partial(parts.places, seen, COUNTED), least=parts.PLACES),
    )
    return Content(board_header.sentence(view, found[COUNTED], header.EVERYTHING), reach, cards, blocks)


def _funnel(seen: Sight, box: Box) -> Body:
    view = seen.view
    table = funnel.funnel_table(data.figures(view.version, view.scope, funnel.METRICS, compare=("year",)))
    if table.empty:
        return sight.words(catalogue.say("mediation.page.none"))
    beside = catalogue.say("mediation.funnel.of_accepted")
    if parts.is_narrow(seen, box):
        return parts.listed(seen, box, table, catalogue.say("charts.name"), beside)
    svg = drawing.chart(ranked_bars, table, view.theme, seen.inside(box), seen.glyphs, rows=len(table), beside=beside)
    return sight.picture(svg, ", ".join(table["spoken"]))
