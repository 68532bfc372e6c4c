"""All Chinese text and every definition, as files the centre's staff can read: words, code lists, metrics."""

import tomllib
from functools import cache
from importlib import resources
from typing import Any

FOLDER = resources.files(__name__)


class UnknownWord(KeyError):
    """A text or label that the catalogue does not hold: a defect of the code that asks for it."""


def say(key: str, /, **values: object) -> str:
    """The Chinese text `key` (file.section.name under catalogue/text) with `{placeholders}` filled from `values`."""
    try:
        text = _texts()[key]
    except KeyError:
        raise UnknownWord(key) from None
    return text.format(**values) if values else text


def label(code_list: str, code: str | None) -> str:
    """The Chinese label of `code` in one of the lists of labels.toml; an unlisted or missing code reads as unknown."""
    labels = code_labels(code_list)
    return labels.get(code, labels.get("unknown", _texts()["common.unknown"])) if code else _texts()["common.unknown"]


def code_labels(code_list: str) -> dict[str, str]:
    """All codes of one list with their labels, in the list's own order."""
    try:
        return _labels()[code_list]
    except KeyError:
        raise UnknownWord(code_list) from None


@cache
def table(name: str) -> tuple[dict[str, Any], ...]:
    """The rows of `name`.toml (arrays of tables called `row`), such as the dispute types."""
    return tuple(_read(f"{name}.toml")["row"])


@cache
def document(name: str) -> dict[str, Any]:
    """The whole of `name`.toml."""
    return _read(f"{name}.toml")


@cache
def _texts() -> dict[str, str]:
    found: dict[str, str] = {}
    for file in (FOLDER / "text").iterdir():
        if file.name.endswith(".toml"):
            content = tomllib.loads(file.read_text(encoding="utf-8"))
            found |= _flatten(content, file.name.removesuffix(".toml"))
    return found


def _flatten(section: dict[str, Any], prefix: str) -> dict[str, str]:
    flat: dict[str, str] = {}
    for name, value in section.items():
        key = f"{prefix}.{name}"
        flat |= _flatten(value, key) if isinstance(value, dict) else {key: str(value)}
    return flat


@cache
def _labels() -> dict[str, dict[str, str]]:
    return _read("labels.toml")


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))
