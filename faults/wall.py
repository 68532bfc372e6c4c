"""A wall in a real browser while what it depends on fails: killed server, cut network, stopped database, midnight.

After each fault the last good picture must still stand there with its age, a Chinese banner within 15 seconds, and no
dialog; within 10 seconds of the cure the wall must be itself again.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import BrowserContext, Error, Page, sync_playwright
from sqlalchemy import text

from core import areas, clock, foundation
from core.access import Person
from core.wall import editing, pairing
from core.wall.programme import Slot
from db.session import WHOLE, Records, sqlite_url
from faults import wall_legibility
from faults.town import Figure
from tests import factories, postgresql
from tests.serving import free_port, serving

BANNER, BACK = 15.0, 10.0
"""Seconds from a fault to the banner, and from the cure to a wall without it."""
MATTERS = 300
GROWTH = 10.0
"""Percent by which the heap may grow."""
WARM, LOOKS = 300.0, 10
"""Seconds before the heap is first looked at, and how often it is until the end."""
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking",
             "--disable-component-update", "--disable-sync")  # fmt: skip
COOKIE = "fengqiao-wall-screen"
DESK = Person(None, "zhihui", "zhihui", "command_desk", "5307")
OTHER_RELEASE = "faults/wall_of_another_release.py"
NEAR_MIDNIGHT = "faults/wall_near_midnight.py"
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
UNCOVERED = (
    "document.querySelector('#canvas h1').getBoundingClientRect().top"
    " >= document.getElementById('banner').getBoundingClientRect().bottom"
)
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


def run(minutes: float = 0.0) -> Iterator[Figure]:
    """Every fault, then so many minutes of a wall that is only looked at."""
    yield killed()
    yield cut_off()
    yield database_away()
    yield midnight()
    yield legible()
    if minutes:
        yield left_alone(minutes)


def legible() -> Figure:
    """All items with the demo's data, on every screen in both lights."""
    with tempfile.TemporaryDirectory(prefix="fengqiao-wall-") as folder:
        home = Path(folder)
        # As `make demo` does it, so that every office has something to show.
        command = [sys.executable, "-m", "dashboards.commands", "demo-data", "--matters", str(MATTERS)]
        alone = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "ANALYTICS_URL")}
        subprocess.run(command, env=alone | {"FENGQIAO_HOME": folder}, check=True, capture_output=True)  # noqa: S603 - our own command
        records = Records(sqlite_url(home))
        wall_legibility.ring(records)
        with screen(pair(records, programme(records))) as look, serving(home) as server:
            found = wall_legibility.check(look(server.url).page, records)
        records.close()
    return wall_legibility.figure(found)


def short() -> Iterator[Figure]:
    """What the suite has time for."""
    yield killed()


def killed() -> Figure:
    """kill -9; the screen is even switched off and on while the server is gone; then another release starts."""
    with _place() as (home, token), screen(token) as look:
        port = free_port()
        with serving(home, port=port) as server:
            wall = look(server.url)
            before = wall.numbers()
            unread = _unread(wall, home)
            server.process.kill()
            server.process.wait()
            said = wall.until(True, BANNER)
            kept = wall.numbers() == before
            told = "失去联系" in wall.banner() and "前）" in wall.banner()
            # What it is a picture of is still to be read.
            told = told and _waits(wall, UNCOVERED, 2)
            wall.page.reload()
            wall.page.wait_for_selector("#canvas .figure", timeout=20_000)
            again = wall.numbers() == before
            wall.until(True, BANNER)
        with serving(home, port=port, entry=OTHER_RELEASE):
            back = wall.until(False, BACK)
            renewed = _waits(wall, "document.querySelector('meta[name=release]').content === 'another'")
            wall.page.wait_for_selector("#canvas .figure", timeout=20_000)
            after = wall.numbers() == before
        good = said <= BANNER and back <= BACK and kept and told and again and renewed and after and not wall.wrong
        good = good and not unread
    result = (
        f"banner after {said:.1f} s, kept {kept}, after a reload {again}; back after {back:.1f} s, renewed {renewed}"
    )
    wrong = [*wall.wrong, *unread]
    return Figure("wall: kill -9 of the server, reload, another release", f"{result} {wrong or ''}".strip(), good)


def cut_off() -> Figure:
    """The cable is pulled; what the browser keeps is cut in half meanwhile."""
    with _place() as (home, token), screen(token) as look, serving(home) as server:
        wall = look(server.url)
        before = wall.numbers()
        wall.page.context.set_offline(True)
        said = wall.until(True, BANNER)
        kept = wall.numbers() == before
        wall.page.context.set_offline(False)
        back = wall.until(False, BACK)
        wall.page.evaluate(CUT_IN_HALF)
        wall.page.context.set_offline(True)
        wall.page.reload()
        broken = _waits(wall, "document.getElementById('canvas').textContent.includes('不完整')")
        wall.page.context.set_offline(False)
        wall.page.wait_for_selector("#canvas .figure", timeout=20_000)
        after = wall.numbers() == before
    good = said <= BANNER and back <= BACK and kept and broken and after and not wall.wrong
    result = f"banner after {said:.1f} s, kept {kept}; back after {back:.1f} s; half a picture is thrown away: {broken}"
    return Figure("wall: network cut, kept pictures cut in half", f"{result} {wall.wrong or ''}".strip(), good)


