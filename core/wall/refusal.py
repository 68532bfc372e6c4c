"""Why something that was asked of the walls isn't done."""


class WallRefused(ValueError):
    """`reason` is its code (catalogue: wall.refused)."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)
