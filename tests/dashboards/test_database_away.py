"""Pages while the database is away say so and let nothing through; changes that are held back are said to be late."""

import asyncio
import errno
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
from starlette.types import Message
from streamlit.testing.v1 import AppTest

from core.coverage import Coverage
from core.lag import Lag
from dashboards import cookies, failure, stores
from dashboards.components.freshness import freshness
from dashboards.gate import STREAM, Gate
from db.full_disk import DiskFull
from db.queries.change_lag import Holder
from db.read_model.slots import NoFreeSlot
from db.session import Records
from db.unavailable import RecordsUnavailable

NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)


@pytest.fixture
def away(monkeypatch: pytest.MonkeyPatch) -> Iterator[Records]:
    records = Records("postgresql://u:p@127.0.0.1:1/x")
    monkeypatch.setattr(stores, "records", lambda: records)
    yield records
    records.close()


def asked(kind: str, path: str) -> list[Any]:
    """What the gate sends to a browser with a cookie; behind the gate lies nothing that could answer."""
    sent: list[Any] = []
    cookie = f"{cookies.LOOPBACK}={'x' * 43}".encode()
    scope = {"type": kind, "path": path, "method": "GET", "scheme": "http", "headers": [(b"cookie", cookie)]}

    async def receive() -> Message:
        return {"type": f"{kind}.connect"}

    async def send(message: Message) -> None:
        sent.append(message)

    async def nothing(*_: object) -> None:
        raise AssertionError("let through")

    scope |= {"client": ("127.0.0.1", 1), "server": ("localhost", 80)}
    # In a thread of its own: the browser tests keep an event loop running in the main one.
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, Gate(nothing, public=[])(scope, receive, send)).result()
    return sent


def test_an_address_answers_in_chinese_and_asks_again_by_itself(away: Records) -> None:
    start, body = asked("http", "/x")
    headers = dict(start["headers"])
    assert (start["status"], headers[b"refresh"]) == (503, b"10")
    assert b"content-security-policy" in headers
    assert "数据库暂时连不上" in body["body"].decode()


def test_no_stream_is_opened_for_somebody_who_cannot_be_judged(away: Records) -> None:
    assert asked("websocket", STREAM) == [{"type": "websocket.close", "code": 1008}]


def test_a_page_says_it_and_waits(away: Records) -> None:
    def script() -> None:
        from dashboards import waiting

        waiting.until_back()

    shown = AppTest.from_function(script, default_timeout=15).run()
    assert [error.value for error in shown.error] == [
        "数据库暂时连不上，未能取得最新数据。恢复后本页会自动刷新，无需操作。"
    ]
    assert not stores.reachable()


def test_other_errors_keep_their_number(away: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[str] = []
    monkeypatch.setattr(failure.waiting, "until_back", lambda: waited.append("waits"))
    assert failure.on_script_error(RecordsUnavailable("away", "x"))
    assert waited == ["waits"]
    assert failure.on_script_error(ValueError("broken"))
    assert waited == ["waits"]


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (DiskFull("/data"), "磁盘空间已满"),
        (OSError(errno.ENOSPC, "No space left on device"), "磁盘空间已满"),
        (NoFreeSlot("/data"), "同时运行的程序太多"),
        (RecordsUnavailable("busy", "/data/records.sqlite"), "数据库正忙"),
        (ValueError("broken"), "编号"),
    ],
)
def test_what_an_administrator_can_mend_has_a_sentence_of_its_own(
    error: Exception, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []
    monkeypatch.setattr(failure.st, "error", shown.append)
    assert failure.on_script_error(error)
    assert [said in sentence for sentence in shown] == [True]


def test_an_address_says_in_chinese_that_the_disk_is_full(monkeypatch: pytest.MonkeyPatch) -> None:
    def full() -> Records:
        raise DiskFull("/data")

    monkeypatch.setattr(stores, "records", full)
    start, body = asked("http", "/x")
    assert start["status"] == 503
    assert "磁盘空间已满" in body["body"].decode()


def test_a_held_back_change_makes_the_data_late() -> None:
    reach = Coverage(NOW.date(), NOW, ())
    assert "正常" in freshness(reach, NOW)
    told = freshness(reach, NOW, Lag(7, Holder(4711, "psql", "idle in transaction", NOW)))
    assert "fq-state-late" in told
    assert "延迟：数据库中有事务 7 分钟未结束" in told
