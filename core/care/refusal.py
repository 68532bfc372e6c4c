"""What is said of something that can't be done with a return or a month."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.care.validation import Fault


class Refused(ValueError):
    """What was asked can't be written; `reason` is its code (catalogue: care.refused), `values` fill its words."""

    def __init__(self, reason: str, **values: object) -> None:
        self.reason = reason
        self.values = values
        super().__init__(reason)


class Invalid(Refused):
    """A return whose numbers contradict each other; `faults` name each cell."""

    def __init__(self, faults: Sequence["Fault"]) -> None:
        self.faults = tuple(faults)
        super().__init__("invalid", count=len(faults))


class NotAllowed(PermissionError):
    """The person has no right to do this, or not here."""
