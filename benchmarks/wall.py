"""What walls cost: 200 of them at once, one of them at rest, and how soon a picture that is there is sent.

Raw clients poll as the shell does (state every 2.5 s ± 20 %, tagged, each picture once) beside viewers of the board, on
a server with data of its own.
"""

import argparse
import random
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import requests

from core import foundation
from core.demo import accounts
from db.session import Records, sqlite_url
from faults import wall as faults_wall
from tests import serving
from tests.serving import Server

EVERY, JITTER = 2.5, 0.2
COOKIE = "fengqiao-wall-screen"
BOARD_EVERY = 5.0


@dataclass
class Seen:
    """Seconds of every answer, and how many were errors."""

    walls: list[float] = field(default_factory=list)
    pages: list[float] = field(default_factory=list)
    errors: int = 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--walls", type=int, default=160)
    parser.add_argument("--pages", type=int, default=40)
    parser.add_argument("--seconds", type=float, default=60.0)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="fengqiao-walls-") as folder:
        home = Path(folder)
        records = Records(sqlite_url(home))
        foundation.prepare(records)
        token = faults_wall.furnish(records)
        with records.writing() as session:
            accounts.create(session)
        records.close()
        with serving.serving(home) as server:
            _warm(server, token)
            print(f"snapshot, warm: p95 {1000 * _p95(_snapshots(server, token)):.1f} ms (50 wanted)")
            print(f"CPU with one wall: {_at_rest(server, token):.1f} % of a core (3 wanted)")
            _crowd(server, token, asked.walls, asked.pages, asked.seconds)


def _warm(server: Server, token: str) -> None:
    seen = Seen()
    _wall(server, token, time.monotonic() + 8, seen)


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


def _crowd(server: Server, token: str, walls: int, pages: int, seconds: float) -> None:
    seen, until, people = Seen(), time.monotonic() + seconds, [server.signed_in("lijiang") for _ in range(pages)]
    memory = _memory(server)
    crowd = [threading.Thread(target=_wall, args=(server, token, until, seen)) for _ in range(walls)]
    crowd += [threading.Thread(target=_page, args=(server, one, until, seen)) for one in people]
    for one in crowd:
        one.start()
        time.sleep(0.02)
    for one in crowd:
        one.join()
    print(
        f"{walls} walls and {pages} pages, {seconds:.0f} s: walls p95 {1000 * _p95(seen.walls):.0f} ms (500 wanted) of "
        f"{len(seen.walls)}, pages p95 {1000 * _p95(seen.pages):.0f} ms (1000 wanted) of {len(seen.pages)}, "
        f"{seen.errors} errors, memory {memory:.0f} -> {_memory(server):.0f} MB"
    )


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


def _page(server: Server, token: str, until: float, seen: Seen) -> None:
    """A viewer of the board whose header looks for news by itself."""
    try:
        with server.stream(token) as stream:
            serving.run(stream, page_name="situation")
            while time.monotonic() < until:
                began = time.perf_counter()
                serving.run(stream, page_name="situation")
                seen.pages.append(time.perf_counter() - began)
                time.sleep(BOARD_EVERY * random.uniform(1 - JITTER, 1 + JITTER))
    except (OSError, TimeoutError):
        seen.errors += 1


def _p95(took: list[float]) -> float:
    return sorted(took)[int(0.95 * (len(took) - 1))] if took else float("nan")


def _cpu(server: Server) -> float:
    fields = Path(f"/proc/{server.process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


def _memory(server: Server) -> float:
    status = Path(f"/proc/{server.process.pid}/status").read_text(encoding="ascii")
    return int(status.partition("VmRSS:")[2].split()[0]) / 1000


if __name__ == "__main__":
    main()
