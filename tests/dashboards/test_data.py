"""One question asked by many at once is worked out once, and a failure is nobody's answer but the asker's."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from itertools import count

import pandas as pd
import pytest

from core import access, clock
from core.areas import Area, AreaTree
from core.periods import Period
from core.scope import Request, Scope
from dashboards import data, stores
from db.session import Records
from tests import factories

SESSIONS = 16
VERSION = data.Version(0, 1)


class Broken(RuntimeError):
    """What a computation may end in."""


@pytest.fixture(autouse=True)
def forgotten(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(stores, "read_model", lambda: None)
    data.figures.clear()
    yield
    data.figures.clear()


def _scope(day: int = 1) -> Scope:
    tree = AreaTree([Area("0", "", "root", None)])
    asked = Request(Period.between(date(2026, 1, day), date(2026, 1, 31)))
    return access.scope(access.operator(), asked, tree)


def _slowly(answer: Callable[[int], pd.DataFrame]) -> Callable[..., pd.DataFrame]:
    calls = count(1)

    def measured(*_: object) -> pd.DataFrame:
        time.sleep(0.2)
        return answer(next(calls))

    return measured


def _ask(scope: Scope) -> int | str:
    try:
        return int(data.figures(VERSION, scope, ("new_matters",))["value"].iloc[0])
    except Broken:
        return "broken"


def test_many_sessions_at_once_ask_the_model_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data, "measure", _slowly(lambda call: pd.DataFrame({"value": [call]})))
    with ThreadPoolExecutor(SESSIONS) as sessions:
        assert set(sessions.map(_ask, [_scope()] * SESSIONS)) == {1}


def test_other_questions_do_not_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data, "measure", _slowly(lambda call: pd.DataFrame({"value": [call]})))
    began = time.monotonic()
    with ThreadPoolExecutor(SESSIONS) as sessions:
        assert len(set(sessions.map(_ask, [_scope(day) for day in range(1, SESSIONS + 1)]))) == SESSIONS
    assert time.monotonic() - began < 0.2 * SESSIONS


def test_a_failure_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    def first_fails(call: int) -> pd.DataFrame:
        if call == 1:
            raise Broken
        return pd.DataFrame({"value": [call]})

    monkeypatch.setattr(data, "measure", _slowly(first_fails))
    with ThreadPoolExecutor(SESSIONS) as sessions:
        answers = list(sessions.map(_ask, [_scope()] * SESSIONS))
    assert answers.count("broken") == 1
    assert set(answers) == {"broken", 2}


def test_an_area_that_ends_at_midnight_is_gone_the_next_day(records: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    with records.writing() as session:
        places = factories.areas(session)
        places["530702002"].valid_to = date(2026, 11, 22)
    monkeypatch.setattr(stores, "records", lambda: records)
    for day, known in ((21, True), (22, False)):
        monkeypatch.setattr(clock, "now", lambda day=day: datetime(2026, 11, day, 4, tzinfo=UTC))
        assert (data.area_tree(VERSION).get("530702002") is not None) is known
