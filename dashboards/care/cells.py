"""Figures of services as cells of a table: a number, that it is small, or why there is none."""

from collections.abc import Sequence
from html import escape
from typing import Any

import pandas as pd

from core import catalogue, numbers
from core.definitions import definition
from dashboards.care import nearness
from dashboards.components.figure import SMALL
from dashboards.viewing import View


class Cells:
    """The rows of one question by metric and group keys."""

    def __init__(self, found: pd.DataFrame, by: Sequence[str]) -> None:
        rows: list[dict[str, Any]] = found.astype(object).to_dict("records")  # type: ignore[assignment]
        self._rows = {(row["metric"], tuple(row[name] for name in by)): row for row in rows}
        self.keys = list(dict.fromkeys(keys for _, keys in self._rows))

    def row(self, metric: str, keys: tuple[str, ...]) -> dict[str, Any] | None:
        return self._rows.get((metric, keys))

    def value(self, metric: str, keys: tuple[str, ...]) -> float | None:
        """The number itself; None where there is none or it is only known to be small."""
        row = self.row(metric, keys)
        value = row["value"] if row else None
        return None if value is None or pd.isna(value) else float(value)


def cell(found: Cells, metric: str, keys: tuple[str, ...]) -> str:
    """The number as it is written; a small one only as small, none as a dash."""
    row, defined = found.row(metric, keys), definition(metric)
    if row is None:
        return numbers.full(None)
    if row["reason"] == SMALL and not defined.is_rate:
        return catalogue.say("numbers.below_ten")
    return numbers.percent(row["value"]) if defined.is_rate else numbers.full(row["value"], defined.decimals)


def near_cell(view: View, found: Cells, metric: str, keys: tuple[str, ...], **among: Any) -> str:
    """The same, marked where it may be off by more than a hundredth; `among` as `nearness.far` takes it."""
    row = found.row(metric, keys)
    below = None if row is None or pd.isna(row["denominator"]) else float(row["denominator"])
    about = nearness.far(view, metric, found.value(metric, keys), below, **among)
    return nearness.marked(cell(found, metric, keys), about=about)


def table(heads: Sequence[str], rows: Sequence[Sequence[str]], kind: str) -> str:
    """A table whose cells are mark-up already and whose heads aren't; names stand left, numbers right."""
    head = "".join(f'<th class="{"fq-right" if at else ""}">{escape(text)}</th>' for at, text in enumerate(heads))
    body = "".join(
        "<tr>" + "".join(f'<td class="{"fq-right" if at else ""}">{text}</td>' for at, text in enumerate(row)) + "</tr>"
        for row in rows
    )
    return (
        f'<div class="fq-rooms {kind}" tabindex="0"><table class="fq-table"><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )
