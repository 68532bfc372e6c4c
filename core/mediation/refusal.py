"""What is said of a step that can't be taken."""


class Refused(ValueError):
    """What was asked can't be written; `reason` is its code (catalogue: mediation.refused), `values` fill its words."""

    def __init__(self, reason: str, **values: object) -> None:
        self.reason = reason
        self.values = values
        super().__init__(reason)


class NotAllowed(PermissionError):
    """The person has no right to work on cases."""
