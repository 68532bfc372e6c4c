"""Signing in under attack: does the time taken tell who exists, and is every failure counted?"""

import statistics
import time
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import select

from core import access, accounts
from db.models import Account, SignInAddress
from db.session import Records
from tests import postgresql
from trust import place
from trust.figure import Figure

PASSWORD = "Gu3-Cheng-Yue!"
ADDRESS = "192.0.2.7"
PAIRS = 60
FAILURES = 160
# SQLite lets waiting writers in by chance: more of them on a busy machine could wait out its five seconds.
AT_ONCE = {"SQLite": 3, "PostgreSQL": 16}


def run() -> list[Figure]:
    with place.records() as records:
        figures = [timing(records), counting(records, "SQLite")]
    with postgresql.running() as cluster:
        prepared = cluster.database(postgresql.prepared(cluster))
        records = Records(prepared)
        try:
            return [*figures, counting(records, "PostgreSQL")]
        finally:
            records.close()


def timing(records: Records, pairs: int = PAIRS) -> Figure:
    """Known and unknown names by turns with the real hash; the ratio of the medians."""
    with records.writing() as session:
        for number in range(pairs):
            _add(session, f"known{number}")
    took: dict[str, list[float]] = {"known": [], "unknown": []}
    for number in range(pairs):
        for kind in took if number % 2 else reversed(took):
            began = time.perf_counter()
            accounts.verify(records, f"{kind}{number}", "wrong")
            took[kind].append(time.perf_counter() - began)
    ratio = statistics.median(took["known"]) / statistics.median(took["unknown"])
    return Figure("sign-in time, known over unknown name (0.9 to 1.1)", f"{ratio:.3f}", 0.9 <= ratio <= 1.1)


def counting(records: Records, store: str, failures: int = FAILURES) -> Figure:
    """As many wrong passwords as that at once, from one address."""
    with records.writing() as session:
        _add(session, "victim")
    with ThreadPoolExecutor(AT_ONCE[store]) as pool:
        list(pool.map(lambda _: accounts.verify(records, "victim", "wrong", _never, ADDRESS), range(failures)))
    with records.reading() as session:
        account = session.scalars(select(Account).where(Account.username == "victim")).one()
        counted = account.failed_count, session.scalars(select(SignInAddress)).one().failed_count
    good = counted == (failures, failures) and account.locked_until is not None
    told = f"{counted[0]} account, {counted[1]} address"
    return Figure(f"{failures} failed sign-ins at once, counted ({store})", told, good)


def _never(_prepared: str, _stored: str) -> bool:
    return False


def _add(session: object, username: str) -> None:
    wanted = {
        "username": username,
        "display_name": "x",
        "role": "system_manager",
        "area_code": None,
        "password": PASSWORD,
    }
    accounts.create(session, by=access.operator(), **wanted)  # type: ignore[arg-type]
