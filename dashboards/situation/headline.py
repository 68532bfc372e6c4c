"""How much, how well, how urgent: the figures at the top of the board."""

from core import catalogue, numbers
from core.definitions import definition
from core.tiles import Asked
from dashboards import data, drill
from dashboards.board import headline
from dashboards.components import figure, kpi, tools
from dashboards.components.figure import Figure
from dashboards.viewing import View

SHOWN = (
    "new_matters",
    "on_time_rate",
    "open_matters",
    "satisfaction_rate",
    "high_risk_disputes",
    "median_days_to_close",
    "pre_litigation_mediations",
)
PART_OF = "overdue_matters"
METRICS = (*SHOWN, PART_OF)
# Totals from outside are answered for the spans that were reported, so they have no course by month.
ALONG = tuple(key for key in SHOWN if definition(key).kind != "reported")


def figures(view: View) -> dict[str, Figure]:
    """All headline figures of the view, with their comparisons and the course of twelve months."""
    rows = data.figures(view.version, view.scope, METRICS, compare=("year", "previous"))
    year = view.scope.over(headline.twelve_months(view.scope.span.end))
    courses = data.figures(view.version, year, ALONG, by=("month",))
    return figure.figures(rows, courses)


def cards(view: View, found: dict[str, Figure]) -> None:
    overdue = numbers.short(found[PART_OF].value)
    tools.note(view, "headline", catalogue.say("board.kpi.region"), Asked(view.scope, METRICS))
    drill.openers(view, "headline", SHOWN)
    known = found["open_matters"].value is not None
    aside = {"open_matters": catalogue.say("board.kpi.overdue_part", count=overdue)} if known else {}
    kpi.cards(
        [found[key] for key in SHOWN],
        aside | headline.reported(view, found, SHOWN),
        view.theme,
        data.aims(view.scope, view.areas, SHOWN),
    )
