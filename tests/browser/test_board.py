"""The situation board in a real browser: a click narrows, the address holds it all, back undoes it."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from core import clock
from core.demo import accounts
from dashboards.board import header
from db.session import Records, sqlite_url
from tests import factories
from tests.serving import COOKIE, Server, serving

PATIENCE = 20_000


@pytest.fixture(scope="module")
def board_server(prepared_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Matters of this month: six in the old town's streets, two in another county."""
    home = tmp_path_factory.mktemp("board")
    shutil.copy(prepared_file, home / "records.sqlite")
    records = Records(sqlite_url(home))
    with records.writing() as session:
        places = factories.areas(session)
        accounts.create(session)
        source = factories.data_source(session, as_of=clock.now(), fetched_at=clock.now(), generated=True)
        month = clock.today().strftime("%Y-%m-01")
        for code, count in (("530702001", 2), ("530702002", 4), ("530721100", 2)):
            for _ in range(count):
                factories.matter(session, source, places[code], [("reported", month)])
    records.close()
    with serving(home) as running:
        yield running


@pytest.fixture
def page(board_server: Server, context: BrowserContext) -> Page:
    """Signed in for the prefecture, with the board drawn."""
    token = board_server.signed_in("lijiang")
    context.add_cookies([{"name": COOKIE, "value": token, "url": board_server.url}])
    opened = context.new_page()
    opened.goto(f"{board_server.url}/situation?period=this_month")
    expect_title(opened, "丽江市", "8 件")
    return opened


def heading(page: Page) -> Locator:
    return page.locator(".st-key-header h1")


def expect_title(page: Page, place: str, number: str) -> None:
    expect(heading(page)).to_have_text(re.compile(f"^{place} .*{number}"), timeout=PATIENCE)
    # A chart is in the page a moment before it listens to clicks.
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning", timeout=PATIENCE)
    page.wait_for_timeout(500)


def query(page: Page) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(page.url).query))


def tile(page: Page, name: str) -> Locator:
    """A cell of the tile grid, found by what it tells a screen reader."""
    return page.locator(f'.st-key-card_areas svg.marks path[aria-label*="{name}"]')


def choose(page: Page, filter_key: str, choice: str) -> None:
    page.locator(f".st-key-filter_{filter_key}").get_by_role("button").click()
    page.get_by_test_id("stPopoverBody").get_by_text(choice, exact=True).click()


def test_a_click_on_a_place_narrows_and_back_returns_as_often_as_one_likes(page: Page) -> None:
    for _ in range(2):
        tile(page, "古城区").click()
        expect_title(page, "古城区", "6 件")
        assert query(page) == {"period": "this_month", "area": "530702"}
        page.go_back()
        expect_title(page, "丽江市", "8 件")
        assert query(page) == {"period": "this_month"}


def test_choices_add_up_in_the_address_and_chips_take_them_off(page: Page) -> None:
    tile(page, "古城区").click()
    expect_title(page, "古城区", "6 件")
    choose(page, "source", "来访")
    expect_title(page, "古城区", "0 件")
    assert query(page) == {"period": "this_month", "area": "530702", "source": "visit"}
    page.keyboard.press("Escape")
    page.get_by_role("button", name="✕ 来访").click()
    expect_title(page, "古城区", "6 件")
    # A choice that is not on screen any more must not come back with the next one.
    choose(page, "period", "今年")
    expect(heading(page)).to_have_text(re.compile("6 件"), timeout=PATIENCE)
    page.wait_for_url(re.compile("this_year"), timeout=PATIENCE)
    assert query(page) == {"period": "this_year", "area": "530702"}


