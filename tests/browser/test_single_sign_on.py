"""The single sign-on as a person meets it: to the provider and back to the page asked for, or a sentence why not."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests import oidc
from tests.browser.conftest import account_button, form, sign_out
from tests.oidc import Provider
from tests.serving import Server


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with oidc.running() as running:
        yield running


@pytest.fixture(scope="module")
def app(prepared_file: Path, tmp_path_factory: pytest.TempPathFactory, provider: Provider) -> Iterator[Server]:
    with oidc.trusted(provider, prepared_file, tmp_path_factory.mktemp("single_sign_on_browser")) as running:
        yield running


def leave_for_the_provider(page: Page, app: Server, address: str) -> None:
    page.goto(app.url + address)
    page.get_by_role("button", name="省统一身份认证").click(timeout=20_000)


def test_a_person_comes_back_to_the_page_they_asked_for_and_signs_out(
    page: Page, app: Server, provider: Provider
) -> None:
    provider.claims = {"preferred_username": "gucheng"}
    leave_for_the_provider(page, app, "/metrics?metric=new_matters")
    expect(account_button(page)).to_be_visible(timeout=30_000)
    assert page.url == f"{app.url}/metrics?metric=new_matters"
    assert not [one for one in page.context.cookies() if one.get("name", "").startswith("_streamlit_user")]
    sign_out(page)
    expect(page.get_by_text("您已退出登录")).to_be_visible()
    page.reload()
    expect(form(page)).to_be_visible(timeout=20_000)


def test_who_has_no_account_here_reads_why_and_may_try_otherwise(page: Page, app: Server, provider: Provider) -> None:
    provider.claims = {"preferred_username": "nobody"}
    leave_for_the_provider(page, app, "/")
    expect(page.get_by_text("您在本系统没有账号，或账号已停用")).to_be_visible(timeout=30_000)
    expect(form(page)).to_be_visible()


def test_a_provider_that_does_not_answer_is_said_in_chinese(page: Page, app: Server, provider: Provider) -> None:
    provider.broken = True
    try:
        leave_for_the_provider(page, app, "/")
        expect(page.get_by_text("统一身份认证平台暂时没有应答")).to_be_visible(timeout=30_000)
        expect(page.get_by_text("error")).to_have_count(0)
    finally:
        provider.broken = False
