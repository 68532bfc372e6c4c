"""What can be wrong with a scheme, and what is refused of a run, each with its code and its place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from core import catalogue


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


class Refused(ValueError):
    """What was asked of a run, a mark or an appeal can't be done; `reason` is its code (catalogue: scoring.refused)."""

    def __init__(self, reason: str, **values: object) -> None:
        self.reason = reason
        self.values = values
        super().__init__(reason)

    @property
    def told(self) -> str:
        return catalogue.say(f"scoring.refused.{self.reason}", **self.values)


class NotAllowed(PermissionError):
    """The person has no right to do this."""
