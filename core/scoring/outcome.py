"""What a run comes to: for each body, month by month, its points, total and rank, as they are kept and told."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from hashlib import sha256
from typing import Any

from core.scoring.scheme import canonical
from core.scoring.snapshot import Body

TOO_LITTLE = ("no_data", "few")
"""Reasons for which a total would mislead."""


@dataclass(frozen=True)
class Cell:
    """One item of one body: points (None where it isn't assessed, and why), the figure and its parts.

    `rank` of `of` and the group's `mean` where the rule looks at peers.
    """

    points: Decimal | None
    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    rank: int | None = None
    of: int | None = None
    mean: Decimal | None = None
    reason: str = ""
    corrected: bool = False


@dataclass(frozen=True)
class Standing:
    """One body at one month's end. `reason` says why it has no rank (a code of labels [score_reason])."""

    body: str
    month: date
    total: Decimal | None
    base: Decimal | None
    bonus: Decimal
    acts: Decimal
    assessed: Decimal
    """The percent of the points that could be assessed."""
    reason: str
    cells: Mapping[str, Cell] = field(repr=False)
    rank: int | None = None
    of: int | None = None
    normal: Decimal | None = None
    overall: int | None = None
    overall_of: int | None = None

    @property
    def shown(self) -> Decimal | None:
        """The total, where enough of the points were assessed to tell one."""
        return None if self.reason in TOO_LITTLE else self.total


@dataclass(frozen=True)
class Sheet:
    """One body with its standings, one a month that it was there."""

    body: Body
    standings: tuple[Standing, ...]

    @property
    def last(self) -> Standing | None:
        return self.standings[-1] if self.standings else None

    def at(self, month: date) -> Standing | None:
        return next((one for one in self.standings if one.month == month), None)

    @cached_property
    def text(self) -> str:
        """One text for one content."""
        return canonical([_plain_standing(one) for one in self.standings])

    @property
    def last_text(self) -> str:
        """That of the last two months alone: what tables of many bodies tell."""
        return canonical([_plain_standing(one) for one in self.standings[-2:]])


@dataclass(frozen=True)
class Correction:
    """What an appeal gave a body for an item, in place of what the rule gives."""

    body: str
    item: str
    points: Decimal


@dataclass(frozen=True)
class Outcome:
    """All sheets, by the key of their body."""

    sheets: tuple[Sheet, ...]

    @property
    def hash(self) -> str:
        """SHA-256 over every sheet."""
        told = [[s.body.key, s.body.called, s.body.group, s.text] for s in self.sheets]
        return sha256(canonical(told).encode()).hexdigest()

    def of(self, body: str) -> Sheet:
        return next(sheet for sheet in self.sheets if sheet.body.key == body)


def sheet_of(body: Body, text: str) -> Sheet:
    """A sheet from its text."""
    return Sheet(body, tuple(_standing(body.key, told) for told in json.loads(text)))


_CELL = ("points", "value", "numerator", "denominator", "rank", "of", "mean", "reason", "corrected")
_STANDING = ("total", "base", "bonus", "acts", "assessed", "reason", "rank", "of", "normal", "overall", "overall_of")
_NUMBERS = (
    "points",
    "value",
    "numerator",
    "denominator",
    "mean",
    "total",
    "base",
    "bonus",
    "acts",
    "assessed",
    "normal",
)


def _plain_standing(one: Standing) -> list[Any]:
    cells = {key: _plain(cell, _CELL) for key, cell in one.cells.items()}
    return [one.month.isoformat(), *_plain(one, _STANDING), cells]


def _plain(thing: Cell | Standing, names: tuple[str, ...]) -> list[Any]:
    told = (getattr(thing, name) for name in names)
    return [str(value) if isinstance(value, Decimal) else value for value in told]


def _standing(body: str, told: list[Any]) -> Standing:
    month, *plain, cells = told
    found = {key: Cell(**_named(_CELL, values)) for key, values in cells.items()}
    return Standing(body, date.fromisoformat(month), cells=found, **_named(_STANDING, plain))


def _named(names: tuple[str, ...], values: list[Any]) -> dict[str, Any]:
    return {
        name: Decimal(value) if name in _NUMBERS and value is not None else value
        for name, value in zip(names, values, strict=True)
    }
