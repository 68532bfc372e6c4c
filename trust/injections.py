"""Three hundred hostile texts through every text field, in a real browser: is any of them executed?"""

import shutil
from dataclasses import dataclass, field
from itertools import cycle, product
from urllib.parse import quote

from playwright.sync_api import Browser, Dialog, Page, sync_playwright
from playwright.sync_api import TimeoutError as Late
from sqlalchemy import func, select

from core import clock, first_run
from core.demo import accounts as demo_accounts
from db.models import Account
from tests.browser.conftest import ARGUMENTS
from tests.serving import COOKIE, Server
from trust import place
from trust.figure import Figure

NUMBER = 300
# Each calls `hit`, which the page doesn't have, asks a foreign host, or would change what a statement or a file says.
SHAPES = (
    "<script>hit()</script>",
    "<img src=x onerror=hit()>",
    "<svg onload=hit()>",
    "<iframe srcdoc='<script>parent.hit()</script>'></iframe>",
    "<a href=javascript:hit()>x</a>",
    "<details open ontoggle=hit()>x</details>",
    "<style>@import 'http://evil.example/x.css';</style>",
    "<input autofocus onfocus=hit()>",
    "<math><mtext><style><img src=x onerror=hit()></style></mtext></math>",
    "[x](javascript:hit())",
    "![x](http://evil.example/x.png)",
    "[x]: data:text/html,<script>hit()</script>",
    "$\\href{javascript:hit()}{x}$",
    "$\\includegraphics{http://evil.example/x.png}$",
    ":material/home: :red[x] **x** `x`",
    "{{constructor.constructor('hit()')()}}",
    "${hit()}",
    "{0.__class__.__mro__} %s%n%x",
    "' or 1=1 --",
    "'; drop table account; --",
    "') union select password_hash from account --",
    "\\'; select pg_sleep(5); --",
    '=HYPERLINK("http://evil.example","x")',
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "../../../../etc/passwd",
    "x\r\nSet-Cookie: fengqiao=x",
    "\u202egnp.exe\u200b\ufeff",
    '<!--#exec cmd="id"-->',
    "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><x>&e;</x>",
    "javascript:hit()//",
)
WRAPPINGS = ("{}", '">{}', "'>{}", "</textarea>{}", "--> {}", "`{}`", "{}" * 8, "zhang{}", "&#60;{}&#62;", "%3C{}%3E")


@dataclass
class Watch:
    """What a browser did that it was never to do."""

    executed: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    typed: int = 0

    def over(self, page: Page) -> None:
        page.expose_function("hit", lambda: self.executed.append("called"))
        page.on("dialog", self.refuse)
        page.on("request", lambda asked: None if _is_ours(asked.url) else self.executed.append(asked.url))

    def refuse(self, dialog: Dialog) -> None:
        self.executed.append("dialog")
        dialog.dismiss()


def payloads(number: int = NUMBER) -> list[str]:
    """The first `number`, by turns of every shape."""
    return [wrapping.replace("{}", shape) for wrapping, shape in product(WRAPPINGS, SHAPES)][:number]


def run(number: int = NUMBER) -> list[Figure]:
    """Every text through every field, by turns; then the lists in which what was kept stands."""
    watch = Watch()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(ARGUMENTS))
        with place.server(people=False) as empty:
            watch_first_run(browser.new_page(locale="zh-CN"), empty, watch, payloads(number))
        with place.server() as served:
            see_kept(browser, served, watch)
            before = _accounts(served)
            watch_sign_in(browser.new_page(locale="zh-CN"), served, watch, payloads(number))
            for username, address, keys in INSIDE:
                watch_inside(browser.new_page(locale="zh-CN"), served, watch, username, address, keys, payloads(number))
            watch_addresses(browser.new_page(locale="zh-CN"), served, watch, payloads(number))
            changed = _accounts(served) != before
        browser.close()
    told = f"{len(watch.executed)} executed, {len(watch.failed)} pages failed, accounts changed: {changed}"
    good = not watch.executed and not watch.failed and not changed
    return [Figure(f"{number} hostile texts, {watch.typed} times through a text field", told, good)]


