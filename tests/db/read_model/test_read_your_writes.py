"""On PostgreSQL an open older transaction hides nobody's own committed writes, and nothing of it is lost."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, select, text, update
from sqlalchemy.orm import Session

from core import parity
from db.models import Area, Matter
from db.queries import change_feed
from db.read_model import loading
from db.read_model import model as model_module
from db.read_model.model import ReadModel
from db.read_model.tables import fact_matter
from db.session import Records
from tests import factories
from tests.postgresql import Cluster

MATTERS = select(func.count()).select_from(fact_matter)


@pytest.fixture
def stored(cluster: Cluster, prepared_database: str) -> Iterator[Records]:
    url = cluster.database(prepared_database)
    records = Records(url)
    with records.writing() as session:
        factories.areas(session)
        factories.data_source(session)
    yield records
    records.close()
    cluster.drop(url)


@pytest.fixture(params=["duckdb", "postgresql"])
def copy(request: pytest.FixtureRequest, stored: Records, cluster: Cluster, tmp_path: Path) -> Iterator[ReadModel]:
    """The model in either store; in PostgreSQL beside the records, so that its own transactions are in the way too."""
    place = tmp_path if request.param == "duckdb" else stored.url.render_as_string(hide_password=False)
    model = ReadModel(stored, place)
    model.catch_up()
    yield model
    model.close()


def report(session: Session) -> Matter:
    feed = session.scalars(select(factories.DataSource)).one()
    return factories.matter(session, feed, None, [("reported", "2026-11-02")])


@contextmanager
def older(records: Records) -> Iterator[Session]:
    """A transaction that has written something and is still open."""
    with records.writing() as session:
        report(session)
        session.flush()
        yield session


def count(model: ReadModel) -> int:
    return model.execute(MATTERS)[0][0]


def test_ones_own_write_is_seen_at_once_and_the_older_one_when_it_is_committed(
    stored: Records, copy: ReadModel
) -> None:
    seen = [copy.version]
    with older(stored):
        for number in (1, 2):
            with stored.writing() as session:
                report(session)
            seen.append(copy.catch_up())
            assert count(copy) == number
        assert copy.catch_up() == seen[-1]
        assert seen[1].ahead > 0
        assert parity.check(stored, copy).differences == []
    seen.append(copy.catch_up())
    assert count(copy) == 3
    assert seen == sorted(set(seen))
    assert parity.check(stored, copy).differences == []


def test_what_is_taken_in_ahead_is_looked_up_once(
    stored: Records, copy: ReadModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[set[int]] = []
    replace = loading.replace

    def noted(connection: Connection, session: Session, touched: dict[str, set[int]]) -> None:
        asked.append(set(touched["matter"]))
        replace(connection, session, touched)

    monkeypatch.setattr(loading, "replace", noted)
    with older(stored):
        with stored.writing() as session:
            first = report(session).id
        copy.catch_up()
        with stored.writing() as session:
            second = report(session).id
        copy.catch_up()
    copy.catch_up()
    assert asked[:2] == [{first}, {second}]
    assert len(asked) == 3
    assert not asked[2] & {first, second}


def test_a_row_taken_in_ahead_and_changed_again_by_the_older_one_is_what_was_committed_last(
    stored: Records, copy: ReadModel
) -> None:
    with stored.writing() as session:
        matter = report(session).id
    with older(stored) as open_still:
        with stored.writing() as session:
            session.execute(update(Matter).where(Matter.id == matter).values(risk_level="high"))
        copy.catch_up()
        levels = select(fact_matter.c.risk_level).where(fact_matter.c.matter_id == matter)
        assert copy.execute(levels)[0][0] == "high"
        open_still.execute(update(Matter).where(Matter.id == matter).values(risk_level="medium"))
    copy.catch_up()
    assert copy.execute(levels)[0][0] == "medium"


def test_a_change_of_structure_is_seen_at_once_too_and_copied_once(
    stored: Records, copy: ReadModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    with stored.writing() as session:
        report(session).area = session.scalars(select(Area).where(Area.code == "530702001")).one()
    copy.catch_up()
    filled: list[str] = []
    fill = loading.fill
    monkeypatch.setattr(loading, "fill", lambda *given: (filled.append(given[2].fact.name), fill(*given)))
    with older(stored):
        with stored.writing() as session:
            session.execute(text("update area set code = 'X1' where code = '530702001'"))
        copy.catch_up()
        assert [row[0] for row in copy.execute(select(fact_matter.c.township))] == ["X1"]
    copy.catch_up()
    assert filled.count("fact_matter") == 1
    assert count(copy) == 2


def test_the_feed_shows_what_is_beyond_the_head_without_passing_it(stored: Records) -> None:
    with stored.reading() as session:
        head = change_feed.head(session)
        assert change_feed.beyond(session, head) == []
    with older(stored), stored.writing() as session:
        report(session)
    with older(stored):
        with stored.writing() as session:
            report(session)
        with stored.reading() as session:
            reached = change_feed.head(session)
            assert reached > head
            assert change_feed.beyond(session, reached)
            assert all(point > reached for point in change_feed.beyond(session, reached))


def test_what_was_taken_in_ahead_does_not_count_towards_a_rebuild(
    stored: Records, copy: ReadModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(model_module, "REBUILD_BEYOND", 12)
    with older(stored):
        for number in range(1, 11):
            with stored.writing() as session:
                report(session)
            copy.catch_up()
            assert count(copy) == number
            monkeypatch.setattr(loading, "fill", lambda *_: pytest.fail("only one matter is new"))
        monkeypatch.undo()
    copy.catch_up()
    assert count(copy) == 11
