"""What is said of something that can't be done with a return or a month."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from core import not_done

if TYPE_CHECKING:
    from core.care.validation import Fault


class Refused(not_done.Refused):
    section = "care.refused"


class Invalid(Refused):
    """A return whose numbers contradict each other; `faults` name each cell."""

    def __init__(self, faults: Sequence["Fault"]) -> None:
        self.faults = tuple(faults)
        super().__init__("invalid", count=len(faults))


class NotAllowed(not_done.NotAllowed):
    section = "care.refused"
