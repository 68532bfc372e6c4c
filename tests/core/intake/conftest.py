"""A person's import, small: write a table, take it in, read the report."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from core import access, intake
from core.access import Person
from core.intake import Outcome
from db.session import Records
from tests import factories

Take = Callable[..., Outcome]


@pytest.fixture
def planted(records: Records) -> Records:
    """A database that holds the areas of the factories."""
    with records.writing() as session:
        factories.areas(session)
    return records


@pytest.fixture
def take(planted: Records, tmp_path: Path) -> Take:
    """Imports a text, some bytes or a file; `mapping` is a name, a path or a mapping's text."""

    def run(
        content: str | bytes | Path,
        kind: str = "matters",
        mapping: str | Path = "standard",
        by: Person | None = None,
        name: str = "table.csv",
    ) -> Outcome:
        file = content
        if not isinstance(file, Path):
            file = tmp_path / name
            file.write_bytes(content.encode() if isinstance(content, str) else content)
        if isinstance(mapping, str) and "\n" in mapping:
            text, mapping = mapping, tmp_path / "mapping.toml"
            mapping.write_text(text, encoding="utf-8")
        return intake.run(planted, kind, file, mapping, by=by or access.operator(), home=tmp_path)

    return run


@pytest.fixture
def report() -> Callable[[Outcome], list[dict[str, str]]]:
    """The rows of an outcome's report by its Chinese headers."""

    def read(outcome: Outcome) -> list[dict[str, str]]:
        if outcome.report is None:
            return []
        with outcome.report.open(encoding="utf-8-sig", newline="") as stream:
            return list(csv.DictReader(stream))

    return read
