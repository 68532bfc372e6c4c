"""Signing in and out in a real browser: first time, every tab, and never anybody else's page."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import select, update

from core import access, accounts, catalogue, clock
from core.demo import accounts as demo_accounts
from db.models import Account, LoginSession
from tests.browser.conftest import SignIn, account_button, form, sign_out, submit
from tests.serving import COOKIE, Server

LINK = "/situation?period=2026Q3&area=530702"


def test_a_deep_link_into_a_fresh_server_shows_strangers_only_the_form(
    app_server: Server, page: Page, context: BrowserContext
) -> None:
    # The first of this file: no session of this process has built a menu before.
    page.goto(app_server.url + LINK)
    expect(form(page)).to_be_visible(timeout=20_000)
    expect(account_button(page)).to_have_count(0)
    expect(page.get_by_test_id("stDialog")).to_have_count(0)
    expect(page.get_by_test_id("stSidebarNav")).to_have_count(0)
    assert [cookie["name"] for cookie in context.cookies() if cookie.get("httpOnly")] == [COOKIE]


def test_the_form_leads_to_the_page_asked_for_the_first_time(sign_in: SignIn, page: Page, app_server: Server) -> None:
    sign_in(page, "gucheng", LINK)
    parts = urlsplit(page.url)
    assert f"{parts.path}?{parts.query}" == LINK


def test_the_bare_address_leads_to_the_first_page_of_ones_own(sign_in: SignIn, page: Page) -> None:
    sign_in(page, "lijiang")
    page.wait_for_url("**/situation*", timeout=20_000)


def test_a_reload_and_a_second_tab_stay_signed_in(sign_in: SignIn, page: Page, context: BrowserContext) -> None:
    sign_in(page, "gucheng", LINK)
    page.reload()
    expect(account_button(page)).to_have_text(re.compile("古城区综治中心"), timeout=20_000)
    second = context.new_page()
    second.goto(page.url)
    expect(account_button(second)).to_be_visible(timeout=20_000)


def test_sign_out_in_one_tab_ends_the_other(
    sign_in: SignIn, page: Page, context: BrowserContext, app_server: Server
) -> None:
    sign_in(page, "gucheng", LINK)
    other = context.new_page()
    other.goto(app_server.url + LINK)
    expect(account_button(other)).to_be_visible(timeout=20_000)
    sign_out(page)
    expect(page.get_by_text("您已退出登录。")).to_be_visible()
    # Whatever is clicked there next comes from nobody.
    account_button(other).click()
    other.get_by_role("button", name="退出登录").click()
    expect(form(other)).to_be_visible(timeout=20_000)


def test_a_wrong_password_is_said_in_chinese_and_the_right_one_then_works(app_server: Server, page: Page) -> None:
    page.goto(app_server.url)
    submit(page, "dayan", "wrong")
    expect(page.get_by_text(re.compile("用户名或密码不正确"))).to_be_visible(timeout=20_000)
    submit(page, "dayan", demo_accounts.public_password())
    expect(account_button(page)).to_be_visible(timeout=20_000)


def test_an_empty_form_is_no_attempt(app_server: Server, page: Page) -> None:
    page.goto(app_server.url)
    submit(page, "", "")
    expect(page.get_by_text("请输入用户名和密码。")).to_be_visible(timeout=20_000)


def test_the_enter_key_is_enough(app_server: Server, page: Page) -> None:
    page.goto(app_server.url)
    page.get_by_label("用户名").fill("dayan")
    page.get_by_label("密码", exact=True).fill(demo_accounts.public_password())
    page.keyboard.press("Enter")
    expect(account_button(page)).to_be_visible(timeout=20_000)


def test_an_idle_session_says_so_and_lets_its_person_in_again(sign_in: SignIn, page: Page, app_server: Server) -> None:
    sign_in(page, "fuwu", LINK)
    with app_server.records.writing() as session:
        session.execute(update(LoginSession).values(last_seen_at=clock.now() - timedelta(minutes=16)))
    account_button(page).click()
    page.get_by_role("button", name="退出登录").click()
    expect(page.get_by_text(re.compile("超过 15 分钟没有操作"))).to_be_visible(timeout=20_000)
    submit(page, "fuwu", demo_accounts.public_password())
    expect(account_button(page)).to_be_visible(timeout=20_000)
    assert urlsplit(page.url).path == "/situation"


def test_a_tab_that_comes_back_after_its_session_has_ended_shows_the_form(
    sign_in: SignIn, page: Page, app_server: Server
) -> None:
    sign_in(page, "fuwu", LINK)
    with app_server.records.writing() as session:
        session.execute(update(LoginSession).values(revoked_at=clock.now()))
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(form(page)).to_be_visible(timeout=20_000)


def test_a_disabled_account_is_out_at_once_and_stays_out(sign_in: SignIn, page: Page, app_server: Server) -> None:
    sign_in(page, "dudao", LINK)
    with app_server.records.writing() as session:
        accounts.disable(session, username="dudao", by=access.operator())
    page.reload()
    expect(form(page)).to_be_visible(timeout=20_000)
    submit(page, "dudao", demo_accounts.public_password())
    expect(page.get_by_text(re.compile("用户名或密码不正确"))).to_be_visible(timeout=20_000)


def test_a_link_to_a_page_of_others_opens_nothing_and_the_bare_address_ones_own(sign_in: SignIn, page: Page) -> None:
    sign_in(page, "shenji", LINK)
    expect(page.get_by_text(re.compile("没有查看本页的权限"))).to_be_visible(timeout=20_000)
    page.goto(page.url.split("/situation")[0])
    page.wait_for_url("**/audit", timeout=20_000)


def test_what_was_being_typed_survives_the_end_of_the_session_for_its_owner_only(
    sign_in: SignIn, page: Page, context: BrowserContext, app_server: Server
) -> None:
    sign_in(page, "anquan", "/people")
    field = page.locator(".st-key-people_search input")
    expect(field).to_be_visible(timeout=20_000)
    for username, kept in (("anquan", "写到一半"), ("xitong", "")):
        field.press_sequentially("写到一半")
        # Nothing was sent yet when the session ends.
        with app_server.records.writing() as session:
            session.execute(update(LoginSession).values(last_seen_at=clock.now() - timedelta(minutes=16)))
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        expect(page.get_by_text(re.compile("刚才填写的文字会保留"))).to_be_visible(timeout=20_000)
        assert "Fengqiao" not in page.evaluate("JSON.stringify({...sessionStorage})")
        submit(page, username, demo_accounts.public_password())
        expect(field).to_have_value(kept, timeout=20_000)
        assert page.evaluate("sessionStorage.getItem('fengqiao-draft')") is None
        field.fill("")


def test_a_change_of_role_counts_in_an_open_tab(sign_in: SignIn, page: Page, app_server: Server) -> None:
    sign_in(page, "anquan", "/people")
    expect(page.locator(".st-key-people_search input")).to_be_visible(timeout=20_000)
    with app_server.records.writing() as session:
        session.execute(update(Account).where(Account.username == "anquan").values(role="audit_manager"))
    page.locator(".st-key-people_search input").fill("x")
    page.keyboard.press("Enter")
    expect(page.get_by_text(re.compile("没有查看本页的权限"))).to_be_visible(timeout=20_000)
    expect(page.locator(".fq-table")).to_have_count(0)
    with app_server.records.writing() as session:
        session.execute(update(Account).where(Account.username == "anquan").values(role="security_manager"))


def test_demo_accounts_are_shown_while_there_are_any(app_server: Server, page: Page) -> None:
    page.goto(app_server.url)
    expect(page.locator(".demo-accounts")).to_contain_text("古城区综治中心", timeout=20_000)
    expect(page.locator(".demo-accounts")).to_contain_text(demo_accounts.public_password())
    with app_server.records.writing() as session:
        names = session.scalars(select(Account.username).where(Account.demo)).all()
        session.execute(update(Account).values(demo=False))
    page.reload()
    expect(form(page)).to_be_visible(timeout=20_000)
    expect(page.locator(".demo-accounts")).to_have_count(0)
    with app_server.records.writing() as session:
        session.execute(update(Account).where(Account.username.in_(names)).values(demo=True))


def test_generated_data_are_announced_on_the_page(sign_in: SignIn, page: Page) -> None:
    sign_in(page, "gucheng", LINK)
    expect(page.get_by_text(re.compile("演示数据：本系统当前展示的"))).to_be_visible()


def test_scripts_cannot_read_the_cookie(sign_in: SignIn, page: Page) -> None:
    sign_in(page, "gucheng")
    assert COOKIE not in page.evaluate("document.cookie").replace("_streamlit_xsrf", "")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080)])
def test_the_sign_in_page_fits_and_is_chinese(
    app_server: Server, browser: Browser, size: tuple[int, int], scheme: str
) -> None:
    width, height = size
    tab = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme, locale="zh-CN")  # type: ignore[arg-type]
    tab.goto(app_server.url)
    expect(form(tab)).to_be_visible(timeout=20_000)
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    boxes = [tab.locator(f".st-key-sign_in_{part}").bounding_box() for part in ("card", "demo")]
    assert all(box is not None and box["y"] + box["height"] <= height for box in boxes)
    # Icons are letters of a font; a page that is drawn again would bring back those that were taken away.
    tab.add_style_tag(content="[data-testid=stIconMaterial] { display: none }")
    shown = tab.locator("body").inner_text()
    for name in ("lijiang", "Fengqiao"):
        assert name in shown
    words = set(re.findall(r"[A-Za-z]{2,}", shown)) - {"Fengqiao"}
    assert words <= {row["username"] for row in catalogue.table("demo_accounts")}
    labels = tab.locator("[aria-label]").evaluate_all("all => all.map(one => one.getAttribute('aria-label'))")
    assert not [label for label in labels if re.search("[A-Za-z]{2,}", label)]
    tab.close()
