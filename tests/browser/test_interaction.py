"""Keys, undo, the way behind a number, sharing and taking away, tried in a real browser."""

import re
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.test_board import PATIENCE, board_server, expect_title, heading, query, tile  # noqa: F401
from tests.serving import COOKIE, Server


@pytest.fixture
def page(board_server: Server, context: BrowserContext) -> Page:  # noqa: F811
    """Signed in at the command desk of the prefecture, with the board drawn."""
    token = board_server.signed_in("zhihui")
    context.add_cookies([{"name": COOKIE, "value": token, "url": board_server.url}])
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened = context.new_page()
    opened.goto(f"{board_server.url}/situation?period=this_month")
    expect_title(opened, "丽江市", "8 件")
    return opened


def settle(page: Page) -> None:
    page.wait_for_timeout(300)
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning", timeout=PATIENCE)


def test_a_number_opens_its_cases_as_many_as_it_says_and_escape_closes(page: Page) -> None:
    page.locator(".fq-kpi").first.click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("期间内首次上报的事项件数", timeout=PATIENCE)
    expect(dialog).to_contain_text("共 8 条", timeout=PATIENCE)
    expect(dialog.locator(".fq-cases tbody tr")).to_have_count(8)
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0, timeout=PATIENCE)
    # A card is reached and pressed without a mouse as well; a tile has its own way in.
    page.locator(".fq-kpi").nth(2).press("Enter")
    expect(page.get_by_role("dialog")).to_contain_text("期末日尚未办结", timeout=PATIENCE)


def test_the_menu_of_many_pages_ends_before_the_account(page: Page) -> None:
    menu, account = page.get_by_test_id("stTopNav"), page.locator(".st-key-frame")
    for width in (1366, 900):
        page.set_viewport_size({"width": width, "height": 768})
        page.wait_for_timeout(400)
        ends = [part.bounding_box() for part in (menu.locator("a, button").last, account)]
        assert ends[0] is not None
        assert ends[1] is not None
        assert ends[0]["x"] + ends[0]["width"] <= ends[1]["x"]
    # Streamlit's own word for the rest is English.
    expect(menu.locator(".rc-overflow-item-rest button")).to_be_visible()
    rest = menu.locator(".rc-overflow-item-rest p")
    assert rest.evaluate("p => getComputedStyle(p, '::after').content + getComputedStyle(p).fontSize") == '"更多"0px'


def test_u_undoes_twenty_steps_and_back_goes_the_same_way(page: Page) -> None:
    # Each pair of clicks is two steps: into the old town, and up again by its chip.
    for _ in range(2):
        tile(page, "古城区").click()
        expect_title(page, "古城区", "6 件")
        page.get_by_role("button", name="✕ 古城区").click()
        expect_title(page, "丽江市", "8 件")
    for place, number in (("古城区", "6 件"), ("丽江市", "8 件"), ("古城区", "6 件"), ("丽江市", "8 件")):
        page.keyboard.press("u")
        expect_title(page, place, number)
    expect(page.get_by_role("button", name="撤销")).to_be_disabled()
    page.get_by_role("button", name="重做").click()
    expect_title(page, "古城区", "6 件")
    page.go_back()
    expect_title(page, "丽江市", "8 件")


def test_back_closes_the_window_that_covers_the_page_and_leaves_the_page_as_it_was(page: Page) -> None:
    tile(page, "古城区").click()
    expect_title(page, "古城区", "6 件")
    settle(page)
    address = page.url
    for _ in range(2):
        page.keyboard.press("?")
        expect(page.get_by_role("dialog")).to_contain_text("查找区域", timeout=PATIENCE)
        page.go_back()
        expect(page.get_by_role("dialog")).to_have_count(0, timeout=PATIENCE)
        settle(page)
        assert page.url == address
        expect_title(page, "古城区", "6 件")
    page.go_back()
    expect_title(page, "丽江市", "8 件")


