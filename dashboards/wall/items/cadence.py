"""Duty and mode on the wall: is it peacetime or wartime, who has reported, who is late, what has been issued."""

from functools import partial

import pandas as pd

from core import catalogue, clock, numbers
from core.cadence import agenda, modes, products
from core.cadence.agenda import Owed
from core.cadence.products import LEVELS, Node
from core.titles import span_words_in
from dashboards import data, stores
from dashboards.board import groups
from dashboards.board import header as board_header
from dashboards.cadence import header, headline
from dashboards.cadence import table as reports
from dashboards.components import mode_banner
from dashboards.viewing import View
from dashboards.wall import sight
from dashboards.wall.canvas import WIDE, Box
from dashboards.wall.items import parts
from dashboards.wall.sight import Block, Body, Content, Sight

STANDING = ("reports_expected", "reports_received", "report_on_time_rate", "reports_missing")
LISTED = 24
MODE = 6.0
"""Characters high: a sentence or two."""
LATE = {"state": 6.5, "body": 9.5, "duty": 9.0, "due_on": 5.5}
NODES = {"node": 3.3, "period": 8.6, "issued": 3.9}


def content(seen: Sight, _subject: str) -> Content:
    view = seen.view
    reach = data.reach(view.scope, header.FACT)
    blocks = [Block(catalogue.say("cadence.mode.title"), partial(_mode, seen), least=MODE)]
    if reach.since is None:
        return Content(catalogue.label("wall_item", "cadence"), reach, blocks=tuple(blocks))
    found = headline.figures(view)
    cards = tuple(sight.card(found[key], seen) for key in headline.SHOWN)
    blocks.append(
        Block(
            catalogue.say("cadence.tile.standing"),
            partial(standing, seen, groups.by_place(view)[1]),
            least=parts.PLACES,
        )
    )
    # Few rows each: across a screen of two columns they are written larger.
    span = 1 if seen.canvas == WIDE else 2
    blocks.append(Block(catalogue.say("cadence.tile.late"), partial(late, seen), span, sight.high(4)))
    if len(view.scope.areas) == 1 and view.scope.areas[0].level in LEVELS:
        blocks.append(Block(catalogue.say("cadence.nodes.title"), partial(_nodes, seen), span, sight.high(4)))
    return Content(
        board_header.sentence(view, found["reports_expected"], header.EVERYTHING), reach, cards, tuple(blocks)
    )


def standing(seen: Sight, dimension: str, box: Box, *, daily: bool = False) -> Body:
    """Who has reported and who hasn't, by place or by duty; those who lack most first.

    Of what is owed `daily`, in wartime, nothing is missing before the day is over: what was asked for stands there.
    """
    view = seen.view
    dimension = "duty" if dimension == "handling_unit" else dimension
    found = data.figures(view.version, view.scope, STANDING, by=(dimension,))
    if found.empty:
        return sight.words(catalogue.say("cadence.page.none"))
    values = {(row["metric"], row[dimension]): row["value"] for row in found.to_dict("records")}
    codes = [code for code in dict.fromkeys(found[dimension]) if dimension == "duty" or not pd.isna(code)]
    codes.sort(key=lambda code: -_number(values.get(("reports_missing", code))))
    heads = {"name": catalogue.label("dimension", dimension)}
    heads |= {key: catalogue.say(f"wall.cadence.{key}") for key in STANDING}
    widths = {"name": 13.5 if dimension == "duty" else 8.2} | dict.fromkeys(STANDING, 3.8)
    # What is missing matters more than how much was asked for.
    order = ("name", "reports_missing", "reports_received", "report_on_time_rate", "reports_expected")
    order = ("name", "reports_received", "reports_expected", "report_on_time_rate") if daily else order
    widths = {name: widths[name] for name in order}
    # Duties have long names: where those take the whole width, what was asked for and came stands below.
    below = dimension == "duty"
    shown, note = parts.as_many(seen, box, codes, widths if below else None)
    cells = {"name": [{"text": _called(view, dimension, code, daily)} for code in shown]}
    for key in STANDING:
        cells[key] = [_cell(key, values.get((key, code))) for code in shown]
    return sight.table(seen, box, heads, cells, widths, two_lines=below, named=True) | note


