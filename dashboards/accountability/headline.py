"""How much is held against bodies, and do they answer: the figures at the top."""

from core import catalogue, numbers
from core.tiles import Asked
from dashboards import data, drill
from dashboards.board import header, headline
from dashboards.components import figure, kpi, tools
from dashboards.components.figure import Figure
from dashboards.viewing import View

FACT = "fact_accountability"
SHOWN = (
    *("accountability_acts", "acts_in_force", "notices_issued", "notice_on_time_rate"),
    *("open_notices", "awards_granted", "acts_annulled"),
)
PART_OF = ("overdue_notices",)
METRICS = (*SHOWN, *PART_OF)


def figures(view: View) -> dict[str, Figure]:
    """All headline figures of the view, with their comparisons and the course of twelve months."""
    rows = data.figures(view.version, view.scope, METRICS, compare=("year", "previous"))
    year = view.scope.over(headline.twelve_months(view.scope.span.end))
    return figure.figures(rows, data.figures(view.version, year, SHOWN, by=("month",)))


def title(view: View, found: dict[str, Figure]) -> None:
    header.title(view, found["accountability_acts"], "accountability.page.everything", FACT)


def cards(view: View, found: dict[str, Figure]) -> None:
    tools.note(view, "headline", catalogue.say("board.kpi.region"), Asked(view.scope, METRICS))
    drill.openers(view, "headline", SHOWN)
    aside: dict[str, str] = {}
    if found["open_notices"].value is not None:
        late = numbers.short(found["overdue_notices"].value)
        aside["open_notices"] = catalogue.say("accountability.page.overdue_part", count=late)
    kpi.cards([found[key] for key in SHOWN], aside, view.theme, data.aims(view.scope, view.areas, SHOWN))
