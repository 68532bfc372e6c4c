"""One line of the table."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """What was tried, what came of it, and whether that is as it must be."""

    attack: str
    result: str
    good: bool
