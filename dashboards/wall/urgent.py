"""Alarms on walls: the one that takes the place of everything, and the line that says that others wait."""

from typing import Any

from core import catalogue, clock
from core.alarms.calling import Call
from core.alarms.standing import InForce
from core.definitions import definition
from core.wall.programme import Programme
from dashboards import data
from dashboards.alarms import wording
from dashboards.theme import LEVEL_SHAPES, SEVERITY
from dashboards.wall import pulse


def told(programme: Programme) -> dict[str, Any] | None:
    """None while nothing waits to be acknowledged.

    `big` is the page that pre-empts (level, title, text, when) or None; `line` is what stands at the foot meanwhile.
    """
    call = pulse.call_of(programme.viewer)
    if call is None or not call.waiting:
        return None
    return {"seen": list(call.seen), "big": _big(call), "line": _line(call)}


def _big(call: Call) -> dict[str, Any] | None:
    if call.flood is not None:
        parts = [
            catalogue.say("alarms.page.flood_part", metric=definition(key).label, count=count)
            for key, count in call.flood.metrics
        ]
        text = catalogue.say("common.list_separator").join(parts)
        title = catalogue.say("wall.alarms.flood_title", count=call.flood.count)
        return {"level": 1, "title": title, "text": text, "when": catalogue.say("wall.alarms.answer_on_page")}
    return _one(call.first, call.others) if call.first is not None else None


def _one(one: InForce, others: int) -> dict[str, Any]:
    level = SEVERITY.get(one.rule.severity, len(LEVEL_SHAPES))
    words = data.known_words(pulse.version())
    title = catalogue.say(
        "wall.alarms.title_of", shape=LEVEL_SHAPES[level - 1], severity=catalogue.label("severity", one.rule.severity)
    )
    said = {"place": words.of("area", one.area_code), "rule": wording.headline(one.rule), "value": wording.plain(one)}
    when = catalogue.say("wall.alarms.since_owner", since=clock.briefly(one.raised_at), owner=_owner(one))
    if others:
        when += catalogue.say("wall.alarms.others", count=others)
    return {"level": level, "title": title, "text": catalogue.say("wall.alarms.text_of", **said), "when": when}


def _owner(one: InForce) -> str:
    return catalogue.label("role", one.rule.owner)


def _line(call: Call) -> str:
    said = catalogue.say("wall.alarms.waiting", count=call.waiting)
    return said + (catalogue.say("wall.alarms.untold", count=call.untold) if call.untold else "")
