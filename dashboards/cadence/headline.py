"""Is what is due delivered: the figures at the top."""

from core import catalogue
from core.tiles import Asked
from dashboards import data, drill
from dashboards.board import headline
from dashboards.components import figure, kpi, tools
from dashboards.components.figure import Figure
from dashboards.viewing import View

SHOWN = (
    *("reports_expected", "report_on_time_rate", "report_completeness_rate", "reports_overdue", "reports_late"),
    *("zero_report_rate", "screened_problems"),
)
METRICS = (*SHOWN, "reports_missing", "reports_escalated")


def figures(view: View) -> dict[str, Figure]:
    """All headline figures of the view, with their comparisons and the course of twelve months."""
    rows = data.figures(view.version, view.scope, METRICS, compare=("year", "previous"))
    year = view.scope.over(headline.twelve_months(view.scope.span.end))
    return figure.figures(rows, data.figures(view.version, year, SHOWN, by=("month",)))


def cards(view: View, found: dict[str, Figure]) -> None:
    tools.note(view, "headline", catalogue.say("board.kpi.region"), Asked(view.scope, METRICS))
    drill.openers(view, "headline", SHOWN)
    kpi.cards([found[key] for key in SHOWN], {}, view.theme, data.aims(view.scope, view.areas, SHOWN))
