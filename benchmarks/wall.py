"""What walls cost: 200 viewers at once, one wall at rest, and how soon a picture that is there is sent.

Raw clients poll as the shell does (state every 2.5 s ± 20 %, tagged, each picture once), every wall with its own token,
beside viewers of the board: each looks for news twice a minute, as the page does by itself, and redraws the whole page
once in `--redraw` seconds, as somebody does who filters. With `--home` a copy of that installation is served, else a
small one is made.
"""

import argparse
import random
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import requests

from core import areas, foundation
from core.demo import accounts
from core.wall import editing, pairing
from db.session import Records, sqlite_url
from faults import hall
from tests import serving
from tests.serving import Server

EVERY, JITTER = 2.5, 0.2
COOKIE = "fengqiao-wall-screen"
NEWS_EVERY = 30.0


@dataclass
class Seen:
    """Seconds of every answer, and how many were errors."""

    walls: list[float] = field(default_factory=list)
    openings: list[float] = field(default_factory=list)
    redraws: list[float] = field(default_factory=list)
    news: list[float] = field(default_factory=list)
    errors: int = 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--walls", type=int, default=160)
    parser.add_argument("--pages", type=int, default=40)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--redraw", type=float, default=30.0)
    parser.add_argument("--home", type=Path)
    asked = parser.parse_args()
    with _installation(asked.home) as home:
        records = Records(sqlite_url(home))
        tokens = list(_screens(records, max(1, asked.walls)))
        records.close()
        with serving.serving(home) as server:
            _wall(server, tokens[0], time.monotonic() + 8, Seen())
            print(f"snapshot, warm: p95 {1000 * _p95(_snapshots(server, tokens[0])):.1f} ms (50 wanted)", flush=True)
            print(f"CPU with one wall: {_at_rest(server, tokens[0]):.1f} % of a core (3 wanted)", flush=True)
            _crowd(server, tokens[: asked.walls], asked.pages, asked.seconds, asked.redraw)


@contextmanager
def _installation(given: Path | None) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="fengqiao-walls-") as folder:
        home = Path(folder) / "home"
        if given is not None:
            shutil.copytree(given, home)
        else:
            home.mkdir()
            records = Records(sqlite_url(home))
            foundation.prepare(records)
            hall.furnish(records)
            with records.writing() as session:
                accounts.create(session)
            records.close()
        yield home


def _screens(records: Records, count: int) -> Iterator[str]:
    """The tokens of so many screens of one programme."""
    known = areas.load(records)
    with records.writing() as session:
        made = editing.create(session, known, name="benchmark", area_code="5307", by=hall.DESK)
    for number in range(count):
        begun = pairing.begin(records, "screen", f"10.0.{number // 250}.{number % 250}")
        if begun is None:
            raise RuntimeError("no code was given")
        with records.writing() as session:
            name, by = f"wall {number}", hall.DESK
            pairing.approve(
                session, known, code=begun[0], name=name, programme_id=made, by=by, height_cm=150, distance_cm=600
            )
        yield pairing.claim(records, begun[1])[1] or ""


def _snapshots(server: Server, token: str) -> list[float]:
    cookies = {COOKIE: token}
    keys = [
        slot["key"] for slot in requests.get(f"{server.url}/wall/state", cookies=cookies, timeout=20).json()["slots"]
    ]
    took = []
    with requests.Session() as client:
        for number in range(200):
            began = time.perf_counter()
            client.get(f"{server.url}/wall/item?key={keys[number % len(keys)]}", cookies=cookies, timeout=20)
            took.append(time.perf_counter() - began)
    return took


def _at_rest(server: Server, token: str, seconds: float = 30.0) -> float:
    """Processor time of the server over half a minute with one wall, in percent of one core."""
    before, began = _cpu(server), time.monotonic()
    _wall(server, token, time.monotonic() + seconds, Seen())
    return 100 * (_cpu(server) - before) / (time.monotonic() - began)


