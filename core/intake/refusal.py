"""Why a whole file or mapping is not taken: errors whose text is Chinese and fit to be shown."""

from core import catalogue


class Refusal(Exception):
    """Nothing was written; `str()` is the Chinese sentence to show."""

    def __init__(self, key: str, /, **words: object) -> None:
        self.key = key
        super().__init__(catalogue.say(f"intake.refusal.{key}", **words))


class UnreadableFile(Refusal):
    """The file can't be read as a table, or lacks a column that its mapping needs."""


class MappingRefused(Refusal):
    """The mapping file is missing, malformed, or asks for what is never taken."""
