"""How grave is what is open?"""

import pandas as pd

from core import catalogue
from core.scope import UNKNOWN
from core.tiles import Asked
from dashboards import data, links
from dashboards.board import groups
from dashboards.charts.level_bars import Scales, level_bars, level_table
from dashboards.components import chart
from dashboards.components.card import card, nothing
from dashboards.theme import RISK, SEVERITY
from dashboards.viewing import View

COUNTED = "open_matters"
DIMENSIONS = ("risk_level", "severity")


def block(view: View) -> None:
    """Open disputes by risk and by severity, each level with its colour, word and shape."""
    scope = view.scope.with_filter("matter_class", "dispute")
    found = data.figures(view.version, scope, (COUNTED,), by=DIMENSIONS)
    subject = catalogue.say("tiles.levels.subject")
    shown = Asked(scope, (COUNTED,), DIMENSIONS)
    with card(view, "levels", catalogue.say("tiles.levels.question"), subject, groups.as_of(view, found), shown):
        graded = counts(found)
        if not graded:
            reason = data.figures(view.version, scope, (COUNTED,)).iloc[0]["reason"]
            nothing(catalogue.label("reason", reason) if reason else catalogue.say("tiles.levels.none"), "")
            return
        table = level_table(graded, scales(graded))
        chart.show(
            level_bars,
            table,
            view.theme,
            key="levels",
            visit=view.mark,
            alt=f"{subject}: {', '.join(table['spoken'][table['kind'] == 'bar'])}",
            on_pick=lambda code: _narrow(view, code),
            rows=len(table),
        )


def counts(found: pd.DataFrame) -> dict[tuple[str, str], float]:
    """Both margins of the one table of risk by severity."""
    counts: dict[tuple[str, str], float] = {}
    for dimension in DIMENSIONS:
        margin = found.assign(code=found[dimension].fillna(UNKNOWN)).groupby("code")["value"].sum()
        counts |= {(dimension, str(code)): float(value) for code, value in margin.items() if value}
    return counts


def scales(counts: dict[tuple[str, str], float]) -> Scales:
    """All levels of both scales; those not graded only where there are some."""
    levels = {"risk_level": RISK, "severity": SEVERITY}
    return [
        (
            dimension,
            catalogue.say(f"tiles.levels.{dimension}"),
            [*levels[dimension].items(), *([(UNKNOWN, 0)] if (dimension, UNKNOWN) in counts else [])],
        )
        for dimension in DIMENSIONS
    ]


def _narrow(view: View, code: str) -> None:
    dimension, _, value = code.partition(":")
    links.go(view.request.narrowed("matter_class", "dispute").narrowed(dimension, value))
