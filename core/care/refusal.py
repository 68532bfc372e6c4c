"""What is said of something that can't be done with a return or a month."""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from core import catalogue, not_done

if TYPE_CHECKING:
    from core.care.validation import Fault


KINDS = ("number", "blank", "contradiction")


class Refused(not_done.Refused):
    section = "care.refused"


class Invalid(Refused):
    """A return with empty cells, contradictions or what is no number; `faults` name each cell."""

    def __init__(self, faults: Sequence["Fault"]) -> None:
        self.faults = tuple(faults)
        super().__init__("invalid", count=len(faults), kinds=kinds(faults))


def kinds(faults: Sequence["Fault"]) -> str:
    """How many there are of each kind, in words."""
    counts = Counter(fault.kind for fault in faults)
    said = [catalogue.say(f"care.fault.of_{kind}", count=counts[kind]) for kind in KINDS if counts[kind]]
    return catalogue.say("common.list_separator").join(said)


class NotAllowed(not_done.NotAllowed):
    section = "care.refused"
