"""A month's return in a real browser: what is typed into the first cell arrives whole, however slow the line is."""

import time

from playwright.sync_api import Locator, Page, Route, expect

from core import clock
from core.care import months
from tests.browser.conftest import SignIn
from tests.core.care.conftest import opened
from tests.serving import Server

PATIENCE = 30_000
WIDTH, HEIGHT = 92, 35


def slowly(route: Route) -> None:
    time.sleep(0.5)
    route.continue_()


def _choose_a_cell(page: Page, table: Locator) -> None:
    """Presses the first cell until it is chosen: the page above may still move the table."""
    chosen, until = table.locator("[aria-selected=true]"), time.monotonic() + PATIENCE / 1000
    while not chosen.count() and time.monotonic() < until:
        page.wait_for_timeout(700)
        box = table.bounding_box()
        assert box is not None
        page.mouse.click(box["x"] + 150 + 1.5 * WIDTH, box["y"] + 1.5 * HEIGHT)
        page.wait_for_timeout(300)
    expect(chosen.first).to_be_attached()


def test_the_first_number_typed_arrives_whole_over_a_slow_line(page: Page, app_server: Server, sign_in: SignIn) -> None:
    opened(app_server.records, months.latest_whole(clock.today()))
    page.route("**/*-overlay-editor*.js", slowly)
    with page.expect_response("**/number-overlay-editor*.js", timeout=PATIENCE):
        # Before anybody types: as soon as the table is there.
        sign_in(page, "dayan", "/care_desk")
    table = page.get_by_test_id("data-grid-canvas").first
    expect(table).to_be_visible(timeout=PATIENCE)
    _choose_a_cell(page, table)
    # As fast as somebody types; without the field there, half a second a file, the first digits would be lost.
    page.keyboard.type("123", delay=200)
    page.keyboard.press("Enter")
    expect(table.locator("td", has_text="123")).to_have_count(1, timeout=PATIENCE)
