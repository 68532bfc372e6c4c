"""What is said of an act that can't be taken."""


class Refused(ValueError):
    """What was asked can't be written; `reason` is its code (catalogue: accountability.refused), `values` its words."""

    def __init__(self, reason: str, **values: object) -> None:
        self.reason = reason
        self.values = values
        super().__init__(reason)


class NotAllowed(PermissionError):
    """The person has no right to this step."""
