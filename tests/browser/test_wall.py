"""A wall in a real browser: what it says where it may show nothing."""

import re

from playwright.sync_api import Page, expect

from core import areas
from core.access import Person
from core.wall import devices, editing, pairing
from tests.serving import Server

DESK = Person(None, "zhihui", "x", "command_desk", "5307")
CODE = re.compile(r"^\d{4} \d{4}$")


def test_a_revoked_wall_shows_how_to_pair_it_again(app_server: Server, page: Page) -> None:
    records = app_server.records
    page.goto(f"{app_server.url}/wall")
    code = page.locator(".message .code")
    expect(code).to_have_text(CODE, timeout=15_000)
    first = code.inner_text()
    expect(page.locator(".message")).to_contain_text("由指挥中心登录，在“管理与说明”菜单的“大屏管理”页配对")
    with records.writing() as session:
        tree = areas.load(records)
        made = editing.create(session, tree, name="大厅", area_code="5307", by=DESK)
        seat = {"programme_id": made, "height_cm": 150, "distance_cm": 600}
        device = pairing.approve(session, tree, code=first, name="主屏", by=DESK, **seat)
        key = device.id
    expect(code).to_have_count(0, timeout=15_000)
    with records.writing() as session:
        devices.revoke(session, tree, device_id=key, version=1, by=DESK)
    expect(page.locator(".message")).to_contain_text("本屏的授权已被收回", timeout=15_000)
    # A new code by itself, with where to type it.
    expect(code).to_have_text(CODE, timeout=15_000)
    assert code.inner_text() != first
    expect(page.locator(".message")).to_contain_text("请在“大屏管理”页输入配对码")
