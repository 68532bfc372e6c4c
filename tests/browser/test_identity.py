"""The first administrator, the second factor, one's own password and the page of accounts, as a person walks them."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from pyotp.totp import TOTP

from core import accounts, first_run
from core.demo import accounts as demo_accounts
from dashboards import navigation
from tests.browser.conftest import SignIn, account_button, sign_out, submit
from tests.serving import Server, serving

FIRST, SECOND = "Gu3-Cheng-Yue!", "Yu3-Long-Shan!"


@pytest.fixture(scope="module")
def empty_server(prepared_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A fresh server without any account."""
    home = tmp_path_factory.mktemp("empty")
    shutil.copy(prepared_file, home / "records.sqlite")
    with serving(home) as running:
        yield running


def field(page: Page, key: str) -> Locator:
    return page.locator(f'[class*="st-key-{key}"] input').first


def fill(page: Page, **values: str) -> None:
    for key, value in values.items():
        field(page, key).fill(value)


def choose(page: Page, key: str, option: str) -> None:
    field(page, key).click()
    page.get_by_role("option", name=option, exact=True).click()


def no_english(page: Page, *names: str) -> None:
    # Icons are letters of a font.
    shown = page.locator("body").inner_text()
    for icon in page.locator("[data-testid=stIconMaterial]").all_inner_texts():
        shown = shown.replace(icon, "")
    for name in names:
        shown = shown.replace(name, "")
    assert not re.findall(r"[A-Za-z]{3,}", shown)
    labels = page.locator("[aria-label]").evaluate_all("all => all.map(one => one.getAttribute('aria-label'))")
    assert not [label for label in labels if re.search("[A-Za-z]{3,}", label)]


def test_the_first_administrator_comes_in_with_a_code_and_a_phone(empty_server: Server, page: Page) -> None:
    code = first_run.new_code(empty_server.records)
    assert code is not None
    page.goto(empty_server.url)
    expect(field(page, "first_run_code")).to_be_visible(timeout=20_000)
    no_english(page)
    named = {"first_run_username": "guanli", "first_run_display_name": "系统管理岗", "first_run_code": "AAAA-BBBB"}
    fill(page, first_run_password=FIRST, first_run_again=FIRST, **named)
    page.get_by_role("button", name="建立系统管理员").click()
    expect(page.get_by_text(re.compile("首次使用码不正确"))).to_be_visible(timeout=20_000)
    fill(page, first_run_code=code, first_run_password=FIRST, first_run_again=FIRST)
    page.get_by_role("button", name="建立系统管理员").click()
    expect(page.get_by_text(re.compile("已建立系统管理员"))).to_be_visible(timeout=20_000)

    submit(page, "guanli", FIRST)
    secret = page.locator(".st-key-sign_in_card code").inner_text(timeout=20_000).replace(" ", "")
    expect(account_button(page)).to_have_count(0)
    fill(page, set_up_code=TOTP(secret).now())
    page.get_by_role("button", name="启用").click()
    expect(page.get_by_role("button", name="已保存，进入系统")).to_be_visible(timeout=20_000)
    codes = page.locator(".st-key-sign_in_card code").inner_text().split()
    assert len(codes) == 8
    page.get_by_role("button", name="已保存，进入系统").click()
    expect(account_button(page)).to_be_visible(timeout=20_000)

    account_button(page).click()
    page.locator(".st-key-own_account button").click()
    expect(field(page, "own_old")).to_be_visible(timeout=20_000)
    fill(page, own_old=FIRST, own_fresh=SECOND, own_again=SECOND)
    page.get_by_role("button", name="修改密码").click()
    expect(page.get_by_text(re.compile("密码已修改"))).to_be_visible(timeout=20_000)
    page.keyboard.press("Escape")

    sign_out(page)
    submit(page, "guanli", SECOND)
    expect(field(page, "second_factor_code")).to_be_visible(timeout=20_000)
    no_english(page)
    page.goto(empty_server.url)
    expect(account_button(page)).to_have_count(0)
    fill(page, second_factor_code=codes[0])
    page.keyboard.press("Enter")
    expect(account_button(page)).to_be_visible(timeout=20_000)


