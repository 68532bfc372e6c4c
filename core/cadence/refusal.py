"""What is said of something that can't be done about reports and modes."""


class Refused(ValueError):
    """What was asked can't be written; `reason` is its code (catalogue: cadence.refused), `values` fill its words."""

    def __init__(self, reason: str, **values: object) -> None:
        self.reason = reason
        self.values = values
        super().__init__(reason)


class NotAllowed(PermissionError):
    """The person's role doesn't do this, or not for this place."""
