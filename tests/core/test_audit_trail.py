"""Reading the audit trail: found by day, account, act and object; taken away only with the right and a trace."""

import ast
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from core import audit, audit_trail, catalogue, clock
from core.access import Person
from core.audit_trail import Search
from core.exports import NotAllowed
from db.session import Records

ROOT = Path(__file__).parents[2]
MANAGER = Person(None, "shenji", "审计管理员", "audit_manager", None)
ZHOU = Person(None, "zhou", "某办公室", "county_office", "530702")


@pytest.fixture
def trail(records: Records) -> Records:
    with records.writing() as session:
        for action, key, result in (
            ("sign_in", "zhou", "ok"),
            ("scope.refused", "530721", "refused"),
            ("export", "100%_board", "ok"),
        ):
            audit.append(session, action=action, object_kind="account", object_key=key, by=ZHOU, result=result)
        audit.append(session, action="export", object_kind="document", object_key="audit", by=MANAGER, purpose="=1+1")
    return records


def keys(records: Records, search: Search) -> list[str]:
    return [row.object_key for row in audit_trail.page(records, search, 0, 10)]


@pytest.mark.parametrize(
    ("search", "found"),
    [
        (Search(), ["audit", "100%_board", "530721", "zhou"]),
        (Search(actor=" Zhou "), ["100%_board", "530721", "zhou"]),
        (Search(action="export"), ["audit", "100%_board"]),
        (Search(result="refused"), ["530721"]),
        (Search(object_key="%_"), ["100%_board"]),
        (Search(object_key="_"), ["100%_board"]),
        (Search(end=date(2020, 1, 1)), []),
        (Search(start=clock.today() + timedelta(days=1)), []),
        (Search(start=clock.today() - timedelta(days=1), end=clock.today()), ["audit", "100%_board", "530721", "zhou"]),
    ],
)
def test_events_are_found_newest_first(trail: Records, search: Search, found: list[str]) -> None:
    assert keys(trail, search) == found
    assert audit_trail.count(trail, search) == len(found)


def test_pages_follow_each_other_without_gap_or_repeat(trail: Records) -> None:
    pages = [audit_trail.page(trail, Search(), skip, 3) for skip in (0, 3)]
    assert [row.object_key for page in pages for row in page] == ["audit", "100%_board", "530721", "zhou"]


def test_events_read_in_chinese(trail: Records) -> None:
    (row,) = audit_trail.page(trail, Search(result="refused"), 0, 1)
    assert (row.action, row.role, row.result, row.object_kind) == ("越权访问被拒", "县级综治中心", "拒绝", "账号")


def test_the_trail_is_taken_away_with_a_purpose_that_is_written_down_itself(trail: Records) -> None:
    content = audit_trail.export(trail, MANAGER, Search(), "年度检查")
    sheet = openpyxl.load_workbook(BytesIO(content)).worksheets[0]
    assert sheet.max_row == 5
    assert "=1+1" in [str(cell.value).lstrip("'") for cell in sheet[2]]
    assert all(cell.data_type != "f" for row in sheet.rows for cell in row)
    (row,) = audit_trail.page(trail, Search(), 0, 1)
    assert (row.action, row.purpose) == ("导出", "年度检查")


def test_who_may_not_read_the_trail_takes_nothing_away(trail: Records) -> None:
    with pytest.raises(NotAllowed):
        audit_trail.export(trail, ZHOU, Search(), "好奇")
    (row,) = audit_trail.page(trail, Search(), 0, 1)
    assert (row.actor, row.result) == ("zhou", "拒绝")


def test_every_act_and_object_of_the_program_has_a_chinese_name() -> None:
    said = {"action": set[str](), "object_kind": set[str]()}
    for file in [*(ROOT / "core").rglob("*.py"), *(ROOT / "dashboards").rglob("*.py")]:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.keyword) and node.arg in said and isinstance(node.value, ast.Constant):
                said[node.arg].add(node.value.value)
    assert "export" in said["action"]
    lists = {"action": "audit_action", "object_kind": "audit_object"}
    unnamed = {name: said[name] - catalogue.code_labels(listed).keys() for name, listed in lists.items()}
    assert unnamed == {"action": set(), "object_kind": set()}
