"""The duties that ship (catalogue/duties.toml): which bodies owe what, how often, and what wartime makes of it."""

from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from core import catalogue

InWartime = Literal["day", "same", "stop"]


@dataclass(frozen=True)
class Duty:
    """One kind of report. `due_days` and `remind_days` are working days after a period and before its due date."""

    key: str
    body: str
    levels: tuple[str, ...]
    roles: tuple[str, ...]
    period: str
    act: str
    wartime: InWartime
    due_days: int
    remind_days: int
    turn: tuple[str, ...] = ()
    """The kinds of member units that bear it month by month; none where the area itself does."""

    @property
    def units(self) -> tuple[str, ...]:
        """The calendar units by which it may be owed, the usual one first."""
        return (self.period, "day") if self.wartime == "day" else (self.period,)

    def is_owed(self, unit: str, in_wartime: bool) -> bool:
        """Whether it is owed by that calendar unit in this mode."""
        if unit != self.period:
            return in_wartime
        return not in_wartime or self.wartime == "same"


@cache
def duties() -> tuple[Duty, ...]:
    return tuple(_duty(row) for row in catalogue.table("duties"))


def _duty(row: dict[str, Any]) -> Duty:
    told: dict[str, Any] = row | {name: tuple(row.get(name, ())) for name in ("levels", "roles", "turn")}
    return Duty(**told)


@cache
def duty(key: str) -> Duty:
    """The duty of that key. Raises KeyError."""
    return {one.key: one for one in duties()}[key]


def steps() -> dict[str, int]:
    """What becomes of a late report: each step and after how many working days it is taken (0: the next day)."""
    return dict(catalogue.document("duties")["steps"])
