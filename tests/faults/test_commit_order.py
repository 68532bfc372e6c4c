"""PostgreSQL numbers rows in the order they are written and shows them in the order they are committed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from db.session import Records
from faults import commit_order
from tests.postgresql import Cluster


@pytest.fixture
def busy(cluster: Cluster, prepared_database: str) -> Iterator[Records]:
    url = cluster.database(prepared_database)
    records = Records(url)
    yield records
    records.close()
    cluster.drop(url)


def test_no_row_is_lost_or_doubled_however_eight_writers_commit(busy: Records, tmp_path: Path) -> None:
    outcome = commit_order.race(busy, tmp_path, 15_000)
    assert (outcome.lost, outcome.ghosts, outcome.doubled, outcome.stale) == (0, 0, 0, 0)
    assert outcome.written >= 15_000
    assert outcome.deleted > 100
    assert outcome.rolled_back > 50
    assert outcome.syncs > 5


def test_the_same_race_catches_a_feed_that_goes_by_numbers(busy: Records, tmp_path: Path) -> None:
    with commit_order.naive_feed():
        outcome = commit_order.race(busy, tmp_path, 6_000)
    assert outcome.lost > 0
