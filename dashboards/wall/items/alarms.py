"""The alarms that ring now: which metric where, since when, and whether somebody has answered."""

from collections.abc import Sequence

from core import catalogue, clock
from core.alarms import standing
from core.alarms.standing import InForce
from core.coverage import Coverage
from core.definitions import definition
from dashboards import data, stores
from dashboards.alarms import wording
from dashboards.theme import LEVEL_SHAPES, SEVERITY
from dashboards.wall import sight
from dashboards.wall.canvas import Box
from dashboards.wall.sight import Block, Body, Content, Sight

FEW = 4
"""So many alarms have a card each."""
# In characters, by what matters most.
WIDTHS = {"metric": 9.0, "place": 8.0, "answered": 7.0, "value": 5.5, "since": 6.2, "state": 9.0}
HEADS = ("metric", "place", "state", "value", "since", "answered")


def content(seen: Sight, _subject: str) -> Content:
    """Nothing rings: nothing to show. What rings is grouped where more than ten came within ten minutes."""
    board = standing.in_force(stores.records(), seen.view.scope)
    reach = Coverage(None, clock.now(), (), demo=data.reach(seen.view.scope).generated)
    title = catalogue.say("wall.alarms.title", count=len(board.alarms), open=board.unanswered)
    if not board.alarms:
        return Content(title, reach, blank=catalogue.say("wall.alarms.none"))
    if board.flood is not None:
        title = catalogue.say("wall.alarms.flood", count=board.flood.count)
    if len(board.alarms) <= FEW:
        return Content(title, reach, blocks=tuple(_told(seen, one) for one in board.alarms))
    return Content(title, reach, blocks=(Block("", lambda box: _table(seen, box, board.alarms)),))


def _told(seen: Sight, one: InForce) -> Block:
    """One of few: a card of its own, so large that it fills it."""
    level, place = _level(one), seen.view.words.of("area", one.area_code)
    head = catalogue.say(
        "wall.alarms.card_of", severity=catalogue.label("severity", one.rule.severity), answered=_answered(one)["text"]
    )
    said = {"rule": wording.headline(one.rule), "value": wording.plain(one), "since": clock.briefly(one.raised_at)}
    text = catalogue.say("wall.alarms.card", place=place, **said)
    body: Body = {"kind": "notice", "text": text, "most": 2.4, "level": level}
    return Block(f"{LEVEL_SHAPES[level - 1]} {head}", lambda _box: body)


def _table(seen: Sight, box: Box, ringing: Sequence[InForce]) -> Body:
    shown = ringing[: seen.rows(box, WIDTHS)]
    cells = {
        "metric": [_metric(one) for one in shown],
        "place": [{"text": seen.view.words.of("area", one.area_code)} for one in shown],
        "state": [_state(one) for one in shown],
        "value": [{"text": wording.plain(one)} for one in shown],
        "since": [{"text": clock.briefly(one.raised_at)} for one in shown],
        "answered": [_answered(one) for one in shown],
    }
    return sight.table(
        seen, box, {name: catalogue.say(f"wall.alarms.{name}") for name in HEADS}, cells, WIDTHS, two_lines=True
    )


def _metric(one: InForce) -> Body:
    level = _level(one)
    return {"text": f"{LEVEL_SHAPES[level - 1]} {definition(one.rule.metric).label}", "level": level}


def _level(one: InForce) -> int:
    return SEVERITY.get(one.rule.severity, len(LEVEL_SHAPES))


def _state(one: InForce) -> Body:
    """What it rings for."""
    told = f"{catalogue.label('alarm_kind', one.rule.condition)} {wording.line(one.rule, one.rule.threshold)}"
    return {"text": told}


def _answered(one: InForce) -> Body:
    late = one.is_late(clock.now())
    word = "late" if late else "yes" if one.acknowledged_at else "no"
    return {"text": catalogue.say(f"wall.alarms.answered_{word}"), "level": 1 if late else 0}
