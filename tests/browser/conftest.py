"""A real browser and a real server: pages are opened, clicked and read as a person would."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

from core.demo import accounts
from db.session import Records, sqlite_url
from tests import factories
from tests.serving import Server, serving

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SignIn = Callable[..., None]


@pytest.fixture(scope="session")
def app_server(prepared_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A fresh server with a few areas, a source of generated data and the demo accounts."""
    home = tmp_path_factory.mktemp("app")
    shutil.copy(prepared_file, home / "records.sqlite")
    records = Records(sqlite_url(home))
    with records.writing() as session:
        factories.areas(session)
        factories.data_source(session, generated=True)
        accounts.create(session)
    records.close()
    with serving(home) as running:
        yield running


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        yield launched
        launched.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """One person's browser: its tabs share their cookies. Any outside request or script error fails the test."""
    opened = browser.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN")
    wrong: list[str] = []
    opened.on("weberror", lambda error: wrong.append(str(error.error)))
    opened.on("request", lambda request: None if _is_local(request.url) else wrong.append(request.url))
    opened.on("console", lambda said: wrong.append(said.text) if "Content Security Policy" in said.text else None)
    yield opened
    opened.close()
    assert wrong == []


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.fixture
def sign_in(app_server: Server) -> SignIn:
    """`sign_in(page, "gucheng", "/situation")`: through the form, as soon as it is there."""

    def signed_in(page: Page, username: str, address: str = "/") -> None:
        page.goto(app_server.url + address)
        submit(page, username, accounts.public_password())
        expect(account_button(page)).to_be_visible(timeout=20_000)

    return signed_in


def submit(page: Page, username: str, password: str) -> None:
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码", exact=True).fill(password)
    page.get_by_role("button", name="登录").click()


def account_button(page: Page) -> Locator:
    return page.locator(".st-key-account").get_by_test_id("stPopoverButton")


def form(page: Page) -> Locator:
    return page.locator(".st-key-sign_in_card").get_by_test_id("stForm")


def sign_out(page: Page) -> None:
    account_button(page).click()
    page.get_by_role("button", name="退出登录").click()
    expect(form(page)).to_be_visible(timeout=20_000)


def _is_local(url: str) -> bool:
    return url.startswith(("http://localhost:", "ws://localhost:", "data:", "blob:"))
