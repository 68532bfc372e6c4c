"""What is said of something that can't be done about alarms."""


class Refused(ValueError):
    """What was asked can't be written; `reason` is its code (catalogue: alarms.refused)."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class NotAllowed(PermissionError):
    """The person's role doesn't do this, or not for this place."""
