"""How often a rule would have rung: tried on the days that have been, as their figures are known now."""

from dataclasses import dataclass
from datetime import date, timedelta

from core import clock
from core.alarms import judging
from core.alarms.refusal import Refused
from core.alarms.rules import Rule
from core.areas import AreaTree
from db.read_model.model import ReadModel

DAYS = 30


@dataclass(frozen=True)
class Tried:
    """Over `days` days: how many alarms would have rung, for how many places, and how many would stand at the end."""

    days: int
    raised: int
    places: int
    standing: int


def attempt(model: ReadModel, areas: AreaTree, rule: Rule, days: int = DAYS, until: date | None = None) -> Tried:
    """Day by day with the rule's own return line; what stood at the first day counts as having rung then.

    Raises Refused for a rule on the age of the data: how old they were on a day is not kept.
    """
    if rule.watches == "age":
        raise Refused("age_has_no_past")
    last = until or clock.today()
    standing: set[str] = set()
    raised, places = 0, set()
    for back in range(days - 1, -1, -1):
        for one in judging.judge(model, areas, rule, last - timedelta(days=back)):
            if one.verdict == "breach" and one.area_code not in standing:
                standing.add(one.area_code)
                places.add(one.area_code)
                raised += 1
            elif one.verdict == "normal":
                standing.discard(one.area_code)
    return Tried(days, raised, len(places), len(standing))
