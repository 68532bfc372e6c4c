"""What isn't counted from facts: small reported counts, which are never told, and how fresh the sources are now."""

from datetime import date

import pandas as pd
import pytest

from core import cases, clock
from core.metrics import measure
from db.models import IndicatorReturn
from db.queries import counts
from db.queries.figures import Answer, Question
from db.read_model.model import Reading, ReadModel
from db.session import Records
from tests import factories, scenario
from tests.scenario import GUCHENG, YULONG

JANUARY, FEBRUARY = (date(2026, 1, 1), date(2026, 1, 31)), (date(2026, 2, 1), date(2026, 2, 28))


@pytest.fixture
def told(records: Records, model: ReadModel) -> ReadModel:
    with records.writing() as session:
        places, feed = factories.areas(session), factories.data_source(session)
        for (start, end), code, value in (
            *((JANUARY, GUCHENG, 9), (JANUARY, YULONG, 30), (FEBRUARY, GUCHENG, 10), (FEBRUARY, YULONG, 0)),
        ):
            row = {"period_start": start, "period_end": end, "value": value, "unit": "case"}
            at = {"reported_at": factories.moment("2026-03-01"), "data_source_id": feed.id}
            session.add(IndicatorReturn(indicator="letters_and_visits", area=places[code], **row, **at))
    model.catch_up()
    return model


def test_a_small_count_is_hidden_and_so_is_every_sum_that_would_tell_it(told: ReadModel, records: Records) -> None:
    frame = measure(told, ["letters_and_visits"], scenario.scope(records, "2026-01"), by=["county"]).set_index("county")
    assert pd.isna(frame["value"][GUCHENG])
    assert (frame["reason"][GUCHENG], frame["value"][YULONG]) == ("small_count", 30)
    for period in ("2026-01", "2026-01-01..2026-02-28"):
        whole = measure(told, ["letters_and_visits"], scenario.scope(records, period))
        assert list(whole["reason"]) == ["small_count"]
        assert cases.size(told, "letters_and_visits", scenario.scope(records, period)).rows == 0


def test_nothing_and_ten_are_told_but_not_what_they_are_set_against(told: ReadModel, records: Records) -> None:
    scope = scenario.scope(records, "2026-02")
    frame = measure(told, ["letters_and_visits"], scope, by=["county"], compare=["previous"]).set_index("county")
    assert (frame["value"][GUCHENG], frame["value"][YULONG]) == (10, 0)
    assert pd.isna(frame["base"][GUCHENG])
    assert pd.isna(frame["difference"][GUCHENG])
    assert (frame["base"][YULONG], frame["change"][YULONG]) == (30, -100)


@pytest.mark.parametrize(("now", "value", "current"), [("2026-11-22 12:00", 100, 1), ("2026-11-22 21:00", 0, 0)])
def test_a_feed_is_on_time_until_twice_its_interval(
    records: Records, model: ReadModel, monkeypatch: pytest.MonkeyPatch, now: str, value: float, current: int
) -> None:
    with records.writing() as session:
        scenario.plant(session)
    model.catch_up()
    monkeypatch.setattr(clock, "now", lambda: factories.moment(now))
    (row,) = measure(model, ["sources_on_time_rate"], scenario.scope(records, "this_month")).to_dict("records")
    assert (row["value"], row["numerator"], row["denominator"]) == (value, current, 1)
    (past,) = measure(model, ["sources_on_time_rate"], scenario.scope(records, "2025")).to_dict("records")
    assert (past["reason"], pd.isna(past["value"])) == ("only_now", True)


def test_figures_of_what_is_kept_in_the_records_are_asked_for_together(
    records: Records, model: ReadModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    model.catch_up()
    asked: list[int] = []
    real = counts.ask

    def noted(seen: Reading, question: Question) -> list[Answer]:
        asked.append(len(question.figures))
        return real(seen, question)

    monkeypatch.setattr(counts, "ask", noted)
    # They are known until the very moment of asking, which is another one for each of them.
    keys = ["mediation_accepted", "mediation_agreed", "open_mediations", "mediation_satisfaction_rate"]
    measure(model, keys, scenario.scope(records, "2026-01"), compare=["year"])
    assert asked == [len(keys)]
