"""The phone that steers a wall: it says that the server is away, and takes it back with the first answer."""

from playwright.sync_api import Page, expect

from tests.serving import Server

PATIENCE = 20_000


def test_the_word_that_the_server_is_away_goes_with_the_first_answer(page: Page, app_server: Server) -> None:
    page.goto(f"{app_server.url}/remote")
    expect(page.get_by_text("配对码 ")).to_be_visible(timeout=PATIENCE)
    page.route("**/remote/state*", lambda route: route.abort())
    expect(page.get_by_role("status")).to_have_text("暂时连不上服务器，正在重试……", timeout=PATIENCE)
    page.unroute("**/remote/state*")
    expect(page.get_by_role("status")).to_have_text("", timeout=PATIENCE)
