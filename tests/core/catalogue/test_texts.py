"""Every word the code asks for is in the catalogue, with the placeholders the code fills."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from core import catalogue
from tests.conftest import ROOT

CODE = [file for folder in ("core", "dashboards", "pages") for file in sorted((ROOT / folder).rglob("*.py"))]


def calls(*functions: str) -> Iterator[tuple[str, str, ast.Call]]:
    """Calls of these functions whose first argument is written out: (where, that argument, the call)."""
    for file in CODE:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _asked(node.func) in functions and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    yield f"{file.relative_to(ROOT)}:{node.lineno}", first.value, node


def _asked(function: ast.expr) -> str:
    """`say` for say(…) and catalogue.say(…); nothing for another object's method of that name."""
    if isinstance(function, ast.Attribute):
        return function.attr if isinstance(function.value, ast.Name) and function.value.id == "catalogue" else ""
    return function.id if isinstance(function, ast.Name) else ""


def _placeholders(text: str) -> set[str]:
    return {name.split(".")[0].split("[")[0] for _, name, _, _ in Formatter().parse(text) if name}


def test_every_text_that_is_said_exists() -> None:
    texts = catalogue._texts()
    assert not [f"{where}: {key}" for where, key, _ in calls("say") if key not in texts]


def test_every_placeholder_of_a_text_is_filled() -> None:
    wrong = []
    for where, key, call in calls("say"):
        given = {keyword.arg for keyword in call.keywords}
        needed = _placeholders(catalogue._texts().get(key, ""))
        if None not in given and needed - given:
            wrong.append(f"{where}: {key} needs {sorted(needed - given)}")
    assert not wrong


def test_every_code_list_that_is_named_exists() -> None:
    lists = catalogue._labels()
    assert not [f"{where}: {name}" for where, name, _ in calls("label", "code_labels") if name not in lists]


@pytest.mark.parametrize("file", sorted((ROOT / "core" / "catalogue").rglob("*.toml")), ids=lambda file: file.name)
def test_every_file_of_the_catalogue_can_be_read(file: Path) -> None:
    tomllib.loads(file.read_text(encoding="utf-8"))


def test_every_text_is_well_formed() -> None:
    for key, text in catalogue._texts().items():
        assert text.strip(), key
        assert all(name.isidentifier() for name in _placeholders(text)), key
