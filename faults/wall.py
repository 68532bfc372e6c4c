"""A wall in a real browser while what it depends on fails: killed server, cut network, stopped database, midnight.

After each fault the last good picture must still stand there with its age, a Chinese banner within 15 seconds, and no
dialog; within 10 seconds of the cure the wall must be itself again.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from sqlalchemy import text

from db.session import Records, sqlite_url
from faults import wall_legibility
from faults.hall import Wall, pair, place, programme, screen
from faults.town import Figure
from tests import postgresql
from tests.serving import free_port, serving

BANNER, BACK = 15.0, 10.0
"""Seconds from a fault to the banner, and from the cure to a wall without it."""
MATTERS = 300
GROWTH = 10.0
"""Percent by which the heap may grow."""
WARM, LOOKS = 300.0, 10
"""Seconds before the heap is first looked at, and how often it is until the end."""
OTHER_RELEASE = "faults/wall_of_another_release.py"
NEAR_MIDNIGHT = "faults/wall_near_midnight.py"
UNCOVERED = (
    "document.querySelector('#canvas h1').getBoundingClientRect().top"
    " >= document.getElementById('banner').getBoundingClientRect().bottom"
)


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
    with place() as (home, token), screen(token) as look:
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
    with place() as (home, token), screen(token) as look, serving(home) as server:
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
        home, token = stack.enter_context(place(cluster.database()))
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
        home, token = stack.enter_context(place())
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
    with place() as (home, token), screen(token) as look, serving(home) as server:
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
