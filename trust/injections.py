"""Three hundred hostile texts through every text field, in a real browser: is any of them executed?"""

import re
import shutil
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any
from urllib.parse import quote

from playwright.sync_api import Browser, Dialog, Page, sync_playwright
from playwright.sync_api import TimeoutError as Late
from sqlalchemy import func, select

from core import first_run
from db.models import Account
from tests.browser.conftest import ARGUMENTS
from tests.serving import COOKIE, Server
from trust import hostile, place
from trust.figure import Figure
from trust.shapes import NUMBER, SHAPES, payloads

# Every so many texts the forms of a page are sent; no divisor of the number of shapes, so that each of them is.
SENT = 7
# Fills every text field of the page at once, each with another text, as typing and leaving it would; gives their names.
FILL = """([within, texts]) => [...document.querySelectorAll(`${within} :is(input, textarea)`)]
  .filter(field => ['text', 'password', 'textarea'].includes(field.type))
  .filter(field => field.offsetParent && !field.readOnly && field.getAttribute('role') !== 'combobox')
  .map((field, number) => {
    const text = texts[number % texts.length];
    Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), 'value').set.call(field, text);
    field.dispatchEvent(new Event('input', {bubbles: true}));
    field.dispatchEvent(new FocusEvent('focusout', {bubbles: true}));
    const box = field.closest('[class*="st-key-"]');
    return [...box.classList].find(name => name.startsWith('st-key-')).slice(7);
  })"""
# Tenths of a second.
PATIENCE = 40
# Where the account is picked whose fields are filled.
PICK = ".st-key-people_pick input"
# What tells one drawing of a form or one row from the next.
DRAWING = re.compile(r"_[0-9a-f]{32}$|_\d+(?=_|$)|_[0-9a-f]{8}(?=_|$)")


@dataclass
class Watch:
    """What a browser did that it was never to do, and how often each field was filled."""

    executed: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    filled: Counter[str] = field(default_factory=Counter)

    def over(self, page: Page) -> None:
        page.expose_function("hit", lambda: self.executed.append("called"))
        page.on("dialog", self.refuse)
        page.on("request", lambda asked: None if _is_ours(asked.url) else self.executed.append(asked.url))

    def refuse(self, dialog: Dialog) -> None:
        self.executed.append("dialog")
        dialog.dismiss()


def run(number: int = NUMBER) -> list[Figure]:
    """Every text through every field; then the lists in which what was kept stands."""
    watch, texts = Watch(), payloads(number)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(ARGUMENTS))
        with place.server(people=False) as empty:
            first_run.new_code(empty.records)
            _through(_opened(browser, watch, empty.url), watch, texts)
        with place.server() as served:
            hostile.plant(served)
            see_kept(browser, served, watch)
            before = _accounts(served)
            _through(_opened(browser, watch, served.url), watch, texts)
            for username in hostile.STEPS:
                _through(_signing_in(browser, served, watch, username), watch, texts)
            for username, address, within, opener in INSIDE:
                _through(_inside(browser, served, watch, username, address), watch, texts, within, opener)
            _own_account(browser, served, watch, texts)
            watch_uploads(_inside(browser, served, watch, "zhihui", "/imports"), watch, texts)
            watch_addresses(_opened(browser, watch, served.url), served, watch, texts)
            changed = _accounts(served) != before
        browser.close()
    return [_figure(watch, number, changed)]


def _figure(watch: Watch, number: int, changed: bool) -> Figure:
    scant = sorted(name for name, times in watch.filled.items() if times < number)
    lacking = sorted(EXPECTED - watch.filled.keys())
    failed = f" {watch.failed[0]}" if watch.failed else ""
    told = (
        f"{len(watch.executed)} executed, {len(watch.failed)} pages failed{failed}, accounts changed: {changed}; "
        f"fields with all of them: {' '.join(sorted(watch.filled.keys() - set(scant)))}"
        + (f"; with fewer: {' '.join(scant)}" if scant else "")
        + (f"; not met: {' '.join(lacking)}" if lacking else "")
    )
    good = not (watch.executed or watch.failed or changed or scant or lacking)
    return Figure(f"{number} hostile texts through each of {len(watch.filled)} text fields", told, good)


# Who and where, besides the way in; within what every text field is filled; what opens it, as often as it has closed.
# The board has lists to pick from and no text field.
INSIDE = (
    ("xitong", "/people", "body", ".st-key-people_add details:not([open]) summary"),
    ("xitong", "/people", ".st-key-people_edit", PICK),
    ("shenji", "/audit", "body", ".st-key-audit_export button"),
    ("quanyu", "/metrics", "body", ""),
    ("zhihui", "/board_settings", "body", ""),
)
EXPECTED = {
    "first_run_code", "first_run_username", "first_run_display_name", "first_run_password", "first_run_again",
    "sign_in_card", "second_factor_code", "set_up_code", "steps_fresh", "steps_again",
    "own_old", "own_fresh", "own_again",
    "people_search", "people_add_username", "people_add_display_name", "people_edit_gucheng_display_name",
    "audit_actor", "audit_object_key", "audit_purpose", "dictionary_words", "annotation_new_label",
    "file name of an upload", "link",
}  # fmt: skip


def see_kept(browser: Browser, served: Server, watch: Watch) -> None:
    """Every shape as the name of an office: in the list of accounts, and over the page of its own account."""
    for number, _shape in enumerate(SHAPES):
        context = browser.new_context(locale="zh-CN")
        context.add_cookies([{"name": COOKIE, "value": served.signed_in(f"hostile{number}"), "url": served.url}])
        page = context.new_page()
        watch.over(page)
        page.goto(f"{served.url}/{'people' if number % 10 == 0 else 'metrics'}")
        page.locator(".st-key-account button").first.click(timeout=30_000)
        _settled(page, watch)
        context.close()


