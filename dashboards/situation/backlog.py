"""Where does work pile up, and for how long already?"""

from core import catalogue
from core.scope import UNKNOWN
from core.tiles import Asked
from dashboards import data
from dashboards.board import groups
from dashboards.charts.age_heat import age_heat, heat_table
from dashboards.components import chart
from dashboards.components.card import card, nothing
from dashboards.components.names import told_apart
from dashboards.viewing import View

COUNTED = "open_matters"
AGE = "age_band"


def block(view: View) -> None:
    """What is open by place (at the bottom of the tree: by body) and age, on the period's last day."""
    _, dimension = groups.by_place(view)
    found = data.figures(view.version, view.scope, (COUNTED,), by=(dimension, AGE))
    subject = catalogue.say("tiles.heat.subject", dimension=catalogue.label("dimension", dimension))
    shown = Asked(view.scope, (COUNTED,), (dimension, AGE))
    with card(view, "backlog", catalogue.say("tiles.heat.question"), subject, groups.as_of(view, found), shown):
        codes = found[dimension].fillna(UNKNOWN)
        names = told_apart(view.words, [(dimension, code) for code in dict.fromkeys(codes)])
        named = dict(zip(dict.fromkeys(codes), names, strict=True))
        rows = found.assign(code=codes, name=codes.map(named), band=found[AGE].fillna(UNKNOWN))
        bands = [(code, word) for code, word in catalogue.code_labels(AGE).items()]
        if UNKNOWN in set(rows["band"]):
            bands.append((UNKNOWN, catalogue.say("common.unknown")))
        table = heat_table(rows[rows["value"] > 0], bands)
        if table.empty:
            reason = data.figures(view.version, view.scope, (COUNTED,)).iloc[0]["reason"]
            nothing(catalogue.label("reason", reason) if reason else catalogue.say("tiles.heat.none"), "")
            return
        chart.show(
            age_heat,
            table,
            view.theme,
            key="backlog",
            visit=view.mark,
            alt=subject,
            on_pick=lambda code: groups.narrow(view.request, dimension, code),
            rows=table["name"].nunique(),
        )
