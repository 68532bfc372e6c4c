"""What is quarrelled about, and where: places down, types across."""

from core import catalogue
from core.scope import UNKNOWN
from core.tiles import Asked
from dashboards import data
from dashboards.board import groups
from dashboards.charts.age_heat import age_heat, heat_table
from dashboards.components import chart
from dashboards.components.card import card
from dashboards.components.names import told_apart
from dashboards.mediation.funnel import blank
from dashboards.viewing import View

COUNTED = "mediation_accepted"
KIND = "category"
MOST = 6
OTHERS = "others"


def block(view: View) -> None:
    """The most frequent types in columns of their own, the others in one, so that rows and columns sum to the whole."""
    level, dimension = groups.by_place(view)
    if level is None:
        dimension = "room"
    found = data.figures(view.version, view.scope, (COUNTED,), by=(dimension, KIND))
    subject = catalogue.say("mediation.tile.types_subject", dimension=catalogue.label("dimension", dimension))
    shown = Asked(view.scope, (COUNTED,), (dimension, KIND))
    question = catalogue.say("mediation.tile.types")
    with card(view, "types", question, subject, groups.as_of(view, found), shown):
        codes, kinds = found[dimension].fillna(UNKNOWN), found[KIND].fillna(UNKNOWN)
        by_kind = found.groupby(kinds)["value"].sum().sort_values(ascending=False)
        own = [kind for kind in by_kind.index if by_kind[kind] > 0][:MOST]
        distinct = list(dict.fromkeys(codes))
        named = dict(zip(distinct, told_apart(view.words, [(dimension, code) for code in distinct]), strict=True))
        rows = found.assign(code=codes, name=codes.map(named), band=kinds.where(kinds.isin(own), OTHERS))
        bands = [(kind, view.words.of(KIND, kind)) for kind in own]
        if len(by_kind[by_kind > 0]) > MOST:
            bands.append((OTHERS, catalogue.say("mediation.heat.other")))
        table = heat_table(rows[rows["value"] > 0], bands)
        if table.empty:
            blank()
            return
        chart.show(
            age_heat,
            table,
            view.theme,
            key="types",
            visit=view.mark,
            alt=subject,
            on_pick=lambda code: groups.narrow(view.request, dimension, code),
            rows=table[table["kind"] == "cell"]["name"].nunique(),
            across_title=catalogue.say("mediation.heat.type"),
            value_title=catalogue.say("mediation.heat.count"),
        )
