"""What can be wrong with a scheme, and what is refused of a run, each with its code and its place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from core import catalogue, not_done


@dataclass(frozen=True)
class Fault:
    """One fault: `reason` is its code (catalogue: scoring.fault), `place` an item, a group or a field as written."""

    reason: str
    place: str
    values: Mapping[str, object] = field(default_factory=dict)

    @property
    def told(self) -> str:
        """In Chinese, with its place."""
        said = catalogue.say(f"scoring.fault.{self.reason}", **self.values)
        return catalogue.say("scoring.fault_at", place=self.place, said=said) if self.place else said


class BadScheme(ValueError):
    """A scheme that can't be used: every fault at once."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(f"{fault.reason} {fault.place}" for fault in faults))


class Refused(not_done.Refused):
    section = "scoring.refused"


class NotAllowed(not_done.NotAllowed):
    section = "scoring.refused"
