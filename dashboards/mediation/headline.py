"""How much comes in, what becomes of it, how long it takes, what is left: the figures at the top."""

from core import catalogue, numbers
from core.definitions import definition
from core.tiles import Asked
from dashboards import data, drill
from dashboards.board import headline
from dashboards.components import figure, kpi, tools
from dashboards.components.figure import Figure
from dashboards.viewing import View

SHOWN = (
    "mediation_accepted",
    "mediation_agreement_rate",
    "median_days_to_settle",
    "open_mediations",
    "mediation_performance_rate",
    "mediation_satisfaction_rate",
    "pre_litigation_mediations",
)
PART_OF = ("overdue_mediations", "mediations_due_soon")
METRICS = (*SHOWN, *PART_OF)
ALONG = tuple(key for key in SHOWN if definition(key).kind != "reported")


def figures(view: View) -> dict[str, Figure]:
    """All headline figures of the view, with their comparisons and the course of twelve months."""
    rows = data.figures(view.version, view.scope, METRICS, compare=("year", "previous"))
    year = view.scope.over(headline.twelve_months(view.scope.span.end))
    return figure.figures(rows, data.figures(view.version, year, ALONG, by=("month",)))


def cards(view: View, found: dict[str, Figure]) -> None:
    tools.note(view, "headline", catalogue.say("board.kpi.region"), Asked(view.scope, METRICS))
    drill.openers(view, "headline", SHOWN)
    aside = headline.reported(view, found, SHOWN)
    if found["open_mediations"].value is not None:
        late = numbers.short(found["overdue_mediations"].value)
        aside["open_mediations"] = catalogue.say("board.kpi.overdue_part", count=late)
    kpi.cards([found[key] for key in SHOWN], aside, view.theme, data.aims(view.scope, view.areas, SHOWN))
