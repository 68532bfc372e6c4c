"""What a scheme consists of: peer groups, items with their rules and points, and everything else that decides."""

import json
from datetime import date
from decimal import Decimal
from functools import cached_property
from hashlib import sha256
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from core.definitions import Metric, definition
from core.scoring.exact import ZERO
from core.scoring.rules import Amount, Direction, PerCount, Rule


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Members(_Part):
    """Which bodies belong to a group: areas of a level (and kinds of township), or units of a class at a level."""

    level: Literal["prefecture", "county", "township"]
    kinds: tuple[Literal["town", "township", "subdistrict", "other"], ...] = ()
    unit_class: Literal["key", "general"] | None = None
    units: tuple[str, ...] = ()
    """Kinds of units, where not all of the class belong to it."""

    @property
    def dimension(self) -> str:
        """By which figures are told apart."""
        return "handling_unit" if self.unit_class else self.level


class Group(_Part):
    """Bodies that are ranked among themselves."""

    key: str = Field(pattern=r"^[a-z][a-z0-9_]{0,31}$")
    title: str = Field(min_length=1, max_length=40)
    members: Members


class Overall(_Part):
    """Groups that are ranked apart and then, normalised, together."""

    title: str = Field(min_length=1, max_length=40)
    groups: tuple[str, ...] = Field(min_length=2)


class Item(_Part):
    """One line of a scheme. It is bound to a metric, to evidence that people enter, or to accountability acts."""

    key: str = Field(pattern=r"^[a-z][a-z0-9_]{0,47}$")
    title: str = Field(min_length=1, max_length=60)
    section: str = Field(min_length=1, max_length=40)
    groups: tuple[str, ...] = ()
    """Which groups it is for; all where none is named."""
    points: Amount | dict[str, Amount] = ZERO
    """The full points, the same for all groups or by group."""
    metric: str | None = None
    evidence: Literal["mark", "count"] | None = None
    """What people enter: marks whose mean counts, or events that are counted."""
    rule: Rule
    direction: Direction | None = None
    least: int | None = Field(default=None, ge=0)
    """The smallest denominator from which it is assessed; the scheme's where none is said."""
    base: str | None = None
    """For counts: the metric whose count is the denominator that `least` speaks of."""
    floor: Amount = ZERO
    cap: Amount | None = None
    bonus: bool = False
    source: str = Field(min_length=1, max_length=60)
    """The department that answers for the figure."""
    text: str = Field(min_length=1, max_length=300)
    """The office's own words on the item."""
    valid_from: date | None = None
    valid_to: date | None = None

    def full(self, group: str) -> Decimal:
        """The points that it is worth in a group; none where it isn't for it."""
        if self.groups and group not in self.groups:
            return ZERO
        return self.points.get(group, ZERO) if isinstance(self.points, dict) else self.points

    def is_for(self, group: str) -> bool:
        return (not self.groups or group in self.groups) and (self.rule.kind == "acts" or self.full(group) > 0)

    def upper(self, group: str) -> Decimal:
        """What it can come to at most."""
        return self.full(group) if self.cap is None else self.cap

    @property
    def measured(self) -> Metric | None:
        return definition(self.metric) if self.metric else None

    @property
    def better(self) -> Direction:
        """Which way is good: as written, else as the catalogue says of the metric."""
        if self.direction:
            return self.direction
        if isinstance(self.rule, PerCount) and self.rule.expected is None:
            return "lower" if self.rule.per < 0 else "higher"
        metric = self.measured
        return metric.better if metric and metric.better != "neutral" else "higher"


class Scheme(_Part):
    """A whole scheme. `least` is the smallest denominator, `coverage` the percent of points that must be assessed for
    a rank, `least_months` the months that a body must have been there."""

    key: str = Field(pattern=r"^[a-z][a-z0-9_-]{0,47}$")
    title: str = Field(min_length=1, max_length=80)
    area: str
    valid_from: date
    valid_to: date | None = None
    basis: str = Field(min_length=1, max_length=300)
    appeal_days: int = Field(default=5, ge=1, le=60)
    least: int = Field(default=10, ge=1)
    coverage: int = Field(default=60, ge=1, le=100)
    least_months: int = Field(default=1, ge=1, le=12)
    total: Amount = Decimal(100)
    bonus_cap: Amount = ZERO
    group: tuple[Group, ...] = Field(min_length=1)
    overall: tuple[Overall, ...] = ()
    item: tuple[Item, ...] = Field(min_length=1)

    @cached_property
    def hash(self) -> str:
        """SHA-256 of what it says, however it is laid out."""
        return sha256(canonical(self.model_dump(mode="json")).encode()).hexdigest()

    def items_of(self, group: str) -> tuple[Item, ...]:
        return tuple(item for item in self.item if item.is_for(group))

    def group_of(self, key: str) -> Group:
        return next(group for group in self.group if group.key == key)

    def item_of(self, key: str) -> Item:
        return next(item for item in self.item if item.key == key)

    def least_of(self, item: Item) -> int:
        return self.least if item.least is None else item.least

    @property
    def marked(self) -> tuple[Item, ...]:
        """The items that people enter something for."""
        return tuple(item for item in self.item if item.evidence)

    @property
    def metrics(self) -> dict[str, tuple[str, ...]]:
        """By dimension the metrics that its groups' items ask for."""
        found: dict[str, set[str]] = {}
        for group in self.group:
            asked = {key for item in self.items_of(group.key) for key in (item.metric, item.base) if key}
            found.setdefault(group.members.dimension, set()).update(asked)
        return {dimension: tuple(sorted(keys)) for dimension, keys in sorted(found.items())}


def canonical(content: Any) -> str:
    """One text for one content: sorted names, no spaces."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