def _opened(browser: Browser, watch: Watch, address: str) -> Page:
    page = browser.new_page(locale="zh-CN")
    watch.over(page)
    page.goto(address)
    page.locator(".st-key-sign_in_card input").first.wait_for(timeout=30_000)
    return page


def _signing_in(browser: Browser, served: Server, watch: Watch, username: str) -> Page:
    """As far as the step that this account's password leads to."""
    hostile.forgive(served)
    page = _opened(browser, watch, served.url)
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码", exact=True).fill(hostile.PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_label("密码", exact=True).wait_for(state="detached", timeout=30_000)
    _settled(page, watch)
    return page


def _inside(browser: Browser, served: Server, watch: Watch, username: str, address: str) -> Page:
    """A page of somebody who has signed in, with all that can be opened on it."""
    context = browser.new_context(locale="zh-CN")
    context.add_cookies([{"name": COOKIE, "value": served.signed_in(username), "url": served.url}])
    page = context.new_page()
    watch.over(page)
    page.goto(served.url + address)
    page.locator(".st-key-account").wait_for(timeout=30_000)
    _settled(page, watch)
    if page.locator(PICK).count():
        _pick(page)
    return page


def _pick(page: Page) -> None:
    """The account that is edited; hostile texts rename it, but not what it signs in with."""
    page.locator(PICK).click(timeout=2_000)
    page.keyboard.type("gucheng")
    page.keyboard.press("Enter")
    page.locator(".st-key-people_edit").wait_for(timeout=5_000)


def _own_account(browser: Browser, served: Server, watch: Watch, texts: list[str]) -> None:
    """The window of one's own account, of somebody whose password isn't public."""
    page = _inside(browser, served, watch, hostile.PLAIN, "/metrics")
    page.locator(".st-key-account button").first.click()
    page.locator(".st-key-own_account button").click()
    page.locator('[class*="st-key-own_old"]').wait_for(timeout=30_000)
    _through(page, watch, texts)


def watch_uploads(page: Page, watch: Watch, texts: list[str]) -> None:
    """As the names of files that are handed in."""
    for number, text in enumerate(texts):
        file = {"name": f"{text[:100]}.csv", "mimeType": "text/csv", "buffer": f"x{number}".encode()}
        page.locator('input[type="file"]').first.set_input_files(file)  # type: ignore[arg-type]
        watch.filled["file name of an upload"] += 1
        if number % SENT == 0:
            _settled(page, watch)
    page.context.close()


def watch_addresses(page: Page, served: Server, watch: Watch, texts: list[str]) -> None:
    """In the address: filters of a link, the page to go on to, a path."""
    with_parameters = ("/situation?area={}", "/situation?period={}", "/sign-in/enter?ticket=x&next={}", "/{}")
    for text, where in zip(texts, cycle(with_parameters), strict=False):
        page.goto(served.url + where.format(_in_address(text)), wait_until="commit")
        watch.filled["link"] += 1
    # Not every address is a page; after all of them the way in still is.
    page.goto(served.url)
    _settled(page, watch)
    page.context.close()


def _through(page: Page, watch: Watch, texts: list[str], within: str = "body", opener: str = "") -> None:
    """Every text through every field that the page shows, in turn; what it sends in between, it sends."""
    lines = [_one_line(text) for text in texts]
    page.wait_for_timeout(2_000)
    if opener and opener != PICK:
        page.locator(opener).first.click(timeout=30_000)
        page.wait_for_timeout(500)
    met = set[str]()
    for number in range(len(lines)):
        # Another text in each field: no two passwords are alike, and no account is made of them.
        met = _filled(page, [within, lines[number:] + lines[:number]], met, opener)
        watch.filled.update(met)
        if number % SENT == 0:
            _send(page, number)
            _settled(page, watch)
    page.context.close()


def _filled(page: Page, lines: list[Any], before: set[str], opener: str) -> set[str]:
    """The fields that were filled: those of `before` as soon as a page that is being drawn anew has them again."""
    found = set[str]()
    for attempt in range(PATIENCE):
        found |= {DRAWING.sub("", name) for name in page.evaluate(FILL, lines)}
        if found and before <= found:
            break
        if opener and attempt % 5 == 0 and page.locator(opener).count():
            with suppress(Late):
                _pick(page) if opener == PICK else page.locator(opener).first.click(timeout=1_000)
        page.wait_for_timeout(100)
    return found


def _send(page: Page, number: int) -> None:
    """Presses Enter in the forms of a page by turns; a form that is gone meanwhile was sent."""
    forms = page.locator('[data-testid="stForm"]:has(input[type="text"]:visible, input[type="password"]:visible)').all()
    if forms:
        with suppress(Late):
            forms[number // SENT % len(forms)].locator("input:visible").first.press("Enter", timeout=2_000)


def _settled(page: Page, watch: Watch) -> None:
    """Waits for the run; a page that failed says so in Chinese with a number."""
    try:
        page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]', timeout=30_000)
    except Late:
        watch.failed.append(f"late: {page.url[:80]}")
    if page.get_by_text("页面出错").count():
        watch.failed.append(page.get_by_text("页面出错").first.inner_text())


def _one_line(text: str) -> str:
    return text.replace("\r", " ").replace("\n", " ")


def _in_address(text: str) -> str:
    return quote(text, safe="")


def _is_ours(address: str) -> bool:
    return address.startswith(("http://localhost:", "ws://localhost:", "data:", "blob:", "about:"))


def _accounts(served: Server) -> int:
    with served.records.reading() as session:
        return session.scalar(select(func.count()).select_from(Account)) or 0
