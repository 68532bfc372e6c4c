"""The register's page: everybody concerned reads it, the security manager enters and strikes, and imports follow."""

import pytest

from core import purposes
from db.session import Records
from tests.dashboards.test_mediation import open_page
from tests.dashboards.test_situation import html


def test_the_security_manager_strikes_and_enters_again(monkeypatch: pytest.MonkeyPatch, place: Records) -> None:
    page = open_page(monkeypatch, place, "anquan", "purposes")
    assert not page.exception
    assert html(page).count("已登记") == len(purposes.data_sets())
    page.selectbox(key="purpose_pick").select(purposes.SERVICES).run()
    next(one for one in page.checkbox if "_sure_" in (one.key or "")).check().run()
    page = next(one for one in page.button if "_strike_" in (one.key or "")).click().run()
    assert "已注销，不再收数" in page.success[0].value
    assert "未登记：不收数" in html(page)
    assert purposes.SERVICES not in purposes.listed(place)
    page = next(one for one in page.button if "_send_" in (one.key or "")).click().run()
    assert purposes.listed(place)[purposes.SERVICES] == purposes.proposed(purposes.SERVICES)


def test_others_read_it_or_do_not_get_in(monkeypatch: pytest.MonkeyPatch, place: Records) -> None:
    for username in ("fuwu", "shenji"):
        page = open_page(monkeypatch, place, username, "purposes")
        assert not page.exception
        assert "矛盾纠纷" in html(page)
        assert not page.button
    for username in ("lijiang", "xitong", "dayan"):
        page = open_page(monkeypatch, place, username, "purposes")
        assert [one.value for one in page.warning] == ["您的角色没有查看本页的权限。如有需要，请联系本单位系统管理员。"]