def test_levels_ages_and_measures_lead_on_and_back_returns(page: Page) -> None:
    page.locator('.st-key-card_levels svg.marks path[aria-label*="低风险"]').first.click()
    page.wait_for_url(re.compile("risk_level=low"), timeout=PATIENCE)
    assert query(page) == {"period": "this_month", "matter_class": "dispute", "risk_level": "low"}
    page.go_back()
    expect_title(page, "丽江市", "8 件")
    page.locator('.st-key-card_backlog svg.marks path[aria-label*="古城区"]').first.click()
    expect_title(page, "古城区", "6 件")
    page.locator(".st-key-card_areas").get_by_role("radio", name="超期").click()
    page.wait_for_url(re.compile("measure=overdue"), timeout=PATIENCE)
    page.go_back()
    expect(page.locator(".st-key-card_areas").get_by_role("radio", name="件数")).to_be_checked(timeout=PATIENCE)


def test_a_link_opens_exactly_what_it_says(board_server: Server, page: Page) -> None:
    page.goto(f"{board_server.url}/situation?period=this_month&area=530702002")
    expect_title(page, "束河街道", "4 件")
    expect(page.get_by_role("button", name="✕ 束河街道")).to_be_visible()


def test_the_board_speaks_chinese_only(page: Page) -> None:
    expect(page.locator("svg.marks").first).to_be_visible(timeout=PATIENCE)
    # Icons are letters that a font turns into pictures; definitions cite methods and documents by name.
    text = page.evaluate(
        """() => {
            const copy = document.querySelector('.stMainBlockContainer').cloneNode(true);
            const names = '[data-testid="stIconMaterial"], style, .fq-tip, .fq-definitions';
            copy.querySelectorAll(names).forEach(part => part.remove());
            return copy.textContent;
        }"""
    )
    assert re.findall(r"[A-Za-z]{3,}", text) == []


@pytest.mark.parametrize("size", [(1366, 768), (1440, 900), (1920, 1080), (390, 844)])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_sticks_out_of_the_page_or_its_card(page: Page, size: tuple[int, int], scheme: str) -> None:
    address = page.url
    # The board would load itself anew when the scheme changes under it.
    page.goto("about:blank")
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(address)
    expect(page.locator("svg.marks").first).to_be_visible(timeout=PATIENCE)
    page.wait_for_timeout(1000)
    sticking_out = page.evaluate(
        """() => [...document.querySelectorAll('[class*="st-key-card_"], .fq-kpi')].flatMap(card => {
            const edge = card.getBoundingClientRect().right + 1;
            const inner = card.querySelectorAll('h2, h3, .fq-changes p span, .fq-value, svg.marks, table');
            return [...inner].filter(part => part.getBoundingClientRect().right > edge).map(part => part.outerHTML);
        })"""
    )
    assert sticking_out == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_scheme_that_changes_under_the_page_is_taken_over_whole(page: Page) -> None:
    page.emulate_media(color_scheme="dark")
    # The card's own colour (UI.md), which the server's style sheet says.
    expect(page.locator(".fq-kpi").first).to_have_css("background-color", "rgb(20, 29, 46)", timeout=PATIENCE)
    expect(page.locator("svg.marks").first).to_be_visible(timeout=PATIENCE)


def test_what_a_number_means_is_read_by_pointing_or_by_keyboard(page: Page) -> None:
    card = page.locator(".fq-kpi").nth(1)
    card.hover()
    expect(card.get_by_role("tooltip")).to_contain_text("分母")
    page.locator(".fq-kpi").nth(0).focus()
    expect(page.locator(".fq-kpi").nth(0).get_by_role("tooltip")).to_contain_text("期间内首次上报的事项件数")


def test_what_is_written_appears_by_itself_within_one_refresh(board_server: Server, page: Page) -> None:
    page.goto(f"{board_server.url}/situation?period=this_month&area=530721100")
    expect_title(page, "黄山镇", "2 件")
    with board_server.records.writing() as session:
        source = factories.data_source(session, "later", as_of=clock.now(), fetched_at=clock.now())
        places = factories.areas_of(session)
        factories.matter(session, source, places["530721100"], [("reported", clock.today().isoformat())])
    expect(heading(page)).to_have_text(re.compile("^黄山镇 .*3 件"), timeout=1000 * header.EVERY + PATIENCE)
