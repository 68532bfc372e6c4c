"""The steps of the ladder and the awards: what each begins with, as the catalogue says (accountability.toml)."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache

from core import catalogue
from core.periods import months_after
from db.models.accountability import AWARDS, NOTICE_KINDS, POINTED


@dataclass(frozen=True)
class KindRule:
    """What is usual for a kind: its length, when it is lifted, what it does to a score, days for an answer."""

    kind: str
    lift_condition: str
    effect: str
    months: int | None = None
    """None: until its condition is met."""
    points: Decimal | None = None
    answer_days: int | None = None
    """Working days for an answer, of notices."""
    level: str | None = None
    """The level of the only bodies it can be given to; None for all."""

    @property
    def is_notice(self) -> bool:
        return self.kind in NOTICE_KINDS

    @property
    def is_award(self) -> bool:
        return self.kind in AWARDS

    def usual_end(self, starts_on: date) -> date | None:
        """The last day of its usual length."""
        return None if self.months is None else months_after(starts_on, self.months) - timedelta(days=1)


@cache
def rules() -> dict[str, KindRule]:
    """By kind, in the order of the ladder, awards last."""
    found = {}
    for row in catalogue.document("accountability")["kind"]:
        points = Decimal(str(row["points"])) if "points" in row else None
        found[row["kind"]] = KindRule(**row | {"points": points})
    return found


def needs_points(effect: str) -> bool:
    return effect in POINTED
