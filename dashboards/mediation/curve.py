"""How long until an agreement, for all that were accepted: those still waiting and those that failed count too."""

from core import catalogue, numbers
from core.tiles import Asked
from dashboards import data
from dashboards.board import groups
from dashboards.charts.settling import settling, settling_table
from dashboards.components import chart
from dashboards.components.card import card
from dashboards.mediation.funnel import blank
from dashboards.viewing import View

TIMED = "median_days_to_settle"
METRICS = (TIMED, "median_days_to_conclude")
TOLD = (7, 15, 30, 60)


def block(view: View) -> None:
    now = data.curve(view.version, view.scope, TIMED)
    before = data.curve(view.version, view.scope.over(view.scope.span.year_before()), TIMED)
    subject, shown = catalogue.say("mediation.tile.curve_subject"), Asked(view.scope, METRICS)
    as_of = groups.as_of(view, data.figures(view.version, view.scope, METRICS))
    with card(view, "curve", catalogue.say("mediation.tile.curve"), subject, as_of, shown):
        if now.empty:
            blank()
            return
        parts = []
        for days in TOLD:
            settled = now[now["days"] <= days]["settled"].iloc[-1]
            parts.append(catalogue.say("mediation.curve.told", days=days, share=numbers.percent(settled)))
        spoken = catalogue.say("common.list_separator").join(parts)
        chart.show(settling, settling_table(now, before), view.theme, key="curve", alt=f"{subject}: {spoken}")
