"""How long it takes, as a curve: after each number of days, the share that has got there, the waiting counted."""

from collections.abc import Sequence

import pandas as pd

from core import asking, survival
from core.answers import Timed
from core.definitions import definition
from core.plan import Plan
from core.scope import Scope
from db.queries.durations import Wait
from db.read_model.model import Reading, ReadModel

COLUMNS = ("days", "settled", "at_risk")


def settling(model: ReadModel, key: str, scope: Scope) -> pd.DataFrame:
    """The curve whose median is the metric of kind "duration": columns days, settled (percent), at_risk (before it).

    It begins with nobody on day 0 and ends on the last day that anybody has waited. Empty where nothing is counted.
    """
    found = model.read(lambda seen: waits(seen, key, scope))
    steps = survival.curve([(wait.days, wait.closed, wait.open) for wait in found])
    if not steps:
        return pd.DataFrame({name: pd.Series(dtype=float) for name in COLUMNS})
    rows = [(0, 0.0, sum(wait.closed + wait.open for wait in found))]
    rows += [(days, 100 * (1 - surviving), at_risk) for days, surviving, at_risk in steps if days > 0]
    if steps[0][0] == 0:
        rows[0] = (0, 100 * (1 - steps[0][1]), rows[0][2])
    return pd.DataFrame(rows, columns=list(COLUMNS))


def waits(seen: Reading, key: str, scope: Scope) -> Sequence[Wait]:
    """What the curve is made of: how many got there, or still waited, after how many days."""
    metric = definition(key)
    plan = asking.bordered(seen, Plan(scope, (), ()))
    asked, counted = asking.made_of(seen, metric, plan)[0]
    found = asking.answer(seen, asked, counted, plan)
    return found.all_waits() if isinstance(found, Timed) else ()
