"""The first line of the services board: one sentence that says what is shown, and until which month it is closed."""

from core import catalogue, numbers
from dashboards import data
from dashboards.board import header
from dashboards.care import period
from dashboards.components.figure import Figure
from dashboards.viewing import View

EVERYTHING = "care.page.everything"
EXPECTED, COUNTED = "service_reports_expected", "service_reports_counted"


def title(view: View, figure: Figure) -> None:
    header.title(view, figure, EVERYTHING, warning=partly(view), reach=period.reach)


def partly(view: View) -> str:
    """That not every return that was expected is in what is shown; nothing where all are."""
    found = data.figures(view.version, view.scope.unfiltered(), (EXPECTED, COUNTED)).set_index("metric")["value"]
    expected, counted = found[EXPECTED], found[COUNTED]
    if numbers.absent(expected) or counted >= expected:
        return ""
    return catalogue.say("care.page.partly", counted=numbers.full(counted), expected=numbers.full(expected))
