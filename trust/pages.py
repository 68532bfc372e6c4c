"""Random people open random pages with random links, filters, orders and files: nothing foreign is sent to them.

All that a run of a page sends, and the files it offers, is searched for the marks of things (trust/marked.py); the
board's headline is counted again as well.
"""

import os
import random
import re
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from unittest import mock

import pandas as pd
import streamlit as st
from streamlit import config
from streamlit.logger import set_log_level
from streamlit.testing.v1 import AppTest

from core import catalogue, clock, exports
from core.access import Person
from core.periods import Period
from core.scope import Request
from core.settings import settings
from dashboards import navigation, session, stores
from trust import scope as fuzz
from trust.figure import Figure
from trust.marked import MARK, Marked, cookie, planted

VISITS = 250
DRILL = "cases"
# The board has the most to give away.
PAGES = [entry.key for entry in navigation.ENTRIES] + ["situation"] * 4
METRICS = ("new_matters", "on_time_rate", "open_matters", "overdue_matters")
TYPED = ("530702", "annotated", "noted", "signs", "T000", "%", "_", "' or 1=1 --")
Files = list[Callable[[], bytes]]


def run(visits: int = VISITS) -> Iterator[Figure]:
    """One figure a store."""
    for name, store in (("SQLite", fuzz.on_sqlite), ("PostgreSQL, working role", fuzz.on_postgresql)):
        with tempfile.TemporaryDirectory(prefix="fengqiao-trust-") as folder, store(Path(folder)) as world:
            marked = planted(world)
            with _in_process(world, Path(folder)):
                yield _fuzzed(name, marked, visits)


def _fuzzed(name: str, marked: Marked, visits: int) -> Figure:
    chance, opened, files = random.Random(visits), Counter[str](), Counter[str]()
    wrong = [said for _ in range(visits) if (said := _visit(marked, chance, opened, files))]
    covered = {page: opened[page] for page in sorted({*PAGES, DRILL})} | {"files": files.total()}
    spread = " ".join(f"{name} {count}" for name, count in covered.items())
    first = f" first: {wrong[0]}" if wrong else ""
    told = f"{len(wrong)} leaks or gaps ({spread}){first}"
    return Figure(f"{visits} random visits to pages, {name}", told, not wrong and min(covered.values()) > 0)


def _visit(marked: Marked, chance: random.Random, opened: Counter[str], files: Counter[str]) -> str | None:
    """What was wrong with one visit; None for nothing."""
    page = chance.choice(PAGES)
    person, theirs = _somebody(marked, page, chance)
    request = _request(marked, chance)
    offered: Files = []
    with _browser(cookie(marked.world.records, person), offered):
        test = _open(page, request, chance)
    opened[page] += theirs
    opened[DRILL] += any((box.key or "").startswith("behind_") for box in test.selectbox)
    about = f"{page} {person.username} {request}"
    if test.exception:
        return f"{about} failed: {test.exception[0].value}"
    sent = _sent(test)
    if not theirs:
        refused = catalogue.say("shell.page.no_right") in sent
        return None if refused and not offered and not MARK.search(sent) else f"{about} is not refused"
    if page == "situation" and (said := _headline(marked, person, request, sent)):
        return f"{about}: {said}"
    if offered and chance.random() < 0.5:
        sent += _text(chance.choice(offered))
        files[page] += 1
    foreign = sorted({mark for mark in MARK.findall(sent) if not marked.may_show(person, page, mark)})
    return f"{about} shows {foreign[:3]}" if foreign else None


def _somebody(marked: Marked, page: str, chance: random.Random) -> tuple[Person, bool]:
    """Who comes, and whether the page is theirs: three times of four it is."""
    right = next(entry.right for entry in navigation.ENTRIES if entry.key == page)
    theirs = {name: right in role["rights"] for name, role in catalogue.document("roles").items()}
    wanted = chance.random() < 0.75 or all(theirs[who.role] for who in marked.people.values())
    name = chance.choice(sorted(name for name, who in marked.people.items() if theirs[who.role] is wanted))
    return marked.people[name], wanted


