"""Reading a scheme as an office writes it (TOML), checked in itself and against the catalogue."""

import tomllib
from collections.abc import Iterator
from decimal import Decimal

from pydantic import ValidationError

from core.scoring import checking
from core.scoring.faults import BadScheme, Fault
from core.scoring.scheme import Scheme

LONGEST = 200_000
"""Characters of a scheme's text."""
_KINDS = {
    "missing": "missing",
    "extra_forbidden": "unknown_field",
    "union_tag_invalid": "unknown_rule",
    "union_tag_not_found": "unknown_rule",
}
"""What pydantic says, and how it is told; everything else is a bad value."""


def read(text: str) -> Scheme:
    """The scheme of a file's text. Raises BadScheme with every fault that was found."""
    scheme = _shaped(text)
    if faults := list(checking.faults(scheme)):
        raise BadScheme(faults)
    return scheme


def _shaped(text: str) -> Scheme:
    if len(text) > LONGEST:
        raise BadScheme([Fault("too_long", "")])
    try:
        return Scheme.model_validate(tomllib.loads(text, parse_float=Decimal))
    except tomllib.TOMLDecodeError as error:
        raise BadScheme([Fault("not_toml", "", {"line": _line(str(error))})]) from error
    except ValidationError as error:
        raise BadScheme(list(_misshapen(error))) from error


def _line(message: str) -> str:
    return message.partition("line ")[2].partition(",")[0] or "?"


def _misshapen(error: ValidationError) -> Iterator[Fault]:
    for one in error.errors():
        place = ".".join(str(part + 1) if isinstance(part, int) else str(part) for part in one["loc"])
        yield Fault(_KINDS.get(one["type"], "bad_value"), place, {"given": str(one.get("input"))[:40]})
