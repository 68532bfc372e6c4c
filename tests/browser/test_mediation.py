"""A case in a real browser: somebody walks in, the case is assigned and concluded, and the funnel shows it at once."""

import time
from contextlib import suppress
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from db.models import MediationRoom, Mediator
from tests import factories
from tests.browser.conftest import SignIn
from tests.serving import Server

PATIENCE = 30_000
A_SECOND = 1.0
SOON = 3_000


@pytest.fixture
def room(app_server: Server) -> None:
    since = {"valid_from": date(2020, 1, 1)}
    with app_server.records.writing() as session:
        if session.query(MediationRoom).filter_by(code="B1").first() is None:
            area = factories.areas_of(session)["530702001"]
            found = MediationRoom(code="B1", name="和风调解室", kind="workroom", area=area, **since)
            session.add(Mediator(work_number="B1-1", room=found, kind="full_time", head=True, **since))


def choose(page: Page, label: str, option: str) -> None:
    """In the select box of that name, the first option with that text; a long list draws only what is looked for."""
    found = page.get_by_role("option").filter(has_text=option).first
    box = page.get_by_role("combobox", name=label, exact=True).first
    for _ in range(PATIENCE // SOON):
        # When a run ends the list is drawn anew, and one that was open is closed with it.
        expect(page.locator('[data-test-script-state="running"]')).to_have_count(0, timeout=PATIENCE)
        box.click()
        box.fill(option)
        with suppress(AssertionError):
            expect(found).to_be_visible(timeout=SOON)
            break
    box.press("Enter")


def step(page: Page, name: str) -> None:
    choose(page, "这一步", name)
    if name == "达成协议":
        page.get_by_test_id("stButtonGroup").get_by_text("书面协议").click()
    page.locator('[class*="st-key-card_desk_work"]').get_by_role("button", name="提交").click()
    expect(page.get_by_text(f"{name}。").first).to_be_visible(timeout=PATIENCE)


def opened(page: Page) -> float:
    """Seconds from the click at the desk until its sentence and its funnel count what was done at the desk."""
    started = time.monotonic()
    page.get_by_role("button", name="查看调解工作").click()
    expect(page.locator("h1")).to_contain_text("受理调解 1 件次", timeout=PATIENCE)
    expect(page.locator(".st-key-card_funnel").get_by_text("仍在调解 0")).to_be_visible(timeout=PATIENCE)
    return time.monotonic() - started


def test_who_walks_in_is_in_the_funnel_within_a_second_of_the_agreement(
    page: Page, sign_in: SignIn, room: None
) -> None:
    sign_in(page, "gucheng", "/mediation_desk")
    page.get_by_text("群众来访（尚未上报）").click()
    expect(page.get_by_text("纠纷发生地")).to_be_visible(timeout=PATIENCE)
    choose(page, "纠纷类型", "用水")
    register = page.locator('[class*="st-key-card_desk_register"]')
    register.get_by_role("button", name="提交").click()
    expect(page.get_by_text("已登记：LF").first).to_be_visible(timeout=PATIENCE)
    expect(page.get_by_text("当前状态：已申请")).to_be_visible(timeout=PATIENCE)
    for name in ("受理", "指派调解员", "达成协议"):
        step(page, name)
    took = []
    while not took or (min(took) > A_SECOND and len(took) < 4):
        took.append(opened(page))
        page.go_back()
        expect(page.locator("h1")).to_have_text("调解办理", timeout=PATIENCE)
    # The first look at it imports what the page needs, and the machine of the tests does other things besides.
    assert min(took) <= A_SECOND, took
