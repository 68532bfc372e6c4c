"""The permission matrix tells of what there is: a right to a page is planned until the page is there."""

import pytest

from core import catalogue, people
from dashboards import navigation

BUILT = {entry.right for entry in navigation.ENTRIES}


def test_a_right_to_a_page_is_planned_until_there_is_such_a_page() -> None:
    pages = {name: row for name, row in catalogue.document("rights").items() if row["kind"] == "page"}
    assert {name for name, row in pages.items() if row.get("planned")} == pages.keys() - BUILT


def test_what_is_planned_has_no_line(monkeypatch: pytest.MonkeyPatch) -> None:
    rights = catalogue.document("rights")
    assert rights["export"]["label"] in {right.label for right in people.matrix()}
    monkeypatch.setitem(rights["export"], "planned", True)
    assert rights["export"]["label"] not in {right.label for right in people.matrix()}
