"""The histories of the demo's matters: each step after the one before, none in the future, and the codes agree."""

import pandas as pd
import pytest

from db.models.matter import STATUSES
from db.session import Records
from tests.core.demo.conftest import rows, small_plan

ORDER = ["opened", "accepted", "dispatched", "arrived", "resolved", "closed", "followed_up"]


@pytest.fixture(scope="module")
def events(demo: Records) -> pd.DataFrame:
    table = rows(demo, "select * from matter_event order by id")
    table["at"] = pd.to_datetime(table["at"])
    return table


@pytest.fixture(scope="module")
def matters(demo: Records) -> pd.DataFrame:
    return rows(demo, "select * from matter order by id").set_index("id")


@pytest.fixture(scope="module")
def handlings(events: pd.DataFrame) -> pd.DataFrame:
    """One row a handling with the instant of each step."""
    steps = events.assign(status=events["status"].replace({"reported": "opened", "reopened": "opened"}))
    return steps.pivot(index=["matter_id", "episode"], columns="status", values="at")[ORDER]


def test_every_step_comes_after_the_one_before(handlings: pd.DataFrame) -> None:
    for number, later in enumerate(ORDER):
        for earlier in ORDER[:number]:
            assert not (handlings[later] <= handlings[earlier]).any(), (earlier, later)


def test_a_handling_has_one_opening_and_no_step_twice(events: pd.DataFrame) -> None:
    assert set(events["status"]) == set(STATUSES)
    assert not events.duplicated(["matter_id", "episode", "status"]).any()
    first = events.groupby(["matter_id", "episode"])["status"].first()
    assert set(first.xs(1, level="episode")) == {"reported"}
    assert set(first.xs(2, level="episode")) == {"reopened"}


def test_what_is_reopened_was_closed_before(handlings: pd.DataFrame) -> None:
    again = handlings.xs(2, level="episode")
    before = handlings.xs(1, level="episode").loc[again.index]
    assert (before["closed"] < again["opened"]).all()
    assert not (before["followed_up"] >= again["opened"]).any()


def test_nothing_lies_in_the_future(events: pd.DataFrame) -> None:
    assert events["at"].max() <= pd.Timestamp(small_plan().now).tz_localize(None)


def test_a_matter_stands_where_its_last_event_left_it(events: pd.DataFrame, matters: pd.DataFrame) -> None:
    last = events.sort_values(["at", "id"]).groupby("matter_id")["status"].last()
    assert (last.loc[matters.index] == matters["status"]).all()


def test_a_matter_is_due_when_its_present_handling_is(events: pd.DataFrame, matters: pd.DataFrame) -> None:
    openings = events[events["status"].isin(["reported", "reopened"])]
    assert openings["due_on"].notna().all()
    assert (openings.groupby("matter_id")["due_on"].last().loc[matters.index] == matters["due_on"]).all()


def test_only_return_visits_carry_an_answer(events: pd.DataFrame) -> None:
    assert (events["satisfaction"].notna() == (events["status"] == "followed_up")).all()


def test_the_work_looks_like_work(events: pd.DataFrame, handlings: pd.DataFrame, matters: pd.DataFrame) -> None:
    closed = handlings[handlings["closed"].notna()]
    due = events[events["due_on"].notna()].set_index(["matter_id", "episode"])["due_on"]
    day = (closed["closed"] + pd.Timedelta(hours=8)).dt.normalize()
    on_time = (day <= pd.to_datetime(due.loc[closed.index])).mean()
    yearly = len(matters) / 4
    assert 0.88 <= on_time <= 0.95
    assert 0.02 <= handlings["closed"].isna().sum() / yearly <= 0.04
    assert 0.02 <= (handlings.index.get_level_values("episode") == 2).sum() / len(matters) <= 0.04
    assert 0.65 <= closed["followed_up"].notna().mean() <= 0.75