def _crowd(server: Server, tokens: list[str], pages: int, seconds: float, redraw: float) -> None:
    seen, people = Seen(), [server.signed_in("lijiang") for _ in range(pages)]
    memory, until = _memory(server), time.monotonic() + seconds
    crowd = [threading.Thread(target=_wall, args=(server, token, until, seen)) for token in tokens]
    crowd += [threading.Thread(target=_page, args=(server, one, until, seen, redraw)) for one in people]
    before, began = _cpu(server), time.monotonic()
    for one in crowd:
        one.start()
        time.sleep(0.05)
    for one in crowd:
        one.join()
    load = 100 * (_cpu(server) - before) / (time.monotonic() - began)
    print(f"{len(tokens)} walls and {pages} pages, {seconds:.0f} s, {load:.0f} % of a core, {seen.errors} errors")
    for name, took, wanted in (
        ("walls", seen.walls, 500),
        ("pages: look for news", seen.news, 1000),
        ("pages: redraw", seen.redraws, 1000),
        ("pages: open", seen.openings, 0),
    ):
        told = f" ({wanted} wanted)" if wanted else ""
        print(f"  {name}: p50 {1000 * _p(took, 0.5):.0f} ms, p95 {1000 * _p95(took):.0f} ms{told} of {len(took)}")
    print(f"  memory {memory:.0f} -> {_memory(server):.0f} MB", flush=True)


def _wall(server: Server, token: str, until: float, seen: Seen) -> None:
    tag, held = "", set[str]()
    time.sleep(random.uniform(0, EVERY))
    with requests.Session() as client:
        client.cookies.set(COOKIE, token)
        while time.monotonic() < until:
            began = time.perf_counter()
            try:
                answer = client.get(f"{server.url}/wall/state", headers={"If-None-Match": tag}, timeout=20)
                seen.errors += answer.status_code not in (200, 304)
                seen.walls.append(time.perf_counter() - began)
                if answer.status_code == 200:
                    tag = answer.headers["etag"]
                    for slot in answer.json()["slots"]:
                        if slot["key"] not in held:
                            held.add(slot["key"])
                            seen.errors += not client.get(f"{server.url}/wall/item?key={slot['key']}", timeout=30).ok
            except requests.RequestException:
                seen.errors += 1
            time.sleep(EVERY * random.uniform(1 - JITTER, 1 + JITTER))


def _page(server: Server, token: str, until: float, seen: Seen, redraw: float) -> None:
    """A viewer of the board, whose header looks for news by itself."""
    try:
        with server.stream(token) as stream:
            began = time.perf_counter()
            opened = serving.run(stream, page_name="situation")
            seen.openings.append(time.perf_counter() - began)
            watch = next(one.auto_rerun.fragment_id for one in opened if one.HasField("auto_rerun"))
            now = time.monotonic()
            news_at, redraw_at = now + NEWS_EVERY * random.random(), now + redraw * random.random()
            while (turn := min(news_at, redraw_at)) < until:
                time.sleep(max(0.0, turn - time.monotonic()))
                began = time.perf_counter()
                if turn == redraw_at:
                    serving.run(stream, page_name="situation")
                    seen.redraws.append(time.perf_counter() - began)
                    redraw_at = time.monotonic() + redraw * random.uniform(1 - JITTER, 1 + JITTER)
                else:
                    serving.run(stream, page_name="situation", fragment_id=watch, is_auto_rerun=True)
                    seen.news.append(time.perf_counter() - began)
                    news_at = time.monotonic() + NEWS_EVERY * random.uniform(1 - JITTER, 1 + JITTER)
    except (OSError, TimeoutError):
        seen.errors += 1


def _p95(took: list[float]) -> float:
    return _p(took, 0.95)


def _p(took: list[float], share: float) -> float:
    return sorted(took)[int(share * (len(took) - 1))] if took else float("nan")


def _cpu(server: Server) -> float:
    fields = Path(f"/proc/{server.process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


def _memory(server: Server) -> float:
    status = Path(f"/proc/{server.process.pid}/status").read_text(encoding="ascii")
    return int(status.partition("VmRSS:")[2].split()[0]) / 1000


if __name__ == "__main__":
    main()
