"""Special-group services on the wall, from the protected cube alone: what was due, was it in time, where not."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from core import catalogue
from core.definitions import definition
from dashboards import data
from dashboards.board import header as board_header
from dashboards.board import headline as board_headline
from dashboards.care import coverage, header, headline, period, places
from dashboards.care.cells import Cells, cell, near_cell
from dashboards.wall import sight
from dashboards.wall.canvas import Box
from dashboards.wall.items import parts
from dashboards.wall.sight import Block, Body, Content, Sight
from db.models.care import LINES

PLACES = ("services_due", "service_on_time_rate", "services_late", "services_undone", "service_satisfaction_rate")
GROUPS = sight.high(12, sight.CLOSE)
"""Characters high: the groups that the seeds know of."""
WHOLE = 9
"""Columns: more than any canvas has."""
# In characters: a name, a rate with its sign, a number, by what matters most.
NAME, RATE, NUMBER = 8.5, 6.6, 6.6


def content(seen: Sight, _subject: str) -> Content:
    view = period.whole_months(seen.view)
    reach = period.reach(view)
    if reach.since is None:
        return Content(catalogue.label("wall_item", "services"), reach, blank=catalogue.say("wall.blank.no_services"))
    seen = replace(seen, view=view)
    found = headline.figures(view)
    cards = tuple(sight.card(found[key], seen) for key in headline.SHOWN)
    year = view.scope.over(board_headline.twelve_months(view.scope.span.end))
    along = replace(seen, view=replace(view, scope=year))
    blocks = (
        Block(catalogue.say("care.tile.trend"), partial(parts.course, along, coverage.RATE)),
        Block(catalogue.say("care.tile.places"), partial(_places, seen), least=parts.PLACES),
        # Of protected groups none comes first: all of them have a place, a page of their own where that takes one.
        Block(catalogue.say("care.tile.coverage"), partial(_coverage, seen), span=WHOLE, least=GROUPS),
    )
    said = board_header.sentence(view, found[coverage.DUE], header.EVERYTHING) + header.partly(view)
    return Content(said, reach, cards, blocks)


def _coverage(seen: Sight, box: Box) -> Body:
    """Each group with the rate of each line; the office's own order, no ranking."""
    view, asked = seen.view, (coverage.DUE, coverage.RATE)
    found = data.figures(view.version, view.scope, asked, by=("service_group", "service_line"))
    both = Cells(found, ("service_group", "service_line"))
    by_group = Cells(data.figures(view.version, view.scope, asked, by=("service_group",)), ("service_group",))
    groups = [group.code for group in data.served_groups() if (group.code,) in by_group.keys]
    shown, note = parts.as_many(seen, box, groups)
    cells: dict[str, list[Body]] = {"name": [{"text": view.words.of("service_group", code)} for code in shown]}
    cells |= {"all": _rates(by_group, [(code,) for code in shown])}
    cells |= {line: _rates(both, [(code, line) for code in shown]) for line in LINES}
    heads = {"name": catalogue.label("dimension", "service_group"), "all": catalogue.say("care.page.all_lines")}
    heads |= {line: catalogue.label("service_line", line) for line in LINES}
    widths = {"name": NAME, "all": RATE} | dict.fromkeys(LINES, RATE)
    return sight.table(seen, box, heads, cells, widths) | note


def _rates(found: Cells, keys: Sequence[tuple[str, ...]]) -> list[Body]:
    return [{"text": cell(found, coverage.RATE, one), "right": True} for one in keys]


def _places(seen: Sight, box: Box) -> Body:
    """Each place below in the tree's order, as protected figures aren't ranked."""
    view = seen.view
    dimension = places.dimension_of(view)
    found = Cells(data.figures(view.version, view.scope, PLACES, by=(dimension,)), (dimension,))
    shown, note = parts.as_many(seen, box, sorted(found.keys, key=lambda keys: keys[0] or ""))
    cells: dict[str, list[Body]] = {"name": [{"text": view.words.of("area", keys[0])} for keys in shown]}
    for key in PLACES:
        cells[key] = [{"text": near_cell(view, found, key, keys, places=1), "right": True} for keys in shown]
    heads = {"name": catalogue.say("wall.services.place")} | {key: _head(key) for key in PLACES}
    widths = {"name": NAME} | {key: max(NUMBER, len(_head(key)) + 0.6) for key in (coverage.RATE, *PLACES)}
    return sight.table(seen, box, heads, cells, widths) | note


def _head(key: str) -> str:
    return definition(key).label
