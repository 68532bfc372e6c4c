"""On which level disputes are settled, by which channel they are mediated, and in which special fields by experts."""

from core import catalogue
from core.tiles import Asked
from dashboards.board import groups
from dashboards.charts.ranked_bars import ranked_bars, ranked_table
from dashboards.components import chart
from dashboards.components.card import card
from dashboards.mediation import room
from dashboards.mediation.funnel import blank
from dashboards.viewing import View

RATES = ("mediation_in_village_rate", "mediation_in_township_rate", "mediation_in_county_rate")


def levels(view: View) -> None:
    """Agreements by the level of the room; the rates behind the sayings are a click away. One room has one level."""
    if room.looked_at(view) is not None:
        return
    _ranking(view, "settled", "levels", "mediation_agreements", "settled_level", RATES)


def ways(view: View) -> None:
    _ranking(view, "ways", "ways", "mediation_accepted", "channel", ())


def specialities(view: View) -> None:
    """By what the rooms are special in, where there are several; how often an expert took part is a click away."""
    if room.looked_at(view) is not None:
        return
    _ranking(view, "specialities", "specialities", "mediation_accepted", "speciality", ("mediation_expert_rate",))


def _ranking(view: View, key: str, block: str, metric: str, dimension: str, more: tuple[str, ...]) -> None:
    found = groups.grouped(view, metric, dimension)
    table = ranked_table(found)
    subject, question = (catalogue.say(f"mediation.tile.{block}{part}") for part in ("_subject", ""))
    shown = Asked(view.scope, (metric, *more), () if more else (dimension,))
    with card(view, key, question, subject, groups.as_of(view, found), shown):
        if table.empty:
            blank()
            return
        pick = None if more else (lambda code: groups.narrow(view.request, dimension, code))
        spoken = groups.spoken(subject, table)
        chart.show(ranked_bars, table, view.theme, key=key, visit=view.mark, alt=spoken, on_pick=pick, rows=len(table))
