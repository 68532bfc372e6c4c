"""The figures that the seed articles published, as reported: one indicator return a row of published_figures.csv."""

import csv
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from importlib import resources


@dataclass(frozen=True)
class Figure:
    """One published figure. `value` is None where only the change was published; decimals of the change are kept."""

    indicator: str
    area: str
    period_start: date
    period_end: date
    value: Decimal | None
    unit: str
    change_percent: Decimal | None
    qualifier: str
    citation: str

    @property
    def change_decimals(self) -> int | None:
        if self.change_percent is None:
            return None
        exponent = self.change_percent.as_tuple().exponent
        return -exponent if isinstance(exponent, int) else None


def figures() -> list[Figure]:
    text = resources.files("core.demo").joinpath("published_figures.csv").read_text(encoding="utf-8")
    return [_figure(row) for row in csv.DictReader(text.splitlines())]


def published_on() -> dict[str, date]:
    """For each article (by the file that its citation begins with) the day it appeared: its latest figure's day."""
    days: dict[str, date] = {}
    for figure in figures():
        article = figure.citation.split()[0]
        days[article] = max(figure.period_end, days.get(article, figure.period_end))
    return days


def _figure(row: dict[str, str]) -> Figure:
    return Figure(
        row["indicator"],
        row["area"],
        date.fromisoformat(row["period_start"]),
        date.fromisoformat(row["period_end"]),
        Decimal(row["value"]) if row["value"] else None,
        row["unit"],
        Decimal(row["change_percent"]) if row["change_percent"] else None,
        row["qualifier"],
        " ".join(filter(None, (row["seed"], row["note"]))),
    )
