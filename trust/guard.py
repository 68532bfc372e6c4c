"""One guard of the doors, and how it is taken away."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Guard:
    """`text`, which stands in `file` once, becomes `gone`; at least one of `tests` must then fail."""

    name: str
    file: str
    text: str
    gone: str
    tests: str
