"""Which alarms take the place of everything on a wall, and how long; what waits after that is only told of."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from core.alarms import standing
from core.alarms.standing import Flood, InForce
from core.scope import Scope
from db.session import Records

GRAVE = ("01", "02")
"""The severities that pre-empt, for as long as an alarm is new (`standing.WITHIN`): then it gives way and stays named.
The others stand among the wall's items."""


@dataclass(frozen=True)
class Call:
    """`first` is the gravest that pre-empts now, `others` how many do besides; in a flood one summary does.

    `seen` are those that are answered with it; `waiting` all that wait for an answer, `untold` those of them for which
    there are no data. `mark` is another whenever anything rings, ends or is answered.
    """

    first: InForce | None
    others: int
    flood: Flood | None
    seen: tuple[int, ...]
    waiting: int
    untold: int
    mark: str = ""


def call(records: Records, scope: Scope, now: datetime) -> Call:
    """What the walls of a scope are told."""
    ringing = standing.in_force(records, scope, now).alarms
    waiting = [one for one in ringing if one.acknowledged_at is None]
    mark = sha256(repr([(one.id, one.acknowledged_by, one.is_late(now)) for one in ringing]).encode()).hexdigest()
    untold = sum(one.state == "no_data" for one in waiting)
    new = [one for one in waiting if now - one.raised_at <= standing.WITHIN]
    flood, calling = standing.flood(new), [one for one in new if _calls(one)]
    seen = new if flood else calling
    first = calling[0] if calling else None
    return Call(first, max(0, len(calling) - 1), flood, tuple(one.id for one in seen), len(waiting), untold, mark[:16])


def _calls(one: InForce) -> bool:
    return one.state == "breach" and one.rule.severity in GRAVE