# Who, where, and the fields there by the beginning of their keys.
INSIDE = (
    ("xitong", "/people", ("people_search", "people_add_username", "people_add_display_name")),
    ("shenji", "/audit", ("audit_",)),
    ("quanyu", "/metrics", ("dictionary_words",)),
    ("zhihui", "/board_settings", ("",)),
    ("quanyu", "/situation", ("",)),
)


def see_kept(browser: Browser, served: Server, watch: Watch) -> None:
    """Every shape as the name of an office: in the list of accounts, and over the page of its own account."""
    _name_offices(served)
    for number, _shape in enumerate(SHAPES):
        context = browser.new_context(locale="zh-CN")
        context.add_cookies([{"name": COOKIE, "value": served.signed_in(f"hostile{number}"), "url": served.url}])
        page = context.new_page()
        watch.over(page)
        page.goto(f"{served.url}/{'people' if number % 10 == 0 else 'metrics'}")
        page.locator(".st-key-account button").first.click(timeout=30_000)
        _settled(page, watch)
        watch.typed += 1
        context.close()


def _name_offices(served: Server) -> None:
    with served.records.writing() as session:
        kept = session.scalars(select(Account).where(Account.username == "xitong")).one().password_hash
        now = clock.now()
        session.add_all(
            Account(
                username=f"hostile{number}",
                display_name=shape[:64],
                role="system_manager",
                password_hash=kept,
                password_changed_at=now,
                created_at=now,
                demo=True,
            )
            for number, shape in enumerate(SHAPES)
        )


def watch_first_run(page: Page, empty: Server, watch: Watch, texts: list[str]) -> None:
    """The form of the first administrator, with a code that waits."""
    first_run.new_code(empty.records)
    watch.over(page)
    page.goto(empty.url)
    _through(page, watch, ("first_run_code", "first_run_username", "first_run_display_name"), texts[::3])


def watch_sign_in(page: Page, served: Server, watch: Watch, texts: list[str]) -> None:
    watch.over(page)
    page.goto(served.url)
    page.get_by_label("用户名").wait_for(timeout=30_000)
    for text in texts:
        page.get_by_label("用户名").fill(_one_line(text))
        page.get_by_label("密码", exact=True).fill(_one_line(text))
        watch.typed += 2
        if watch.typed % 20 == 0:
            page.keyboard.press("Enter")
            _settled(page, watch)


def watch_inside(
    page: Page, served: Server, watch: Watch, username: str, address: str, keys: tuple[str, ...], texts: list[str]
) -> None:
    watch.over(page)
    page.goto(served.url + address)
    page.get_by_label("用户名").fill(username)
    page.get_by_label("密码", exact=True).fill(demo_accounts.public_password())
    page.keyboard.press("Enter")
    page.locator(".st-key-account").wait_for(timeout=30_000)
    for opener in page.locator('[data-testid="stExpander"] summary, .st-key-filter_area button').all():
        opener.click()
    _settled(page, watch)
    _through(page, watch, keys, texts)


def watch_addresses(page: Page, served: Server, watch: Watch, texts: list[str]) -> None:
    """In the address: filters of a link, the page to go on to, a path."""
    watch.over(page)
    with_parameters = ("/situation?area={}", "/situation?period={}", "/sign-in/enter?ticket=x&next={}", "/{}")
    for text, where in zip(texts, cycle(with_parameters), strict=False):
        page.goto(served.url + where.format(_in_address(text)), wait_until="commit")
        watch.typed += 1
    _settled(page, watch)


def _through(page: Page, watch: Watch, keys: tuple[str, ...], texts: list[str]) -> None:
    fields = ", ".join(f'[class*="st-key-{key}"] input[type="text"]:visible' for key in keys)
    page.wait_for_timeout(1_000)
    for number, text in enumerate(texts):
        found = page.locator(fields).all()
        for one in found:
            try:
                one.fill(_one_line(text), timeout=500)
            except Late:
                # A popover closed over it, or the page drew it anew.
                continue
            watch.typed += 1
        if found and number % 25 == 0:
            found[0].press("Enter")
            _settled(page, watch)


def _settled(page: Page, watch: Watch) -> None:
    """Waits for the run; a page that failed says so in Chinese with a number."""
    try:
        page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]', timeout=30_000)
    except Late:
        watch.failed.append("late")
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
