"""Finding, reading and judging a mapping file, with errors in Chinese that name the key at fault."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from core import catalogue
from core.intake.forbidden import header_reason
from core.intake.mapping import Mapping, rules
from core.intake.refusal import MappingRefused

DEFAULT = "standard"
_SHIPPED = catalogue.FOLDER / "mappings"
# What the models' own validators raise; the words stand in text/intake.toml under [mapping].
_OWN_ERRORS = ("one_of_four", "columns_or_steps", "id_or_name", "steps_missing")


@dataclass(frozen=True)
class NamedMapping:
    """A judged mapping with the name it was asked for by and the hash of its text."""

    name: str
    sha256: str
    rules: Mapping


def shipped() -> list[str]:
    """The names of the mappings that come with the product."""
    return sorted(file.name.removesuffix(".toml") for file in _SHIPPED.iterdir() if file.name.endswith(".toml"))


def load(name_or_file: str | Path = DEFAULT) -> NamedMapping:
    """The mapping of that name, else of that path. Raises MappingRefused."""
    name = str(name_or_file)
    text = _text(name)
    try:
        mapping = Mapping.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise MappingRefused("mapping_syntax", mapping=name, reason=error) from None
    except ValidationError as error:
        raise MappingRefused("mapping_invalid", mapping=name, faults=_faults(error)) from None
    _refuse_forbidden(name, mapping)
    return NamedMapping(name, sha256(text.encode()).hexdigest(), mapping)


def _text(name: str) -> str:
    file = _SHIPPED / f"{name}.toml" if name in shipped() else Path(name)
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise MappingRefused("mapping_encoding", mapping=name) from None
    except OSError:
        raise MappingRefused("mapping_missing", mapping=name, shipped=", ".join(shipped())) from None


def _faults(error: ValidationError) -> str:
    return "\n".join(_fault(dict(fault)) for fault in error.errors())


def _fault(fault: dict[str, Any]) -> str:
    key = ".".join(map(str, _location(fault["loc"]))) or catalogue.say("intake.mapping.whole")
    kind, message = fault["type"], str(fault.get("ctx", {}).get("error", ""))
    word, *rest = message.split(" ", 2) if message else [""]
    if kind == "value_error" and word in ("unknown_code", "unknown_code_field"):
        return catalogue.say(f"intake.mapping.{word}", key=key, field=rest[0], code=[*rest, ""][1])
    if kind == "value_error" and word in _OWN_ERRORS:
        return catalogue.say(f"intake.mapping.{word}", key=key)
    if kind in ("extra_forbidden", "missing", "literal_error"):
        return catalogue.say(f"intake.mapping.{kind}", key=key, expected=fault.get("ctx", {}).get("expected", ""))
    return catalogue.say("intake.mapping.wrong_value", key=key)


def _location(steps: Sequence[str | int]) -> list[str | int]:
    return [step for step in steps if not (isinstance(step, str) and step.startswith("function-"))]


def _refuse_forbidden(name: str, mapping: Mapping) -> None:
    for key, rule in rules(mapping).items():
        for column in rule.names:
            if reason := header_reason(column):
                what = catalogue.say(f"intake.forbidden.{reason}")
                raise MappingRefused("mapping_forbidden", mapping=name, key=key, column=column, what=what)
