"""Everything that a wall can show, in one table: an item is its function, which gives what is to be laid out."""

from collections.abc import Callable

from dashboards.wall.items import alarms, cadence, care, league, mediation, number, situation, text, wartime
from dashboards.wall.sight import Content, Sight

ITEMS: dict[str, Callable[[Sight, str], Content]] = {
    "situation": situation.content,
    "mediation": mediation.content,
    "services": care.content,
    "league": league.content,
    "cadence": cadence.content,
    "wartime": wartime.content,
    "alarms": alarms.content,
    "number": number.content,
    "text": text.content,
}
"""By the code of labels [wall_item]; the second argument is what the item was given besides (WallSlot.subject)."""
PERIOD, PLACE, CLASS = "period", "place", "class"
HEEDED: dict[str, frozenset[str]] = {
    "situation": frozenset((PERIOD, PLACE, CLASS)),
    "mediation": frozenset((PERIOD, PLACE, CLASS)),
    "services": frozenset((PERIOD, PLACE)),
    "cadence": frozenset((PERIOD, PLACE)),
    "wartime": frozenset((PLACE,)),
    "alarms": frozenset((PLACE,)),
    "number": frozenset((PERIOD, PLACE, CLASS)),
}
"""What of a request an item heeds; nothing of it where it isn't named. Nobody is asked for anything else."""
