"""How many acts are in force on each step of the ladder and were taken in the period, and where."""

from typing import Any

import pandas as pd

from core import catalogue, numbers
from core.scope import UNKNOWN
from core.tiles import Asked
from dashboards import data
from dashboards.board import groups
from dashboards.charts.ranked_bars import COLUMNS, arrow, ranked_bars, ranked_table
from dashboards.components import chart
from dashboards.components.card import card, nothing
from dashboards.viewing import View
from db.models.accountability import LADDER

STANDING, BEGUN = "acts_in_force", "accountability_acts"


def steps(view: View) -> None:
    """Every step of the ladder in its order, also those on which nobody stands."""
    _by_kind(view, "ladder", STANDING, "none_in_force")


def begun(view: View) -> None:
    """How many acts of each step were taken in the period, whether they still hold or not."""
    _by_kind(view, "begun", BEGUN, "none_begun")


def _by_kind(view: View, name: str, metric: str, none: str) -> None:
    found = groups.grouped(view, metric, "action_kind")
    subject, question = _said(name)
    shown = Asked(view.scope, (metric,), ("action_kind",))
    with card(view, name, question, subject, groups.as_of(view, found), shown):
        if not (found["value"].fillna(0) > 0).any():
            _blank(view, metric, none)
            return
        table = ladder_table(found)
        chart.show(
            ranked_bars,
            table,
            view.theme,
            key=name,
            visit=view.mark,
            alt=groups.spoken(subject, table),
            on_pick=lambda code: groups.narrow(view.request, "action_kind", code),
            rows=len(table),
        )


def ladder_table(found: pd.DataFrame) -> pd.DataFrame:
    """One row a step, from the mildest to the gravest, as `ranked_bars` draws it."""
    known: dict[str, dict[str, Any]] = {row["code"]: row for row in found.to_dict("records")}  # type: ignore[misc]
    rows = []
    for kind in LADDER:
        one, name = known.get(kind, {}), catalogue.label("action_kind", kind)
        value, previous = _counted(one.get("value")), _counted(one.get("previous"))
        change = one.get("change")
        rows.append(
            {
                "code": kind,
                "name": name,
                "value": value,
                "previous": previous,
                "value_text": numbers.short(value),
                "previous_text": numbers.full(previous),
                "change": numbers.difference(one.get("difference")) if numbers.absent(change) else arrow(change),
                "spoken": f"{name} {numbers.full(value)}",
            }
        )
    return pd.DataFrame(rows, columns=COLUMNS)


def _counted(value: float | None) -> float:
    return 0.0 if value is None or numbers.absent(value) else float(value)


def places(view: View) -> None:
    """Where bodies stand on the ladder; a click narrows to the place."""
    _level, dimension = groups.by_place(view)
    if dimension == "handling_unit":
        dimension = "target_kind"
    found = groups.grouped(view, STANDING, dimension)
    table = ranked_table(found[found["code"] != UNKNOWN])
    subject, question = _said("places")
    with card(
        view, "places", question, subject, groups.as_of(view, found), Asked(view.scope, (STANDING,), (dimension,))
    ):
        if table.empty:
            _blank(view, STANDING, "none_in_force")
            return
        chart.show(
            ranked_bars,
            table,
            view.theme,
            key="places",
            visit=view.mark,
            alt=groups.spoken(subject, table),
            on_pick=lambda code: groups.narrow(view.request, dimension, code),
            rows=len(table),
        )


def grounds(view: View) -> None:
    """For which reasons acts were begun in the period."""
    found = groups.grouped(view, BEGUN, "action_basis")
    table = ranked_table(found)
    subject, question = _said("grounds")
    shown = Asked(view.scope, (BEGUN,), ("action_basis",))
    with card(view, "grounds", question, subject, groups.as_of(view, found), shown):
        if table.empty:
            _blank(view, BEGUN, "none_begun")
            return
        spoken = groups.spoken(subject, table)
        chart.show(ranked_bars, table, view.theme, key="grounds", alt=spoken, rows=len(table))


def _blank(view: View, metric: str, none: str) -> None:
    """Why nothing is known; where that is known, that there is none."""
    reason = data.figures(view.version, view.scope, (metric,)).iloc[0]["reason"]
    nothing(catalogue.label("reason", reason) if reason else catalogue.say(f"accountability.page.{none}"), "")


def _said(name: str) -> tuple[str, str]:
    return catalogue.say(f"accountability.tile.{name}_subject"), catalogue.say(f"accountability.tile.{name}")
