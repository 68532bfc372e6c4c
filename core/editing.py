"""What keeps two people who edit the same thing apart, and what is said of an edit that can't be made."""


class EditRefused(ValueError):
    """What was asked can't be written; `reason` is its code (catalogue: marks.refused)."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)
