"""Which protected figures may be off by more than a hundredth of the true one: one rule for the page, marked with ≈."""

from core import catalogue, disclosure
from core.definitions import definition
from dashboards.viewing import View
from db.models.care import GROUPS, LINES

HUNDRED = 100
DUE = "services_due"
_STATES = {DUE: 3, "services_on_time": 1, "services_late": 1, "services_undone": 1}
"""Of how many states a count is the sum. A rate is off by what its own two parts are."""
_PARTS = 2


def far(
    view: View,
    metric: str,
    value: float | None,
    denominator: float | None,
    *,
    by: tuple[str, ...] = (),
    places: int = 0,
) -> bool:
    """Whether a figure isn't near the true one for sure; `by` names what one group or line of is told.

    `places` are those that add up in it, all of the scope where it is 0. What isn't told, and what isn't protected, is
    never marked.
    """
    defined = definition(metric)
    amount = denominator if defined.is_rate else value
    if not defined.protected or value is None or amount is None:
        return False
    months = sum(1 for _ in view.scope.span.buckets("month"))
    bodies = (places or len(view.scope.areas)) * months
    cells = _cells(view, by)
    if metric == DUE and not cells:
        return not disclosure.near(amount, bodies)
    return unlike(amount, bodies * max(cells, 1) * _STATES.get(metric, _PARTS))


def unlike(amount: float, margins: int) -> bool:
    """Whether a sum of so many margins may be off by more than a hundredth."""
    return amount < HUNDRED * disclosure.spread(margins)


def marked(written: str, *, about: bool) -> str:
    return catalogue.say("numbers.about", number=written) if about else written


def _cells(view: View, by: tuple[str, ...]) -> int:
    """How many lines, or groups on lines, a figure is the sum of; 0 of a whole return."""
    chosen = {name: len(values) for name, values in view.scope.filters}
    lines = 1 if "service_line" in by else chosen.get("service_line", 0)
    groups = 1 if "service_group" in by else chosen.get("service_group", 0)
    return min(groups, len(GROUPS)) * (lines or len(LINES)) if groups else lines
