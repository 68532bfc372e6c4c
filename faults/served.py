"""The real server under fire: killed beside an import while pages are open; its database stopped and started."""

# ruff: noqa: S311 - chance, not secrets

import random
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path

from sqlalchemy import text
from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection

from core import catalogue
from core.demo import accounts
from db import backup
from faults import killed, town
from faults.killed import Moment, Work
from faults.town import DATABASES, Figure, Health, Town
from tests import postgresql, serving
from tests.serving import Server

KILLS = 12
VIEWERS = 2
WHO = "quanyu"
START = 10.0
"""Seconds within which a killed server answers again."""
BACK = 30.0
"""Seconds within which pages have to be there again once the database is."""


def run(
    kills: int = KILLS, seed: int = 1, databases: tuple[str, ...] = DATABASES, limit: float = START
) -> list[Figure]:
    """Kills of the server on each database; then PostgreSQL stopped and started under it."""
    figures = [_killed(database, kills, random.Random(seed), limit) for database in databases if kills]
    return [*figures, away_and_back()] if "postgresql" in databases else figures


def _killed(database: str, kills: int, chance: random.Random, limit: float) -> Figure:
    healths: list[Health] = []
    starts: list[float] = []
    views = 0
    with town.founding(database) as new:
        place = new()
        _open_accounts(place)
        for number in range(kills):
            first = number * killed.ROWS // 2
            town.write_table(place.home / "table.csv", first, killed.ROWS, closed=number % 2 == 1)
            with serving.serving(place.home, _as_worker(place)) as server:
                starts.append(server.started)
                views += _under_fire(server, place, chance.uniform(0.1, 3.0))
            killed.await_silence(place)
            healths.append(town.examine(place, (number + 2) * (killed.ROWS // 2)))
    bad = [health for health in healths if not health.good]
    lost, doubled = sum(health.lost for health in healths), sum(health.doubled for health in healths)
    result = f"{kills} kills, {views} pages before: {lost} lost, {doubled} doubled, slowest start {max(starts):.1f} s"
    return Figure(f"kill -9 of the server, {database}", result, not bad and max(starts) <= limit)


def _under_fire(server: Server, place: Town, seconds: float) -> int:
    """Kills the server while people look and an import runs beside it; how many pages were drawn until then."""
    token, over, views = server.signed_in(WHO), threading.Event(), [0] * VIEWERS
    # The first page of a fresh server loads what all later ones share.
    views[0] += _is_drawn(server, token)
    viewers = [threading.Thread(target=_look, args=(server, token, over, views, n)) for n in range(VIEWERS)]
    for viewer in viewers:
        viewer.start()
    ours, theirs = killed.context().Pipe(duplex=False)
    work = Work(killed.importing_a_table, 0, 0)
    importing = killed.context().Process(target=killed.doomed, args=(work, place, theirs, Moment()))
    importing.start()
    time.sleep(seconds)
    server.process.kill()
    over.set()
    importing.join()
    for viewer in viewers:
        viewer.join()
    ours.close()
    if importing.exitcode:
        raise RuntimeError(f"the import failed beside the dying server: exit code {importing.exitcode}")
    return sum(views)


def _look(server: Server, token: str, over: threading.Event, views: list[int], number: int) -> None:
    while not over.is_set():
        # The server is killed under it: that the stream ends is what is wanted.
        with suppress(OSError, WebSocketException, TimeoutError), server.stream(token) as stream:
            views[number] += serving.shows_frame(serving.run(stream))


def away_and_back() -> Figure:
    """Stops the PostgreSQL cluster under a server, asks for pages meanwhile, starts it again and waits for them."""
    with tempfile.TemporaryDirectory(prefix="fengqiao-served-") as folder, postgresql.running() as cluster:
        town.found(place := Town(Path(folder) / "home", cluster.database()))
        town.write_table(place.home / "table.csv", 0, killed.ROWS, closed=True)
        _open_accounts(place)
        with serving.serving(place.home, _as_worker(place)) as server:
            token = server.signed_in(WHO)
            with server.stream(token) as open_before:
                drawn = serving.shows_frame(serving.run(open_before))
                cluster.stop()
                said = _said_while_away(server, token, open_before)
            cluster.start()
            began = time.monotonic()
            while not (back := _is_drawn(server, token)) and time.monotonic() - began < BACK:
                time.sleep(0.2)
            seconds = time.monotonic() - began
            taken = town.take(place, place.home / "table.csv").counts.added
            alive = _is_drawn(server, token) and server.process.poll() is None
        health = town.examine(place, killed.ROWS)
    good = drawn and said and back and alive and health.good and taken == killed.ROWS
    result = f"said in Chinese: {said}; pages back after {seconds:.1f} s: {back}; then an import and all equal: {good}"
    return Figure("PostgreSQL stopped and started under the server", result, good)


def _said_while_away(server: Server, token: str, stream: ClientConnection) -> bool:
    """Whether an address and a page that was open both say that the database is away."""
    answer = server.get("/situation", token)
    address = answer.status_code == 503 and catalogue.say("shell.refused.database") in answer.text
    page = catalogue.say("records.unavailable.page")
    return address and any(page in str(message) for message in serving.run(stream))


def _is_drawn(server: Server, token: str) -> bool:
    try:
        with server.stream(token) as stream:
            return serving.shows_frame(serving.run(stream))
    except (OSError, WebSocketException):
        return False


def _open_accounts(place: Town) -> None:
    with place.opened() as records, records.writing() as session:
        accounts.create(session)


def _as_worker(place: Town) -> str | None:
    """The address that the server is given: on PostgreSQL that of a role without powers, as it insists on one."""
    with place.opened() as records:
        if backup.is_sqlite(records):
            return None
        with records.writing() as session:
            if not session.scalar(text("select 1 from pg_roles where rolname = 'worker'")):
                session.execute(text("create role worker login"))
                session.execute(text("grant pg_read_all_data, pg_write_all_data to worker"))
    return place.url.replace("postgres@", "worker@")