def _request(marked: Marked, chance: random.Random) -> Request:
    """Any places, any time, any filters."""
    places = tuple(chance.sample(sorted(marked.world.parents), chance.choice((0, 0, 1, 1, 2))))
    names = chance.sample(sorted(fuzz.VALUES), chance.choice((0, 0, 1)))
    start = fuzz.FIRST + timedelta(days=chance.randrange(200))
    period = Period.between(start, start + timedelta(days=chance.randrange(30, 200)))
    return Request(period, places, tuple((name, (chance.choice(fuzz.VALUES[name]),)) for name in names))


def _open(page: str, request: Request, chance: random.Random) -> AppTest:
    test = AppTest.from_file(str(navigation.FOLDER / f"{page}.py"), default_timeout=60)
    for name, value in request.to_query().items():
        test.query_params[name] = value
    test.run()
    openers = [one for one in test.button if (one.key or "").removeprefix("open_") in METRICS]
    if openers and chance.random() < 0.5:
        chance.choice(openers).click().run()
        _ordered(test, chance)
    elif test.text_input and chance.random() < 0.5:
        chance.choice(test.text_input).set_value(chance.choice(TYPED)).run()
    return test


def _ordered(test: AppTest, chance: random.Random) -> None:
    """Behind a number: any order of its cases."""
    for box in test.selectbox:
        if (box.key or "").startswith("behind_order_"):
            box.select_index(chance.randrange(len(box.options))).run()
            return


def _sent(test: AppTest) -> str:
    """All that the browser is given: texts, mark-up, tables, charts, options."""
    protos = (getattr(node, "proto", None) for node in _nodes(test.main))
    return "\n".join(proto.SerializeToString().decode("utf-8", "ignore") for proto in protos if proto is not None)


def _nodes(block: Any) -> Iterator[Any]:
    yield block
    for child in getattr(block, "children", {}).values():
        yield from _nodes(child)


def _headline(marked: Marked, person: Person, request: Request, sent: str) -> str | None:
    """The board's title counts what the oracle counts; wholly outside there is none."""
    attempt = fuzz.Attempt(person, request, fuzz.allowed(marked.world, person, request.areas))
    told = re.search(r"<h1>.*?([\d,]+) 件.*?</h1>", sent)
    if not attempt.allowed:
        return "is let in" if told else None
    span = request.period.resolve(clock.today())
    expected = sum(
        attempt.sees(marked.world, row) and span.start <= row.opened <= span.end for row in marked.world.rows
    )
    found = int(told[1].replace(",", "")) if told else 0
    return None if found == expected else f"counts {found} for {expected}"


def _text(make: Callable[[], bytes]) -> str:
    try:
        sheets = pd.read_excel(BytesIO(make()), sheet_name=None, header=None, engine="calamine")
    except exports.NotAllowed:
        return ""
    return "\n".join(sheet.to_csv() for sheet in sheets.values())


@contextmanager
def _browser(token: str, offered: Files) -> Iterator[None]:
    """What this visitor's browser sends, and the files that it is offered."""
    draw = st.download_button

    def caught(*given: Any, **named: Any) -> bool:
        if callable(named.get("data")):
            offered.append(named["data"])
        return draw(*given, **named)

    sending = mock.patch.object(session, "handshake_token", return_value=token)
    with sending, mock.patch.object(st, "download_button", caught):
        yield


@contextmanager
def _in_process(world: fuzz.World, home: Path) -> Iterator[None]:
    """The pages of this process work on the world's store."""
    url = world.records.url.render_as_string(hide_password=False)
    with mock.patch.dict(os.environ, {"FENGQIAO_HOME": str(home), "DATABASE_URL": url}):
        _forget()
        try:
            yield
        finally:
            stores.read_model().close()
            stores.records().close()
    _forget()


def _forget() -> None:
    # Its test frame keeps what can't be kept elsewhere, and warns of pages that are run without a server.
    config.set_option("runner.enforceSerializableSessionState", False)
    set_log_level("CRITICAL")
    for kept in (settings, stores.records, stores.read_model):
        kept.cache_clear()
    st.cache_data.clear()
    st.cache_resource.clear()
