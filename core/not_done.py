"""Why something that was asked for isn't done: a reason in code, and the words of the office that says so."""

from typing import ClassVar

from core import catalogue


class Refused(ValueError):
    """What was asked can't be written; `reason` is its code in the catalogue's `section`, `values` fill its words."""

    section: ClassVar[str]

    def __init__(self, reason: str, **values: object) -> None:
        self.reason = reason
        self.values = values
        super().__init__(reason)

    @property
    def told(self) -> str:
        return catalogue.say(f"{self.section}.{self.reason}", **self.values)


class NotAllowed(PermissionError):
    """The person's role doesn't do this, or not for this place."""

    section: ClassVar[str]

    @property
    def told(self) -> str:
        return catalogue.say(f"{self.section}.not_allowed")
