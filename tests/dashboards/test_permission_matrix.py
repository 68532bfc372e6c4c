"""The permission matrix tells of what there is: a right to a page is planned until the page is there."""

from core import catalogue, people
from dashboards import navigation

BUILT = {entry.right for entry in navigation.ENTRIES}


def test_a_right_to_a_page_is_planned_until_there_is_such_a_page() -> None:
    pages = {name: row for name, row in catalogue.document("rights").items() if row["kind"] == "page"}
    assert {name for name, row in pages.items() if row.get("planned")} == pages.keys() - BUILT


def test_what_is_planned_has_no_line() -> None:
    shown = {right.label for right in people.matrix()}
    planned = {row["label"] for row in catalogue.document("rights").values() if row.get("planned")}
    assert planned
    assert not shown & planned
