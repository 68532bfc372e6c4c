"""A full disk, as one exception with the place, whichever store it stopped."""

from sqlalchemy.engine import ExceptionContext

# How SQLite and DuckDB say it; a limit on the size of files reads like one to the hardware.
SIGNS = ("disk is full", "No space left", "disk I/O error", "File too large", "could not write", "Disk quota")


class DiskFull(RuntimeError):
    """Nothing of this step was kept, nothing from before was lost."""

    def __init__(self, place: str) -> None:
        self.place = place
        super().__init__(f"no space left: {place}")


def is_full(error: BaseException) -> bool:
    said = str(error).casefold()
    return any(sign.casefold() in said for sign in SIGNS)


def translate(context: ExceptionContext) -> None:
    """For an engine's `handle_error`: raises DiskFull where that is what the driver means."""
    if context.engine is not None and is_full(context.original_exception):
        raise DiskFull(context.engine.url.database or "") from context.original_exception
