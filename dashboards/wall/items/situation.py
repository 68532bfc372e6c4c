"""The situation board on the wall: what comes in, where, whether it grows, how grave it is, and what is most urgent."""

from functools import partial

from core import catalogue, numbers
from core.situation import Urgent
from dashboards import data
from dashboards.board import header
from dashboards.board import headline as board_headline
from dashboards.charts.level_bars import level_bars, level_table
from dashboards.components import matter_list
from dashboards.situation import headline, levels
from dashboards.theme import LEVEL_SHAPES, RISK, SEVERITY
from dashboards.viewing import View
from dashboards.wall import drawing, sight
from dashboards.wall.canvas import Box
from dashboards.wall.items import parts
from dashboards.wall.sight import Block, Body, Content, Sight

COUNTED = "new_matters"
ROWS = 24
# In characters: two matters of two lines each; a picture with a line for each level of both kinds.
URGENT, LEVELS = sight.high(4), 14.0


def content(seen: Sight, _subject: str) -> Content:
    view = seen.view
    reach = data.reach(view.scope)
    if reach.since is None:
        return Content(catalogue.label("wall_item", "situation"), reach, blank=catalogue.say("wall.blank.no_data"))
    found = headline.figures(view)
    overdue = catalogue.say("board.kpi.overdue_part", count=numbers.short(found[headline.PART_OF].value))
    asides = {"open_matters": overdue} if found["open_matters"].value is not None else {}
    asides |= board_headline.reported(view, found, headline.SHOWN)
    cards = tuple(sight.card(found[key], seen, asides.get(key, "")) for key in headline.SHOWN)
    blocks = (
        Block(catalogue.say("board.tile.areas"), partial(parts.places, seen, COUNTED), least=parts.PLACES),
        Block(catalogue.say("board.tile.trend"), partial(parts.course, seen, COUNTED)),
        Block(catalogue.say("board.tile.urgent"), partial(urgent, seen), span=2, least=URGENT),
        Block(catalogue.say("tiles.levels.question"), partial(_levels, seen), least=LEVELS),
        Block(catalogue.say("board.tile.categories"), partial(parts.ranking, seen, COUNTED, "category")),
    )
    return Content(header.sentence(view, found[COUNTED]), reach, cards, blocks)


def _levels(seen: Sight, box: Box) -> Body:
    view = seen.view
    scope = view.scope.with_filter("matter_class", "dispute")
    graded = levels.counts(data.figures(view.version, scope, (levels.COUNTED,), by=levels.DIMENSIONS))
    if not graded:
        return sight.words(catalogue.say("tiles.levels.none"))
    table = level_table(graded, levels.scales(graded))
    svg = drawing.chart(level_bars, table, view.theme, seen.inside(box), seen.glyphs, rows=len(table))
    return sight.picture(svg, catalogue.say("tiles.levels.subject"))


def urgent(seen: Sight, box: Box) -> Body:
    """What can wait least: clock, level, place, kind and body; no names, no free text."""
    view = seen.view
    found = data.most_urgent(view.scope, min(ROWS, seen.rows(box, WIDTHS)))
    if not found:
        return sight.words(catalogue.say("board.tile.no_urgent"))
    told = {name: [tell(one, view) for one in found] for name, tell in COLUMNS.items()}
    heads = {name: catalogue.say(f"board.urgent.{name}") for name in COLUMNS}
    return sight.table(seen, box, heads, told, WIDTHS, two_lines=True)


def _clock(one: Urgent, view: View) -> Body:
    late = one.days_left is not None and one.days_left < 0
    return {"text": matter_list.clock_text(one.days_left), "level": 1 if late else 0}


def _severity(one: Urgent, view: View) -> Body:
    return _level("severity", one.matter.severity, SEVERITY)


def _risk(one: Urgent, view: View) -> Body:
    return _level("risk_level", one.matter.risk_level, RISK)


def _place(one: Urgent, view: View) -> Body:
    return {"text": matter_list.place(one.matter.area, view.words, view.scope.areas)}


def _kind(one: Urgent, view: View) -> Body:
    return {"text": matter_list.kind(one.matter, view.words)}


def _unit(one: Urgent, view: View) -> Body:
    return {"text": one.matter.unit or catalogue.say("common.unknown")}


COLUMNS = {"clock": _clock, "level": _severity, "risk": _risk, "place": _place, "type": _kind, "unit": _unit}
# In characters, in the order in which they are given up where the block is narrow (the last first).
WIDTHS = {"clock": 6.5, "place": 9.0, "level": 5.5, "type": 7.0, "risk": 5.0, "unit": 11.0}


def _level(code_list: str, code: str | None, known: dict[str, int]) -> Body:
    if code not in known:
        return {"text": catalogue.say("common.none")}
    level = known[code]
    return {"text": f"{LEVEL_SHAPES[level - 1]} {catalogue.label(code_list, code)}", "level": level}
