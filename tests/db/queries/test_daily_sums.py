"""Which figures are told from the sums by day, and which from the facts."""

from dataclasses import replace
from datetime import date

import pytest

from core.definitions import definition
from dashboards.mediation.headline import METRICS as MEDIATION
from dashboards.situation.headline import METRICS
from db.queries import daily_sums
from db.queries.figures import EXACTLY, Question, Window
from db.read_model.daily import DAILY

WINDOW = Window("", date(2026, 10, 1), date(2026, 10, 31))
PLAIN = Question("fact_matter", (), (WINDOW,), (("county", "530702"),), (), ())


def _told(key: str, question: Question = PLAIN) -> bool:
    return daily_sums.tell(question, definition(key).figure())


def test_all_that_the_board_counts_is_told_from_sums() -> None:
    counted = [key for key in METRICS if definition(key).kind in ("flow", "stock")]
    assert len(counted) >= 6
    assert [key for key in counted if not _told(key)] == []


def test_of_mediation_all_but_the_cohorts_is_told_from_sums() -> None:
    counted = [definition(key) for key in MEDIATION if definition(key).kind in ("flow", "stock")]
    left = {one.key for one in counted if not _told(one.key, replace(PLAIN, fact="fact_mediation"))}
    assert left == {"mediation_agreement_rate", "mediation_performance_rate"}


@pytest.mark.parametrize(
    ("question", "told"),
    [
        (replace(PLAIN, areas=(("root", "0"),)), True),
        (replace(PLAIN, areas=(("township", "530702001"), ("prefecture", "5307"))), True),
        (replace(PLAIN, areas=(("village", "530702001001"),)), False),
        (replace(PLAIN, areas=((EXACTLY + "county", "530702"),)), False),
        (replace(PLAIN, by=("county", "township")), True),
        (replace(PLAIN, by=("village",)), False),
        (replace(PLAIN, by=("category",)), False),
        (replace(PLAIN, filters=(("matter_class", ("dispute",)),)), False),
        (replace(PLAIN, fact="fact_mediation"), False),
    ],
)
def test_places_down_to_townships_and_no_more_are_told_apart(question: Question, told: bool) -> None:
    assert _told("new_matters", question) is told


def test_what_becomes_of_a_cohort_is_counted_on_the_facts() -> None:
    assert not _told("closing_rate")
    assert not _told("complete_rate")


def test_no_two_sums_are_the_same() -> None:
    for daily in DAILY.values():
        assert len(set(daily.sums.values())) == len(daily.sums)