def database_away() -> Figure:
    """PostgreSQL is stopped and started under the server."""
    with ExitStack() as stack:
        cluster = stack.enter_context(postgresql.running())
        home, token = stack.enter_context(_place(cluster.database()))
        look = stack.enter_context(screen(token))
        server = stack.enter_context(serving(home, _as_worker(home)))
        wall = look(server.url)
        before = wall.numbers()
        cluster.stop()
        said = wall.until(True, BANNER)
        kept, told = wall.numbers() == before, "数据库" in wall.banner()
        cluster.start()
        back = wall.until(False, BACK)
        after = wall.numbers() == before
    good = said <= BANNER and back <= BACK and kept and told and after and not wall.wrong
    result = f"banner after {said:.1f} s, names the database {told}, kept {kept}; back after {back:.1f} s"
    return Figure("wall: PostgreSQL stopped and started", f"{result} {wall.wrong or ''}".strip(), good)


def midnight() -> Figure:
    """The server's clock stands at 23:59:40 when the wall opens; the screen's own clock is wrong by a year."""
    with ExitStack() as stack:
        home, token = stack.enter_context(_place())
        look = stack.enter_context(screen(token, wrong_clock=True))
        server = stack.enter_context(serving(home, entry=NEAR_MIDNIGHT))
        wall = look(server.url)
        before = wall.page.inner_text("#canvas h1")
        clock_before = wall.page.inner_text("#canvas .clock")
        turned = _waits(wall, f"!document.querySelector('#canvas h1').textContent.includes({before!r})", 120)
        after, clock_after = wall.page.inner_text("#canvas h1"), wall.page.inner_text("#canvas .clock")
    good = turned and before != after and clock_after.endswith(("00:00", "00:01", "00:02")) and not wall.wrong
    return Figure(
        "wall: midnight in China", f"{clock_before} {before} -> {clock_after} {after} {wall.wrong or ''}", good
    )


def left_alone(minutes: float) -> Figure:
    """A wall that nobody touches, its items changing every few seconds: its heap must not grow."""
    with _place() as (home, token), screen(token) as look, serving(home) as server:
        wall = look(server.url)
        polls: list[str] = []
        wall.page.on(
            "response", lambda answer: polls.append(str(answer.status)) if "/wall/state" in answer.url else None
        )
        # The browser compiles what it runs often: what grows is known from when it has.
        warm = min(WARM, 6 * minutes)
        heaps = [_stepping(wall, warm)]
        heaps += [_stepping(wall, (60 * minutes - warm) / LOOKS) for _ in range(LOOKS)]
        good_polls = sum(status in ("200", "304") for status in polls)
    growth = 100 * (heaps[-1] - heaps[0]) / heaps[0]
    heap = f"heap {' '.join(f'{one / 1e6:.2f}' for one in heaps)} MB, {growth:+.1f} %"
    result = f"{minutes:g} min, {good_polls} of {len(polls)} polls, {heap}"
    good = growth < GROWTH and good_polls == len(polls) and not wall.wrong
    return Figure("wall: left alone, a step every second", f"{result} {wall.wrong or ''}".strip(), good)


CUT_IN_HALF = """async () => {
  const database = await new Promise((done) => {
    const asked = indexedDB.open('fengqiao-wall', 1);
    asked.onsuccess = () => done(asked.result);
  });
  const store = database.transaction('answers', 'readwrite').objectStore('answers');
  const keys = await new Promise((done) => { const a = store.getAllKeys(); a.onsuccess = () => done(a.result); });
  for (const key of keys) {
    const row = await new Promise((done) => { const a = store.get(key); a.onsuccess = () => done(a.result); });
    row.text = row.text.slice(0, row.text.length / 2);
    await new Promise((done) => { const a = store.put(row, key); a.onsuccess = () => done(); });
  }
  database.close();
}"""


def _unread(wall: Wall, home: Path) -> list[str]:
    """What can't be read on two screens, in short."""
    records = Records(sqlite_url(home))
    found = wall_legibility.check(wall.page, records, ("portrait", "1080p"), ("dark",))
    records.close()
    return [one for wrong in found.values() for one in wrong]


def _stepping(wall: Wall, seconds: float) -> float:
    """Bytes in use, after a collection, once the wall has been stepped on every second for so long."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        wall.page.keyboard.press("ArrowRight")
        wall.page.wait_for_timeout(1_000)
    session = wall.page.context.new_cdp_session(wall.page)
    session.send("HeapProfiler.collectGarbage")
    return session.send("Runtime.getHeapUsage")["usedSize"]


def _waits(wall: Wall, condition: str, seconds: float = 30) -> bool:
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        # While it reloads there is nobody to ask.
        try:
            if wall.page.evaluate(f"() => Boolean({condition})"):
                return True
        except Exception:
            wall.page.wait_for_timeout(200)
        wall.page.wait_for_timeout(200)
    return False


@contextmanager
def _place(database: str | None = None) -> Iterator[tuple[Path, str]]:
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


def _as_worker(home: Path) -> str:
    """The address that the server is given: that of a role without powers, as it insists on one."""
    url = (home / "database").read_text(encoding="utf-8")
    records = Records(url)
    with records.writing() as session:
        if not session.scalar(text("select 1 from pg_roles where rolname = 'worker'")):
            session.execute(text("create role worker login"))
            session.execute(text("grant pg_read_all_data, pg_write_all_data to worker"))
    records.close()
    return url.replace("postgres@", "worker@")


def main() -> None:
    """`make soak`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=120.0)
    bad = 0
    for figure in run(parser.parse_args().minutes):
        bad += not figure.good
        print(f"{'ok ' if figure.good else 'BAD'}  {figure.fault:52}  {figure.result}", flush=True)
    sys.exit(bool(bad))


if __name__ == "__main__":
    main()