def test_keys_open_search_pages_and_help_but_not_while_typing(page: Page) -> None:
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("查找区域", timeout=PATIENCE)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0, timeout=PATIENCE)
    settle(page)
    page.keyboard.press("g")
    expect(page.get_by_role("dialog")).to_contain_text("1 态势总览", timeout=PATIENCE)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0, timeout=PATIENCE)
    settle(page)
    page.keyboard.press("g")
    expect(page.get_by_role("dialog")).to_contain_text("f 指标目录", timeout=PATIENCE)
    page.keyboard.press("f")
    expect(page).to_have_url(re.compile("/metrics"), timeout=PATIENCE)
    expect(page.get_by_role("dialog")).to_have_count(0, timeout=PATIENCE)
    page.go_back()
    settle(page)
    page.keyboard.press("/")
    search = page.locator('[class*="st-key-area_search_"] input')
    expect(search).to_be_focused(timeout=PATIENCE)
    # Keys typed into a field are words: no help opens, nothing is undone.
    page.keyboard.type("u?g束河")
    page.wait_for_timeout(500)
    expect(search).to_have_value("u?g束河")
    expect(page.get_by_test_id("stDialog")).to_have_count(0)
    search.fill("束河")
    page.keyboard.press("Enter")
    expect_title(page, "束河街道", "4 件")


def test_of_quick_clicks_the_last_one_wins_and_nothing_breaks(page: Page) -> None:
    page.locator(".st-key-filter_period").get_by_role("button").click()
    expect(page.get_by_test_id("stPopoverBody")).to_be_visible()
    for name in ("今年", "上月", "本季", "去年", "上季度", "今年", "本周", "本季"):
        # The list is drawn anew after every click: nobody clicks on what isn't there.
        page.wait_for_function(
            """name => {
                const buttons = [...document.querySelectorAll('[data-testid=stPopoverBody] button')];
                const found = buttons.find(button => button.innerText.trim() === name);
                found?.click();
                return Boolean(found);
            }""",
            arg=name,
        )
        page.wait_for_timeout(120)
    expect(heading(page)).to_have_text(re.compile("8 件"), timeout=PATIENCE)
    settle(page)
    page.wait_for_timeout(1000)
    assert query(page) == {"period": "this_quarter"}
    page.keyboard.press("Escape")
    heading(page).click()
    for _ in range(8):
        page.keyboard.press("u")
        page.wait_for_timeout(120)
    # No press is lost, however long a run takes: all of them together lead back to the beginning.
    expect(page).to_have_url(re.compile(r"period=this_month$"), timeout=PATIENCE)
    expect(page.get_by_role("button", name="撤销")).to_be_disabled(timeout=PATIENCE)
    expect_title(page, "丽江市", "8 件")
    assert query(page) == {"period": "this_month"}
    expect(page.get_by_test_id("stConnectionErrorDialog")).to_have_count(0)


def test_the_filters_stay_in_sight_while_the_page_scrolls(page: Page) -> None:
    page.mouse.move(600, 500)
    page.mouse.wheel(0, 700)
    page.wait_for_timeout(500)
    box = page.locator(".st-key-filters").bounding_box()
    assert box is not None
    assert 0 <= box["y"] < 120
    covered = page.evaluate(
        """() => {
            const box = document.querySelector('.st-key-filter_area button').getBoundingClientRect();
            const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
            return top.closest('.st-key-filter_area') === null;
        }"""
    )
    assert not covered


def test_the_link_is_copied_and_said(page: Page) -> None:
    page.get_by_role("button", name="分享").click()
    expect(page.get_by_text("链接已复制")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.url


def test_a_tile_and_the_board_are_taken_away_as_workbooks(page: Page) -> None:
    for key, first in (("export_areas", "按县（市、区）新增事项"), ("export_all", "主要指标")):
        with page.expect_download(timeout=PATIENCE) as download:
            page.locator(f".st-key-{key} button").first.click()
        book = openpyxl.load_workbook(BytesIO(Path(download.value.path()).read_bytes()))
        assert book.sheetnames[0] == first
        assert book.sheetnames[-1] == "说明"
        assert download.value.suggested_filename.startswith("丽江市_")


def test_what_charts_tell_a_screen_reader_is_chinese(page: Page) -> None:
    expect(page.locator("svg.marks").nth(3)).to_be_visible(timeout=PATIENCE)
    page.wait_for_timeout(1000)
    told = page.evaluate(
        """() => [...document.querySelectorAll('[aria-label],[aria-roledescription]')]
            .filter(part => !part.closest('[aria-hidden=true]'))
            .flatMap(part => [part.getAttribute('aria-label'), part.getAttribute('aria-roledescription')])"""
    )
    assert [words for words in told if words and re.search("[A-Za-z]{3}", words)] == []
