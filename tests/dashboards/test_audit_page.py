"""The audit manager's page, run as the server runs it: for them, and for nobody else."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core import access, audit
from db.session import Records
from tests.dashboards.test_session import cookie, send

PAGE = Path(__file__).parents[2] / "pages" / "audit.py"


@pytest.fixture
def busy(place: Records) -> Iterator[Records]:
    with place.writing() as session:
        for number in range(120):
            audit.append(
                session, action="export", object_kind="document", object_key=f"表{number}", by=access.operator()
            )
    return place


def opened(monkeypatch: pytest.MonkeyPatch, records: Records, username: str) -> AppTest:
    send(monkeypatch, cookie(records, username))
    return AppTest.from_file(str(PAGE), default_timeout=30).run()


def text(test: AppTest) -> str:
    assert not test.exception
    return "\n".join(element.proto.body for element in test.get("html"))


def test_the_audit_manager_sees_what_was_done(busy: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    test = opened(monkeypatch, busy, "shenji")
    assert text(test).count("<tr>") == 51
    assert "表119" in text(test)
    assert "第 1 / 3 页" in test.caption[-1].value


def test_the_trail_is_narrowed_and_may_be_empty(busy: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    test = opened(monkeypatch, busy, "shenji")
    test.text_input(key="audit_object_key").set_value("表7").run()
    assert text(test).count("<tr>") == 12
    test.text_input(key="audit_actor").set_value("nobody").run()
    assert "没有符合条件的记录" in text(test)


def test_the_chain_is_proved_on_demand(busy: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    test = opened(monkeypatch, busy, "shenji")
    test.button(key="audit_verify").click().run()
    assert "审计链完好" in test.success[0].value


def test_a_file_needs_a_purpose(busy: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    test = opened(monkeypatch, busy, "shenji")
    test.button(key="audit_prepare").click().run()
    assert test.warning[0].value == "请写明导出用途。"
    test.text_input(key="audit_purpose").set_value("检查").run()
    test.button(key="audit_prepare").click().run()
    assert len(test.get("download_button")) == 1


@pytest.mark.parametrize("username", ["lijiang", "xitong", "anquan"])
def test_nobody_else_sees_anything_of_it(busy: Records, monkeypatch: pytest.MonkeyPatch, username: str) -> None:
    test = opened(monkeypatch, busy, username)
    assert text(test) == ""
    assert "没有查看本页的权限" in test.warning[0].value
