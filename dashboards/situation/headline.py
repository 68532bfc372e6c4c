"""How much, how well, how urgent: the figures at the top of the board."""

from datetime import date, timedelta

from core import catalogue, numbers, targets
from core.definitions import definition
from core.periods import Span, unit_start
from core.targets import Goal
from core.tiles import Asked
from core.titles import span_words
from dashboards import data, drill
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
    year = view.scope.over(twelve_months(view.scope.span.end))
    courses = data.figures(view.version, year, ALONG, by=("month",))
    return figure.figures(rows, courses)


def cards(view: View, found: dict[str, Figure]) -> None:
    overdue = numbers.short(found[PART_OF].value)
    tools.note(view, "headline", catalogue.say("board.kpi.region"), Asked(view.scope, METRICS))
    drill.openers(view, "headline", SHOWN)
    known = found["open_matters"].value is not None
    aside = {"open_matters": catalogue.say("board.kpi.overdue_part", count=overdue)} if known else {}
    kpi.cards([found[key] for key in SHOWN], aside | reported(view, found, SHOWN), view.theme, goals(view, SHOWN))


def goals(view: View, shown: tuple[str, ...]) -> dict[str, Goal]:
    """By metric the target that holds on the last day that the data tell of."""
    last = data.reach(view.scope).last_day or view.scope.span.end
    day = min(view.scope.span.end, last)
    held = {key: targets.goal_on(found, day) for key, found in data.goals(view.scope, view.areas, shown).items()}
    return {key: goal for key, goal in held.items() if goal is not None}


def reported(view: View, found: dict[str, Figure], shown: tuple[str, ...]) -> dict[str, str]:
    """Of totals from outside without a number for the period, the span and number that were reported last."""
    scope = view.scope.unfiltered()
    lacking = [key for key in shown if definition(key).kind == "reported" and found[key].value is None]
    told: dict[str, str] = {}
    for key, span in data.reported_spans(view.version, scope).items():
        if key in lacking:
            row = data.figures(view.version, scope.over(span), (key,), compare=("year",)).iloc[0]
            metric = definition(key)
            number, unit = numbers.quantity(row["value"], metric.unit, metric.decimals)
            if numbers.absent(row["value"]):
                continue
            told[key] = catalogue.say("tiles.outside.latest", span=span_words(span), number=f"{number} {unit}")
    return told


def twelve_months(end: date) -> Span:
    """The twelve whole months up to the last one that was over on `end`."""
    last = unit_start(end + timedelta(days=1), "month") - timedelta(days=1)
    start = last.replace(day=1)
    for _ in range(11):
        start = unit_start(start - timedelta(days=1), "month")
    return Span(start, last)
