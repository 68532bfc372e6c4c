"""What is asked and what may be answered: a Request as it stands in a link, and the sealed Scope made from it."""

from collections.abc import Mapping
from dataclasses import InitVar, dataclass, field, replace
from datetime import date
from typing import Literal
from urllib.parse import unquote

from core.areas import Area
from core.periods import Period, Span

FILTERS = (
    "matter_class",
    "category",
    "category_detail",
    "nature",
    "source",
    "scale",
    "severity",
    "risk_level",
    "handling_unit",
    "room",
    "channel",
    "link",
    "service_group",
    "service_line",
    "action_kind",
    "target_kind",
)
UNKNOWN = "unknown"
Filters = tuple[tuple[str, tuple[str, ...]], ...]
Borders = Literal["then", "today"]
"""Whether what happened in a place that isn't any more is told of that place, or of where it lies today."""
_SEAL = object()


class UnknownFilter(ValueError):
    """A dimension by which nothing can be filtered."""


@dataclass(frozen=True)
class Request:
    """What somebody wants to see: a period, areas by code (none: all one may see), values of dimensions."""

    period: Period = field(default_factory=lambda: Period.parse("this_month"))
    areas: tuple[str, ...] = ()
    filters: Filters = ()
    borders: Borders = "then"

    def __post_init__(self) -> None:
        for dimension, _ in self.filters:
            if dimension not in FILTERS:
                raise UnknownFilter(dimension)
        # One order for one meaning, so that equal requests are equal keys and equal links.
        chosen: dict[str, set[str]] = {}
        for dimension, values in self.filters:
            chosen.setdefault(dimension, set()).update(filter(None, values))
        kept = tuple((name, tuple(sorted(values))) for name, values in sorted(chosen.items()) if values)
        object.__setattr__(self, "filters", kept)

    def narrowed(self, dimension: str, *values: str) -> "Request":
        """The same request with one dimension set to `values` (none: set free)."""
        others = tuple(pair for pair in self.filters if pair[0] != dimension)
        return replace(self, filters=(*others, (dimension, values)) if values else others)

    def to_query(self) -> dict[str, str]:
        """The link's parameters: `period`, `area` and one a dimension, values joined by commas."""
        query = {"period": self.period.key}
        if self.areas:
            query["area"] = _joined(self.areas)
        if self.borders == "today":
            query["borders"] = self.borders
        return query | {dimension: _joined(values) for dimension, values in self.filters}

    @staticmethod
    def from_query(query: Mapping[str, str]) -> "Request":
        """The request of a link; parameters it doesn't know are other people's. Raises BadPeriod on a bad period."""
        filters = tuple((name, _split(query[name])) for name in FILTERS if query.get(name))
        borders: Borders = "today" if query.get("borders") == "today" else "then"
        period = Period.parse(query.get("period") or "this_month")
        return Request(period, _split(query.get("area", "")), filters, borders)


def _joined(values: tuple[str, ...]) -> str:
    """Values of a link, joined by commas; a comma (or percent sign) within one is escaped."""
    return ",".join(value.replace("%", "%25").replace(",", "%2C") for value in values)


def _split(text: str) -> tuple[str, ...]:
    return tuple(unquote(value) for value in text.split(",") if value)


@dataclass(frozen=True)
class Scope:
    """What may be read: made only by `access.scope`, hashable, and the key of every cache."""

    span: Span
    areas: tuple[Area, ...]
    filters: Filters
    today: date
    level_below: str | None = None
    """The level of the places directly below, by which "area" groups; None at the bottom of the tree."""
    narrowed: tuple[str, ...] = field(default=(), compare=False)
    """Codes that were asked for and left out because the person may not see them."""
    borders: Borders = "then"
    # Not kept, so that neither `dataclasses.replace` nor anybody who holds a scope can make another.
    _seal: InitVar[object] = None

    def __post_init__(self, _seal: object) -> None:
        if _seal is not _SEAL:
            raise PermissionError("a Scope is made by access.scope only")

    @property
    def subtrees(self) -> tuple[tuple[str, str], ...]:
        """(level, code) of the places that may be read."""
        return tuple((area.level, area.code) for area in self.areas)

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the places that may be read, each with all that lies in it."""
        return tuple(area.code for area in self.areas)

    @property
    def in_codes(self) -> str:
        """What is looked at as the audit trail notes it: span, areas, filters."""
        areas = ",".join(self.codes)
        filters = " ".join(f"{name}={','.join(values)}" for name, values in self.filters)
        return f"{self.span.start}..{self.span.end} {areas} {filters}".strip()

    def over(self, span: Span) -> "Scope":
        """The same view over another span of time."""
        return replace(self, span=span, _seal=_SEAL)

    def unfiltered(self) -> "Scope":
        """The same places and time with all their matters: for facts that no filter of matters narrows."""
        return replace(self, filters=(), _seal=_SEAL)

    def with_filter(self, dimension: str, *values: str) -> "Scope":
        """A narrower view: `dimension` cut to `values`, within what it already was cut to."""
        present = dict(self.filters).get(dimension, values)
        kept = tuple(sorted(set(present) & set(values)))
        others = tuple(pair for pair in self.filters if pair[0] != dimension)
        return replace(self, filters=tuple(sorted((*others, (dimension, kept)))), _seal=_SEAL)


def seal(
    request: Request, areas: tuple[Area, ...], today: date, level_below: str | None, narrowed: tuple[str, ...]
) -> Scope:
    """For `access.scope` alone: checked there, sealed here."""
    span = request.period.resolve(today)
    return Scope(span, areas, request.filters, today, level_below, narrowed, request.borders, _SEAL)
