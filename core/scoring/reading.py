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
    "string_too_short": "missing",
    "string_too_long": "long_words",
    "too_short": "missing",
    "greater_than_equal": "too_small",
    "less_than_equal": "too_large",
    "decimal_max_places": "many_places",
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
    except (ValueError, ArithmeticError, RecursionError) as error:
        # Numbers of thousands of digits, and lists within lists, that TOML allows and nobody means.
        raise BadScheme([Fault("not_toml", "", {"line": "?"})]) from error


def _line(message: str) -> str:
    return message.partition("line ")[2].partition(",")[0] or "?"


def _misshapen(error: ValidationError) -> Iterator[Fault]:
    for one in error.errors():
        place = ".".join(str(part + 1) if isinstance(part, int) else str(part) for part in one["loc"])
        reason, limits = _KINDS.get(one["type"], "bad_value"), _limits(one["loc"])
        told = {"given": str(one.get("input"))[:40]} | limits | dict(one.get("ctx", {}))
        yield Fault("beyond_range" if reason in ("too_small", "too_large") and limits else reason, place, told)


def _limits(loc: tuple[int | str, ...]) -> dict[str, object]:
    """From where to where a field of the scheme itself may go; nothing where only one end is set."""
    field = Scheme.model_fields.get(str(loc[0])) if len(loc) == 1 else None
    ends = {
        name: getattr(one, name)
        for one in (field.metadata if field else ())
        for name in ("ge", "le")
        if hasattr(one, name)
    }
    return ends if len(ends) == 2 else {}
