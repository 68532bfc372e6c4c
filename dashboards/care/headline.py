"""How much was due, was it done in time, and do the returns come: the figures at the top."""

from core import catalogue
from core.scope import Scope
from core.tiles import Asked
from dashboards import data, drill
from dashboards.board import headline
from dashboards.care import nearness
from dashboards.components import figure, kpi, tools
from dashboards.components.figure import Figure
from dashboards.viewing import View

OF_SERVICES = (
    "services_due",
    "service_on_time_rate",
    "services_late",
    "services_undone",
    "service_satisfaction_rate",
)
OF_BODIES = ("service_report_on_time_rate", "service_budget_execution")
"""Of the townships' own work: no group and no line narrows it."""
SHOWN = (*OF_SERVICES, *OF_BODIES)


def figures(view: View) -> dict[str, Figure]:
    """All headline figures of the view, with their comparisons and the course of twelve months."""
    return _figures(view, view.scope, OF_SERVICES) | _figures(view, view.scope.unfiltered(), OF_BODIES)


def _figures(view: View, scope: Scope, metrics: tuple[str, ...]) -> dict[str, Figure]:
    rows = data.figures(view.version, scope, metrics, compare=("year", "previous"))
    year = scope.over(headline.twelve_months(scope.span.end))
    found = figure.figures(rows, data.figures(view.version, year, metrics, by=("month",)))
    return {key: _as_known(view, one) for key, one in found.items()}


def _as_known(view: View, one: Figure) -> Figure:
    far = nearness.far(view, one.metric.key, one.value, one.denominator)
    return one.known_about() if far else one


def cards(view: View, found: dict[str, Figure]) -> None:
    tools.note(view, "headline", catalogue.say("board.kpi.region"), Asked(view.scope, SHOWN))
    drill.openers(view, "headline", SHOWN)
    kpi.cards([found[key] for key in SHOWN], {}, view.theme, data.aims(view.scope, view.areas, SHOWN))
