"""The metrics as the catalogue defines them (catalogue/metrics.toml), checked when first read."""

from datetime import date
from functools import cache
from typing import Literal

from pydantic import BaseModel, ConfigDict, model_validator

from core import catalogue
from db.queries.ages import AGE_BAND, OPENED
from db.queries.durations import Stage
from db.queries.figures import Flow, Stock
from db.read_model.parts import Part
from db.read_model.tables import AREA_LEVELS, FACTS, PROTECTED

Kind = Literal["flow", "stock", "duration", "reported", "ratio", "current"]
Theme = Literal[
    "flow",
    "timeliness",
    "backlog",
    "settlement",
    "satisfaction",
    "strength",
    "external",
    "mediation",
    "cadence",
    "services",
    "subsidy",
    "accountability",
    "data_quality",
]
DIMENSIONS = (
    *("matter_class", "category", "category_detail", "nature", "source", "scale", "severity", "risk_level"),
    *("handling_unit", "settled_level", AGE_BAND, "centre_type", "centre_level", "room_kind", "speciality"),
    *("room", "channel", "link", "difficulty", "agreement_form"),
    *("duty", "body_kind", "cadence"),
    *("service_group", "service_line"),
    *("action_kind", "target_kind", "action_basis", "action_effect"),
)
PRIVATE = ("mediator",)
"""Dimensions of those who work: never offered, and answered only within a scope that was narrowed to their values."""
Better = Literal["higher", "lower", "neutral"]


class UnknownMetric(KeyError):
    """A metric that the catalogue doesn't define."""


class ProtectedMetric(PermissionError):
    """A metric under disclosure control, asked for where no protected cube answers."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    column: str | None = None
    where: dict[str, tuple[str, ...]] = {}
    known: tuple[str, ...] = ()
    until: str | None = None

    def part(self) -> Part:
        return Part(self.column, tuple(sorted(self.where.items())), self.known, self.until)

    @property
    def columns(self) -> set[str]:
        """Every column of the fact that it names."""
        return {*filter(None, (self.column, self.until)), *self.where, *self.known}


class Metric(BaseModel):
    """One number's one meaning. Rates are sum over sum; a missing denominator makes a count.

    A ratio divides one count of the catalogue (`over`) by another (`under`), times `per`.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: str
    label: str
    definition: str
    unit: str
    theme: Theme
    fact: str
    kind: Kind
    counted_on: str | None = None
    begins_on: str | None = None
    ends_on: str | None = None
    leaves_on: tuple[str, ...] = ()
    dated: str | None = None
    indicator: str | None = None
    standing: bool = False
    """Of a reported total: it stands (as a population does) until the next one is told, and isn't summed over time."""
    hidden_below: int = 0
    """Reported counts from 1 to below this are never told."""
    over: str | None = None
    under: str | None = None
    per: int = 100
    scale: int = 1
    """How many of the units that its column is kept in make one of its own (fen and yuan)."""
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
        """Whether it is a percentage."""
        return self.denominator is not None or self.kind == "current" or (self.kind == "ratio" and self.unit == "%")

    @property
    def parts(self) -> tuple["Metric", "Metric"]:
        """The two counts that a ratio divides."""
        return definition(self.over or ""), definition(self.under or "")

    @property
    def additive(self) -> bool:
        """Whether its values over the parts of a whole sum to the whole."""
        return self.kind in ("flow", "stock") and not self.is_rate

    @property
    def stands(self) -> bool:
        """Whether it is told of a day and not of a span."""
        return self.kind == "stock" or self.standing or (self.kind == "ratio" and self.parts[0].stands)

    def figure(self) -> Flow | Stock:
        """What the read model counts for it (flows and stocks only)."""
        numerator = (self.numerator or _Part()).part()
        denominator = self.denominator and self.denominator.part()
        if self.kind == "flow":
            # A protected count is told with how many cells it is the sum of: without any nothing is known.
            cells = Part() if self.protected and denominator is None else denominator
            return Flow(self.key, numerator, cells, self.counted_on or "")
        return Stock(self.key, numerator, denominator, self.begins_on or "", self.ends_on or "")

    def stage(self) -> Stage:
        """What a duration times."""
        return Stage(self.counted_on or "", self.ends_on or "", self.leaves_on, self.dated)

    def has(self, dimension: str) -> bool:
        """Whether its fact can be grouped or filtered by a dimension: one that the catalogue names, no other column.

        A ratio has those of what it divides; its denominator is divided by those of them that it has.
        """
        if self.kind == "ratio":
            return self.parts[0].has(dimension)
        if dimension == AGE_BAND:
            return self.kind == "stock" and self.fact in OPENED
        named = dimension in catalogue.code_labels("dimension")
        counted = self.kind in ("flow", "stock", "duration")
        return counted and named and dimension in FACTS[self.fact].columns

    @property
    def dimensions(self) -> list[str]:
        """By what it can be divided, besides calendar units."""
        if self.kind in ("reported", "current"):
            return [*AREA_LEVELS] if self.kind == "reported" else []
        return [*AREA_LEVELS, *(name for name in DIMENSIONS if self.has(name))]

    @model_validator(mode="after")
    def _consistent(self) -> "Metric":
        needed = {
            "flow": ("counted_on", "numerator"),
            "stock": ("begins_on", "ends_on", "numerator"),
            "duration": ("counted_on", "ends_on"),
            "reported": ("indicator",),
            "ratio": ("over", "under"),
            "current": (),
        }[self.kind]
        if missing := [name for name in needed if getattr(self, name) is None]:
            raise ValueError(f"{self.key}: a {self.kind} needs {', '.join(missing)}")
        if (self.fact in PROTECTED) != self.protected or (self.protected and self.kind != "flow"):
            raise ValueError(f"{self.key}: a protected count is one of a protected cube, and all of them are")
        columns = set(FACTS[self.fact].columns.keys()) if self.fact in FACTS else set()
        parts = [part for part in (self.numerator, self.denominator) if part]
        if self.kind == "stock" and any(part.until for part in parts):
            raise ValueError(f"{self.key}: a stock stands on one day, nothing becomes of it")
        named = {self.counted_on, self.begins_on, self.ends_on, self.dated, *self.leaves_on}
        named |= {name for part in parts for name in part.columns}
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
