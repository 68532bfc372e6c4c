"""Whether the numbers of a return go together: each cell that contradicts another is named, and what is missing."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields

from core import catalogue
from db.models.care import CAPACITY, LINES, MOST, NUMBERS, UNDONE

Cell = tuple[str, str]
"""A group and a line."""


@dataclass(frozen=True)
class Count:
    """What a township tells of one group and line; None where nothing has been written yet."""

    enrolled: int | None = None
    due: int | None = None
    on_time: int | None = None
    late: int | None = None
    undone_away: int | None = None
    undone_declined: int | None = None
    undone_staff: int | None = None
    undone_funds: int | None = None
    undone_other: int | None = None
    asked: int | None = None
    satisfied: int | None = None
    jump: str | None = None

    @property
    def empty(self) -> bool:
        return all(getattr(self, name) is None for name in NUMBERS)

    @property
    def undone(self) -> int:
        return sum(getattr(self, name) or 0 for name in UNDONE)

    @property
    def done(self) -> int:
        return (self.on_time or 0) + (self.late or 0)


@dataclass(frozen=True)
class Strength:
    """What a township has to serve with on one line; money in whole 10,000 yuan."""

    workers: int | None = None
    places: int | None = None
    shelters: int | None = None
    budget: int | None = None
    paid: int | None = None

    @property
    def empty(self) -> bool:
        return all(value is None for value in asdict(self).values())


@dataclass(frozen=True)
class Fault:
    """One cell that can't be: of a group (None: of the capacity) and line, the column's name, and what is wrong."""

    group: str | None
    line: str
    column: str
    reason: str
    told: tuple[int, int] | None = None
    """Of a contradiction the two numbers that don't go together, in the order of its sentence."""

    @property
    def kind(self) -> str:
        if self.reason in WILD:
            return "number"
        return "blank" if self.reason == "missing" else "contradiction"


# What no month can have, as `wild` names it.
WILD = ("personal", "out_of_range")
# From ten digits on a number is somebody's rather than one of services.
LONG = 10**9 - 1
DONE = ("on_time", "late")
NOTHING = Count(**dict.fromkeys(NUMBERS, 0))
assert tuple(one.name for one in fields(Strength)) == CAPACITY  # noqa: S101 - both name the same columns


def faults(counts: Mapping[Cell, Count], capacity: Mapping[str, Strength], before: Mapping[Cell, Count]) -> list[Fault]:
    """Everything wrong with a return, `before` being that of the month before. Rows still empty are no fault."""
    found = wild(counts, capacity)
    found += [
        fault for cell, count in counts.items() if not count.empty for fault in _of(cell, count, before.get(cell))
    ]
    found += [fault for line, held in capacity.items() if not held.empty for fault in _of_capacity(line, held)]
    return found


def wild(counts: Mapping[Cell, Count], capacity: Mapping[str, Strength]) -> list[Fault]:
    """The cells whose number no month can have; those as long as a number of persons are called that."""
    told = [(cell[0], cell[1], count, NUMBERS) for cell, count in counts.items()]
    told += [(None, line, held, CAPACITY) for line, held in capacity.items()]
    found = [(group, line, name, getattr(one, name)) for group, line, one, names in told for name in names]
    return [
        Fault(group, line, name, "personal" if isinstance(value, int) and value > LONG else "out_of_range")
        for group, line, name, value in found
        if not _is_count(value)
    ]


def _is_count(value: object) -> bool:
    return value is None or (isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST)


def is_complete(
    counts: Mapping[Cell, Count], capacity: Mapping[str, Strength], groups: Iterable[str], *, zero: bool
) -> bool:
    """Whether every group that is served and every line has its numbers, and every line its strength."""
    wanted = {(group, line) for group in groups for line in LINES}
    told = {cell for cell, count in counts.items() if not count.empty}
    held = {line for line, one in capacity.items() if not one.empty}
    return wanted <= told and (zero or held >= set(LINES))


def _of(cell: Cell, count: Count, before: Count | None) -> Iterator[Fault]:
    group, line = cell
    missing = [name for name in NUMBERS if getattr(count, name) is None]
    yield from (Fault(group, line, name, "missing") for name in missing)
    for column, reason, one, other in _contradictions(count, before):
        yield Fault(group, line, column, reason, (one, other))


def _contradictions(count: Count, before: Count | None) -> Iterator[tuple[str, str, int, int]]:
    """What is sure already, whatever is still empty: column, reason and both numbers; what is wild tells nothing."""
    told = {name: getattr(count, name) for name in NUMBERS}
    told = {name: value for name, value in told.items() if value is not None and _is_count(value)}
    due, done = told.get("due"), sum(told.get(name, 0) for name in DONE)
    if due is not None and done > due:
        yield "on_time", "done_over_due", done, due
    elif due is not None and {*DONE, *UNDONE} <= told.keys() and done + count.undone != due:
        yield "due", "sums", done + count.undone, due
    if {*DONE, "asked"} <= told.keys() and told["asked"] > done:
        yield "asked", "asked_over_done", told["asked"], done
    if {"asked", "satisfied"} <= told.keys() and told["satisfied"] > told["asked"]:
        yield "satisfied", "satisfied_over_asked", told["satisfied"], told["asked"]
    if count.jump is None and before is not None and due is not None and _jumps(before.due or 0, due):
        yield "jump", "jump", before.due or 0, due


def _jumps(before: int, now: int) -> bool:
    rules = catalogue.document("services")["rules"]
    least, percent = rules["jump_least"], rules["jump_percent"]
    return max(before, now) >= least and abs(now - before) * 100 > percent * max(before, 1)


def _of_capacity(line: str, held: Strength) -> Iterator[Fault]:
    for name in CAPACITY:
        if getattr(held, name) is None:
            yield Fault(None, line, name, "missing")
    if held.budget is not None and held.paid is not None and _is_count(held.paid) and held.paid > held.budget:
        yield Fault(None, line, "paid", "paid_over_budget", (held.paid, held.budget))
