"""A small installation whose hall has a wall: its programme, its paired screen, and that screen in a real browser."""

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import BrowserContext, Error, Page, sync_playwright

from core import areas, clock, foundation
from core.access import Person
from core.wall import editing, pairing
from core.wall.programme import Slot
from db.session import WHOLE, Records, sqlite_url
from tests import factories

ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking",
             "--disable-component-update", "--disable-sync")  # fmt: skip
COOKIE = "fengqiao-wall-screen"
DESK = Person(None, "zhihui", "zhihui", "command_desk", "5307")
NUMBERS = "() => [...document.querySelectorAll('#canvas .figure .number')].map((one) => one.textContent)"
SLOTS = (
    Slot(0, "situation", "", "period=this_month", 30),
    *(
        Slot(0, item, subject, query, 30)
        for item, subject, query in (
            ("mediation", "", "period=this_year"),
            ("services", "", "period=this_year"),
            ("league", "", ""),
            ("cadence", "", "period=r30"),
            ("alarms", "", ""),
            ("number", "on_time_rate", "period=this_year"),
            ("text", "秋冬防火：各县区领导带班", ""),
        )
    ),
)
LOADING = "loading"
LOST = "() => { const one = document.getElementById('banner'); return one.hidden ? '' : one.textContent; }"


@dataclass
class Wall:
    """One screen: its page, and everything that must not have happened on it."""

    page: Page
    wrong: list[str] = field(default_factory=list)

    def numbers(self) -> list[str]:
        return self.page.evaluate(NUMBERS)

    def banner(self) -> str:
        """While the page loads itself anew, as after another release, it is not itself yet."""
        try:
            return self.page.evaluate(LOST)
        except Error:
            return LOADING

    def until(self, shown: bool, limit: float) -> float:
        """The seconds until the banner stands there, or doesn't; more than the limit where it never came to that."""
        began = time.monotonic()
        while bool(self.banner()) is not shown and time.monotonic() - began < limit + 20:
            self.page.wait_for_timeout(100)
        return time.monotonic() - began


@contextmanager
def place(database: str | None = None) -> Iterator[tuple[Path, str]]:
    """A small installation with a paired screen: its folder and the screen's token."""
    with tempfile.TemporaryDirectory(prefix="fengqiao-wall-") as folder:
        home = Path(folder)
        records = Records(database or sqlite_url(home))
        foundation.prepare(records)
        token = furnish(records)
        (home / "database").write_text(database or "", encoding="utf-8")
        records.close()
        yield home, token


def furnish(records: Records) -> str:
    """Some matters of this month and the last, a programme of all items, and a screen: its token."""
    now = clock.now()
    today = now.astimezone(clock.SHANGHAI)
    with records.writing(within=WHOLE) as session:
        places = factories.areas(session)
        source = factories.data_source(session, as_of=now, fetched_at=now, generated=True)
        for back in range(40):
            day = (today - timedelta(days=back)).strftime("%Y-%m-%d")
            factories.matter(session, source, places["530702002"], [("reported", f"{day} 00:01")])
    return pair(records, programme(records))


def programme(records: Records) -> int:
    """One of all items."""
    known = areas.load(records)
    with records.writing() as session:
        made = editing.create(session, known, name="wall", area_code="5307", by=DESK)
    with records.writing() as session:
        editing.arrange(session, known, programme_id=made, version=1, slots=SLOTS, by=DESK)
    return made


def pair(records: Records, programme_id: int) -> str:
    """A screen of the programme: its token."""
    begun = pairing.begin(records, "screen", "127.0.0.1")
    if begun is None:
        raise RuntimeError("no code was given")
    code, claim = begun
    with records.writing() as session:
        pairing.approve(
            session,
            areas.load(records),
            code=code,
            name="wall",
            programme_id=programme_id,
            height_cm=150,
            distance_cm=600,
            by=DESK,
        )
    token = pairing.claim(records, claim)[1]
    if token is None:
        raise RuntimeError("no token was given")
    return token


@contextmanager
def screen(token: str, *, wrong_clock: bool = False) -> Iterator:
    """Opens the wall at an address, with its token; dialogs, script errors and outside requests are noted."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(ARGUMENTS))
        context = browser.new_context(viewport={"width": 1920, "height": 1080}, locale="zh-CN")

        def look(url: str) -> Wall:
            return _opened(context, url, token, wrong_clock)

        yield look
        browser.close()


def _opened(context: BrowserContext, url: str, token: str, wrong_clock: bool) -> Wall:
    context.add_cookies([{"name": COOKIE, "value": token, "url": url}])
    wall = Wall(context.new_page())
    if wrong_clock:
        wall.page.add_init_script("const real = Date.now; Date.now = () => real() - 365 * 86400000;")
    wall.page.on("dialog", lambda dialog: wall.wrong.append(f"dialog {dialog.message}"))
    context.on("weberror", lambda error: wall.wrong.append(str(error.error)))
    context.on("request", lambda asked: None if asked.url.startswith(url) else wall.wrong.append(asked.url))
    wall.page.goto(f"{url}/wall")
    wall.page.wait_for_selector("#canvas .figure", timeout=60_000)
    # It stays on its first page; the service worker has its files, the pictures lie in the browser.
    wall.page.keyboard.press(" ")
    wall.page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    wall.page.wait_for_timeout(6_000)
    return wall
