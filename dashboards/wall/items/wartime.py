"""The day's board of wartime: what is analysed, dispatched and reported today, by whom, and what comes in."""

from dataclasses import replace
from functools import partial

from core import catalogue
from core.cadence.duties import duties
from core.periods import Span
from core.titles import span_words
from dashboards import data
from dashboards.board import groups
from dashboards.components import figure
from dashboards.wall import pulse, sight
from dashboards.wall.items import cadence, situation
from dashboards.wall.sight import Block, Content, Sight

TODAY = ("reports_expected", "reports_received", "reports_missing", "new_matters", "new_disputes", "high_risk_disputes")
FACT = "fact_report"


def content(seen: Sight, _subject: str) -> Content:
    """Of today, whatever the slot's period; in peacetime there is nothing to show."""
    name = catalogue.label("wall_item", "wartime")
    spell = pulse.wartime_of(seen.view.person.area_code or "")
    if not spell.is_on:
        return Content(name, blank=catalogue.say("wall.blank.peace"))
    scope = seen.view.scope
    seen = replace(seen, view=replace(seen.view, scope=scope.over(Span(scope.today, scope.today))))
    view = seen.view
    rows = data.figures(view.version, view.scope, TODAY, compare=("year", "previous"))
    found = figure.figures(rows, rows.iloc[:0])
    cards = tuple(sight.card(found[key], seen) for key in TODAY)
    daily = [one.key for one in duties() if one.wartime == "day"]
    of_day = replace(seen, view=replace(view, scope=view.scope.with_filter("duty", *daily)))
    blocks = (
        Block(
            catalogue.say("wall.wartime.by_duty"),
            partial(cadence.standing, of_day, "duty", daily=True),
            least=sight.high(8) if seen.canvas.upright else 0.0,
        ),
        Block(
            catalogue.say("wall.wartime.by_place"),
            partial(cadence.standing, of_day, groups.by_place(view)[1], daily=True),
        ),
        Block(catalogue.say("wall.wartime.late"), partial(cadence.late, seen), span=2, least=sight.high(4)),
        Block(catalogue.say("board.tile.urgent"), partial(situation.urgent, seen), span=2, least=situation.URGENT),
    )
    place = catalogue.say("common.list_separator").join(area.name for area in view.scope.areas)
    title = catalogue.say("wall.wartime.title", place=place, day=span_words(view.scope.span))
    return Content(title, data.reach(view.scope, FACT), cards, blocks)
