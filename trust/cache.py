"""Two hundred people at once through the shared cache of the pages: nobody is given what was kept for another."""

import os
import random
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from core import access
from core.access import OutOfScope, Person
from core.periods import Period
from core.scope import Request
from core.settings import settings
from dashboards import data, stores
from trust import scope as fuzz
from trust.figure import Figure

PEOPLE, ROUNDS, AT_ONCE = 200, 10, 16
PERIOD = Period.between(fuzz.FIRST, fuzz.FIRST.replace(month=10))


def run(people: int = PEOPLE, rounds: int = ROUNDS) -> Iterator[Figure]:
    """Each asks again and again for their own figures while the others ask for theirs."""
    with tempfile.TemporaryDirectory(prefix="fengqiao-trust-") as folder:
        os.environ["FENGQIAO_HOME"] = folder
        for kept in (settings, stores.records, stores.read_model):
            kept.cache_clear()
        with fuzz.on_sqlite(Path(folder)) as world:
            version = data.version()
            chance = random.Random(200)
            crowd = [chance.choice([*world.parents, "0"]) for _ in range(people)]
            asked = [code for _ in range(rounds) for code in chance.sample(crowd, len(crowd))]
            with ThreadPoolExecutor(AT_ONCE) as pool:
                wrong = sum(pool.map(lambda code: _wrong(world, version, code), asked))
        stores.read_model().close()
        stores.records().close()
    yield Figure(f"{people} people, {rounds} rounds, one cache", f"{wrong} of {len(asked)} wrong", not wrong)


def _wrong(world: fuzz.World, version: data.Version, code: str) -> bool:
    person = Person(None, f"of {code}", "x", "county_office", code)
    try:
        own = access.scope(person, Request(PERIOD), world.tree)
    except OutOfScope:
        return True
    found = data.figures(version, own, ("new_matters",)).iloc[0]["numerator"]
    places = data.figures(version, own, ("new_matters",), by=("source",))["numerator"].sum()
    attempt = fuzz.Attempt(person, Request(PERIOD), (code,))
    expected = len(fuzz.counted(world, attempt, own))
    return not (found == places == expected)