def _called(view: View, dimension: str, code: str, daily: bool) -> str:
    name = view.words.of(dimension, code)
    return catalogue.say("cadence.body.daily", name=name) if daily and dimension == "duty" else name


def late(seen: Sight, box: Box) -> Body:
    """Whose reports are overdue now, whatever the period: bodies, no staff."""
    view = seen.view
    rows = agenda.overdue(stores.records(), view.scope, LISTED)
    if not rows:
        return sight.words(catalogue.say("cadence.late.none"))
    shown = rows[: seen.rows(box, LATE)]
    cells = {
        "state": [_state(view, one) for one in shown],
        "body": [{"text": reports.body(view.words, one)} for one in shown],
        "duty": [{"text": reports.duty(one)} for one in shown],
        "due_on": [{"text": catalogue.say("wall.wall.day", m=one.due_on.month, d=one.due_on.day)} for one in shown],
    }
    return sight.table(
        seen, box, {name: catalogue.say(f"cadence.column.{name}") for name in LATE}, cells, LATE, two_lines=True
    )


def _mode(seen: Sight, _box: Box) -> Body:
    """Peacetime or wartime of each place looked at, and which places below are in it alone."""
    view, found = seen.view, modes.load(stores.records())
    told: list[str] = []
    for area in view.scope.areas:
        spell = found.of(view.areas, area.code)
        told.append(_wartime(view, spell) if spell else catalogue.say("cadence.mode.peace", area=area.name))
        below = [] if spell else found.below(view.areas, area.code)
        if below:
            names = catalogue.say("common.list_separator").join(view.areas.name(one.area_code) or "" for one in below)
            told.append(catalogue.say("cadence.banner.below", areas=names))
    return {"kind": "notice", "text": "\n".join(told), "most": 2.0}


def _wartime(view: View, spell: modes.Spell) -> str:
    """As on the pages, without the office that ordered it."""
    words = {"since": clock.briefly(spell.begins_at), "reason": catalogue.label("wartime_reason", spell.reason)}
    return catalogue.say(
        "wall.cadence.wartime", shape=mode_banner.SHAPE, area=view.areas.name(spell.area_code), **words
    )


def _nodes(seen: Sight, box: Box) -> Body:
    view = seen.view
    found = products.nodes(stores.records(), view.scope.areas[0].code, view.scope.today)
    cells = {
        "node": [{"text": catalogue.say(f"cadence.nodes.{one.node}")} for one in found],
        "period": [{"text": span_words_in(one.span, view.scope.today.year)} for one in found],
        "issued": [_issued(one) for one in found],
    }
    return sight.table(
        seen, box, {name: catalogue.say(f"cadence.nodes.{name}") for name in NODES}, cells, NODES, two_lines=True
    )


def _issued(one: Node) -> Body:
    if one.issued_at is None:
        return {"text": catalogue.say("cadence.nodes.not_yet"), "level": 3}
    day = clock.local_day(one.issued_at)
    return {"text": catalogue.say("wall.wall.day", m=day.month, d=day.day)}


def _state(view: View, one: Owed) -> Body:
    shape, level = reports.SHAPES["overdue"]
    days = (view.scope.today - one.due_on).days
    return {"text": f"{shape} {catalogue.say('cadence.state.overdue', days=days)}", "level": int(level)}


def _cell(key: str, value: float | None) -> Body:
    rate = key == "report_on_time_rate"
    text = numbers.percent(value) if rate else numbers.short(_number(value))
    return {"text": text, "right": True, "level": 1 if key == "reports_missing" and _number(value) else 0}


def _number(value: float | None) -> float:
    return 0.0 if numbers.absent(value) else float(value or 0)
