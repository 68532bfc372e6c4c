"""What a total is the sum of: the points of every item, what bringing them to the full total adds, caps and bounds."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from core.scoring.exact import ZERO, added
from core.scoring.outcome import Standing
from core.scoring.rules import Acts
from core.scoring.scheme import Item, Scheme

Kind = Literal["item", "rescaled", "bonus", "bonus_cap", "acts", "at_zero"]


@dataclass(frozen=True)
class Part:
    """One summand. `points` is None where an item isn't assessed; `item` None where no item but the scheme adds it."""

    kind: Kind
    points: Decimal | None
    item: Item | None = None


@dataclass(frozen=True)
class Rescaling:
    """What was assessed: points earned of what they could have come to, and what was left out; `whole` is all."""

    earned: Decimal
    worth: Decimal
    whole: Decimal

    @property
    def left_out(self) -> Decimal:
        return self.whole - self.worth


def parts(scheme: Scheme, group: str, standing: Standing) -> list[Part]:
    """In the order in which they add up; with two places their sum is the standing's total, where it has one."""
    items = [item for item in scheme.items_of(group) if item.key in standing.cells]
    plain = [_part("item", item, standing) for item in items if not item.bonus and not isinstance(item.rule, Acts)]
    bonus = [_part("bonus", item, standing) for item in items if item.bonus]
    acts = [_part("acts", item, standing) for item in items if isinstance(item.rule, Acts)]
    if standing.base is None:
        return [*plain, *bonus, *acts]
    whole = standing.base + standing.bonus + standing.acts
    return [
        *plain,
        *_unless_none("rescaled", standing.base - _sum(plain)),
        *bonus,
        *_unless_none("bonus_cap", standing.bonus - _sum(bonus)),
        *acts,
        *_unless_none("at_zero", -min(ZERO, whole)),
    ]


def rescaling(scheme: Scheme, group: str, standing: Standing) -> Rescaling | None:
    """None where every point could be assessed, or none could."""
    items = [part for part in parts(scheme, group, standing) if part.kind == "item"]
    full = {part.item.key: part.item.full(group) for part in items if part.item}
    assessed = [part.item.key for part in items if part.item and part.points is not None]
    found = Rescaling(_sum(items), added(full[key] for key in assessed), added(full.values()))
    return found if standing.base is not None and found.worth != scheme.total else None


def _part(kind: Kind, item: Item, standing: Standing) -> Part:
    return Part(kind, standing.cells[item.key].points, item)


def _unless_none(kind: Kind, points: Decimal) -> list[Part]:
    return [Part(kind, points)] if points else []


def _sum(found: Sequence[Part]) -> Decimal:
    return added(part.points for part in found if part.points is not None)
