"""The metrics as the catalogue defines them (catalogue/metrics.toml), checked when first read."""

from datetime import date
from functools import cache
from typing import Literal

from pydantic import BaseModel, ConfigDict, model_validator

from core import catalogue
from db.queries.ages import AGE_BAND, OPENED
from db.queries.figures import Flow, Part, Stock
from db.read_model.tables import AREA_LEVELS, FACTS

Kind = Literal["flow", "stock", "duration", "reported"]
DIMENSIONS = (
    *("matter_class", "category", "category_detail", "nature", "source", "scale", "severity", "risk_level"),
    *("handling_unit", AGE_BAND, "centre_type", "centre_level", "room_kind", "speciality"),
)
Better = Literal["higher", "lower", "neutral"]


class UnknownMetric(KeyError):
    """A metric that the catalogue doesn't define."""


class ProtectedMetric(PermissionError):
    """A metric under disclosure control, asked for where no protected cube answers."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    column: str | None = None
    where: dict[str, tuple[str, ...]] = {}

    def part(self) -> Part:
        return Part(self.column, tuple(sorted(self.where.items())))


class Metric(BaseModel):
    """One number's one meaning. Rates are sum over sum; a missing denominator makes a count."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: str
    label: str
    definition: str
    unit: str
    fact: str
    kind: Kind
    counted_on: str | None = None
    begins_on: str | None = None
    ends_on: str | None = None
    dated: str | None = None
    indicator: str | None = None
    numerator: _Part | None = None
    denominator: _Part | None = None
    better: Better
    decimals: int
    protected: bool = False
    source: str
    owner: str
    reviewed_on: date

    @property
    def is_rate(self) -> bool:
        return self.denominator is not None

    def figure(self) -> Flow | Stock:
        """What the read model counts for it (flows and stocks only)."""
        numerator = (self.numerator or _Part()).part()
        denominator = self.denominator and self.denominator.part()
        if self.kind == "flow":
            return Flow(self.key, numerator, denominator, self.counted_on or "")
        return Stock(self.key, numerator, denominator, self.begins_on or "", self.ends_on or "")

    def has(self, dimension: str) -> bool:
        """Whether its fact can be grouped or filtered by a dimension: one that the catalogue names, no other column."""
        if dimension == AGE_BAND:
            return self.kind == "stock" and self.fact in OPENED
        named = dimension in catalogue.code_labels("dimension")
        return self.kind != "reported" and named and dimension in FACTS[self.fact].columns

    @property
    def dimensions(self) -> list[str]:
        """By what it can be divided, besides calendar units."""
        if self.kind == "reported":
            return [*AREA_LEVELS]
        return [*AREA_LEVELS, *(name for name in DIMENSIONS if self.has(name))]

    @model_validator(mode="after")
    def _consistent(self) -> "Metric":
        needed = {
            "flow": ("counted_on", "numerator"),
            "stock": ("begins_on", "ends_on", "numerator"),
            "duration": ("counted_on", "ends_on", "dated"),
            "reported": ("indicator",),
        }[self.kind]
        if missing := [name for name in needed if getattr(self, name) is None]:
            raise ValueError(f"{self.key}: a {self.kind} needs {', '.join(missing)}")
        columns = set(FACTS[self.fact].columns.keys()) if self.fact in FACTS else set()
        parts = [part for part in (self.numerator, self.denominator) if part]
        named = {self.counted_on, self.begins_on, self.ends_on, self.dated, *(part.column for part in parts)}
        named |= {name for part in parts for name in part.where}
        if unknown := sorted(name for name in named if name is not None and name not in columns):
            raise ValueError(f"{self.key}: {self.fact} has no {', '.join(unknown)}")
        return self


@cache
def definitions() -> dict[str, Metric]:
    """All metrics by key, in the catalogue's order. Raises where a definition is not consistent."""
    return {key: Metric(key=key, **entry) for key, entry in catalogue.document("metrics").items()}


def find(text: str) -> Metric:
    """The metric of that key or Chinese label. Raises UnknownMetric."""
    return next(
        (metric for metric in definitions().values() if text in (metric.key, metric.label)), None
    ) or definition(text)


def definition(key: str) -> Metric:
    try:
        return definitions()[key]
    except KeyError:
        raise UnknownMetric(key) from None
