"""How much was due, was it done in time, and do the returns come: the figures at the top."""

from core import catalogue
from core.tiles import Asked
from dashboards import data, drill
from dashboards.board import headline
from dashboards.components import figure, kpi, tools
from dashboards.components.figure import Figure
from dashboards.viewing import View

SHOWN = (
    "services_due",
    "service_on_time_rate",
    "services_late",
    "services_undone",
    "service_satisfaction_rate",
    "service_report_on_time_rate",
    "service_budget_execution",
)


def figures(view: View) -> dict[str, Figure]:
    """All headline figures of the view, with their comparisons and the course of twelve months."""
    rows = data.figures(view.version, view.scope, SHOWN, compare=("year", "previous"))
    year = view.scope.over(headline.twelve_months(view.scope.span.end))
    return figure.figures(rows, data.figures(view.version, year, SHOWN, by=("month",)))


def cards(view: View, found: dict[str, Figure]) -> None:
    tools.note(view, "headline", catalogue.say("board.kpi.region"), Asked(view.scope, SHOWN))
    drill.openers(view, "headline", SHOWN)
    kpi.cards([found[key] for key in SHOWN], {}, view.theme, data.aims(view.scope, view.areas, SHOWN))