def test_an_account_is_made_once_by_a_double_click_and_its_owner_chooses_a_password(
    sign_in: SignIn, page: Page, app_server: Server
) -> None:
    sign_in(page, "xitong", "/people")
    # A page that is still being drawn takes back what is typed into it.
    expect(page.locator(".st-key-people_add summary")).to_be_visible(timeout=20_000)
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning", timeout=20_000)
    # Open by itself while nobody is there to bring records in.
    if (closed := page.locator(".st-key-people_add details:not([open]) summary")).count():
        closed.click()
    fill(page, people_add_username="zhangsan", people_add_display_name="大研街道综治中心")
    page.get_by_role("button", name="新建", exact=True).click()
    expect(page.get_by_text("请填写用户名、显示名称，并选择角色。")).to_be_visible(timeout=20_000)
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning", timeout=20_000)
    choose(page, "people_add_role", "市级领导")
    choose(page, "people_add_area", "全部区域")
    expect(field(page, "people_add_area")).to_have_value("全部区域")
    # Two clicks on the very button, wherever it moves while the page is still being laid out.
    page.get_by_role("button", name="新建", exact=True).evaluate("button => { button.click(); button.click(); }")
    told = page.get_by_text(re.compile("一次性密码：")).inner_text(timeout=60_000)
    password = re.findall(r"\w{4}-\w{4}-\w{4}-\w{4}", told)[0]
    expect(page.get_by_text("已被使用")).to_have_count(0)
    no_english(page, *(one.username for one in accounts.listed(app_server.records)), password)

    sign_out(page)
    submit(page, "zhangsan", password)
    expect(field(page, "steps_fresh")).to_be_visible(timeout=20_000)
    fill(page, steps_fresh=FIRST, steps_again=FIRST)
    page.get_by_role("button", name="保存").click()
    # A leader may export, so a phone is asked for.
    expect(page.locator(".qr img")).to_be_visible(timeout=20_000)
    page.get_by_role("button", name="换一个账号登录").click()
    submit(page, "anquan", demo_accounts.public_password())
    expect(account_button(page)).to_be_visible(timeout=20_000)
    events = [one for one in accounts.listed(app_server.records) if one.username == "zhangsan"]
    assert len(events) == 1


@pytest.mark.parametrize("manager", ["xitong", "anquan", "shenji"])
def test_no_manager_opens_a_page_with_business_rows(
    sign_in: SignIn, page: Page, app_server: Server, manager: str
) -> None:
    # The devices of walls are the system manager's, the figures on them are not.
    offices = {
        "xitong": {"people", "rights", "walls"},
        "anquan": {"people", "rights", "purposes"},
        "shenji": {"audit", "purposes"},
    }
    own = {"metrics"} | offices[manager]
    sign_in(page, manager)
    for entry in navigation.ENTRIES:
        page.goto(f"{app_server.url}/{entry.key}")
        expect(page.locator("h1") if entry.key in own else refusal(page)).to_be_visible(timeout=20_000)
        expect(page.locator("h1") if entry.key not in own else refusal(page)).to_have_count(0)


def refusal(page: Page) -> Locator:
    return page.get_by_text(re.compile("没有查看本页的权限"))


def test_ending_the_other_browsers_ends_their_open_tabs(
    sign_in: SignIn, page: Page, browser: Browser, app_server: Server
) -> None:
    with browser.new_context(locale="zh-CN") as elsewhere:
        other = elsewhere.new_page()
        sign_in(other, "tiaojie", "/metrics")
        sign_in(page, "tiaojie", "/metrics")
        account_button(page).click()
        page.locator(".st-key-own_account button").click()
        expect(page.locator(".fq-browsers tbody tr")).to_have_count(2, timeout=20_000)
        expect(page.locator(".fq-browsers b")).to_have_text("（本浏览器）")
        page.locator(".st-key-end_others button").click()
        expect(page.get_by_text("已退出其他浏览器中的登录（1 个）")).to_be_visible(timeout=20_000)
        expect(page.locator(".fq-browsers tbody tr")).to_have_count(1)
        # Whatever is done in the other one, it is at the door.
        field(other, "dictionary_words").fill("办结")
        field(other, "dictionary_words").press("Enter")
        expect(other.locator(".st-key-sign_in_card")).to_be_visible(timeout=20_000)
        page.reload()
        expect(account_button(page)).to_be_visible(timeout=20_000)


def test_an_account_stays_picked_when_its_name_is_changed(sign_in: SignIn, page: Page) -> None:
    sign_in(page, "xitong", "/people")
    pick = page.locator(".st-key-people_pick input")
    pick.click()
    page.keyboard.type("dudao")
    page.keyboard.press("Enter")
    for name in ("督导办公室", "督导考评处"):
        renamed = field(page, "people_edit_dudao_display_name")
        expect(renamed).to_be_visible(timeout=20_000)
        renamed.fill(name)
        page.get_by_role("button", name="保存修改").click()
        expect(page.locator(".fq-matters").get_by_text(name)).to_be_visible(timeout=20_000)
        expect(page.get_by_text("已保存对“dudao”的修改")).to_be_visible(timeout=20_000)
