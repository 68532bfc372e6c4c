"""Sixty cases counted by hand (sixty.py): what `measure` says of them, as a whole, in parts and along time."""

import shutil
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest
from scipy.stats import CensoredData, ecdf
from sqlalchemy import text

from core import access, areas, cases, curves, parity, survival, words, working_days
from core.curves import settling
from core.definitions import definition, definitions
from core.mediation.desk import Desk
from core.metrics import NotMeasurable, measure
from core.scope import Scope
from db.read_model.model import ReadModel
from db.session import WHOLE, Records
from tests import factories, scenario
from tests.core.mediation import sixty
from tests.core.mediation.conftest import rooms

SEPTEMBER, OCTOBER = "2026-09", "2026-10"
FUNNEL = (
    *("mediation_accepted", "mediation_agreed", "mediation_performed", "mediation_confirmed", "mediation_reneged"),
    *("mediation_satisfied", "mediation_reopened", "mediation_ended"),
)


@pytest.fixture(scope="module")
def stored(prepared_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Records]:
    file = shutil.copy(prepared_file, tmp_path_factory.mktemp("sixty") / "records.sqlite")
    records = Records(f"sqlite:///{file}")
    with records.writing(within=WHOLE) as session:
        factories.areas(session)
        factories.data_source(session)
        rooms(session)
    with records.writing(within=WHOLE) as session:
        sixty.plant(session, Desk(areas.load(records), working_days.published()))
    yield records
    records.close()


@pytest.fixture(scope="module")
def figures(stored: Records, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReadModel]:
    model = ReadModel(stored, tmp_path_factory.mktemp("sixty_model"))
    model.catch_up()
    yield model
    model.close()


def values(model: ReadModel, scope: Scope, *keys: str) -> dict[str, float]:
    frame = measure(model, keys, scope)
    return dict(zip(frame["metric"], frame["value"], strict=True))


def grouped(model: ReadModel, scope: Scope, key: str, dimension: str) -> dict[str, float]:
    frame = measure(model, [key], scope, by=(dimension,))
    return {code: value for code, value in zip(frame[dimension], frame["value"], strict=True) if value}


HAND_COUNTED = {
    # Of those accepted in September: A B C D G J L agreed, E ended, F and I are open.
    ("mediation_applied", SEPTEMBER): 60,
    ("mediation_accepted", SEPTEMBER): 54,
    ("mediation_refused", SEPTEMBER): 4,
    ("mediation_agreed", SEPTEMBER): 40,
    ("mediation_performed", SEPTEMBER): 24,
    ("mediation_confirmed", SEPTEMBER): 11,
    ("mediation_reneged", SEPTEMBER): 3,
    ("mediation_satisfied", SEPTEMBER): 15,
    ("mediation_reopened", SEPTEMBER): 6,
    ("mediation_ended", SEPTEMBER): 4,
    ("mediation_agreement_rate", SEPTEMBER): 100 * 40 / 54,
    ("mediation_performance_rate", SEPTEMBER): 60.0,
    ("mediation_renege_rate", SEPTEMBER): 7.5,
    ("mediation_parties", SEPTEMBER): 20,
    # Of those accepted in September also J, who agreed in October.
    ("mediation_agreed_amount", SEPTEMBER): 132_502.5,
    ("mediation_expert_rate", SEPTEMBER): 100 * 6 / 54,
    ("mediation_transfer_rate", SEPTEMBER): 100 * 2 / 54,
    ("median_days_to_settle", SEPTEMBER): 15,
    ("median_days_to_conclude", SEPTEMBER): 15,
    # The six of G were accepted anew in October and agreed.
    ("mediation_accepted", OCTOBER): 6,
    ("mediation_applied", OCTOBER): 0,
    ("mediation_agreed", OCTOBER): 6,
    ("median_days_to_settle", OCTOBER): 8,
    # By the day of the agreement: in September A B C D G L, in October J and G again.
    ("mediation_agreements", SEPTEMBER): 34,
    ("mediation_agreements", OCTOBER): 12,
    ("mediation_written_agreements", SEPTEMBER): 20,
    ("mediation_oral_share", SEPTEMBER): 100 * 14 / 34,
    ("mediation_confirmation_rate", SEPTEMBER): 25.0,
    ("mediation_amount", SEPTEMBER): 12_502.5,
    ("mediation_amount", OCTOBER): 120_000,
    ("mediation_concluded", SEPTEMBER): 34,
    ("mediation_reopening_rate", SEPTEMBER): 100 * 6 / 34,
    ("mediation_in_village_rate", SEPTEMBER): 0.0,
    ("mediation_in_township_rate", SEPTEMBER): 100 * 32 / 34,
    ("mediation_in_county_rate", SEPTEMBER): 100.0,
    ("mediation_on_time_rate", SEPTEMBER): 100.0,
    # Of 16 in October E was late: 4.
    ("mediation_on_time_rate", OCTOBER): 75.0,
    ("mediation_satisfaction_rate", SEPTEMBER): 100 * 10 / 16,
    ("mediations_to_court", OCTOBER): 3,
    # E F I J on the last of September; at the end of October F and I.
    ("open_mediations", SEPTEMBER): 20,
    ("open_mediations", OCTOBER): 10,
    ("overdue_mediations", SEPTEMBER): 0,
    ("overdue_mediations", OCTOBER): 5,
    # E and F are due on 22 October, halted I never.
    ("mediations_due_soon", "2026-10-17"): 0,
    ("mediations_due_soon", "2026-10-18"): 9,
    ("mediations_due_soon", "2026-10-22"): 9,
    ("mediations_due_soon", "2026-10-23"): 0,
    ("overdue_mediations", "2026-10-23"): 9,
    ("open_mediations_per_room", SEPTEMBER): 5.0,
    ("mediation_sessions", SEPTEMBER): 0,
}


@pytest.mark.parametrize(("key", "period"), HAND_COUNTED)
def test_each_figure_is_what_was_counted_by_hand(stored: Records, figures: ReadModel, key: str, period: str) -> None:
    found = values(figures, scenario.scope(stored, period if len(period) == 7 else f"{period}..{period}"), key)
    assert found[key] == pytest.approx(HAND_COUNTED[key, period], abs=1e-9)


def test_every_metric_of_mediation_has_a_hand_counted_answer() -> None:
    own = {key for key, metric in definitions().items() if metric.theme == "mediation"}
    assert own - {key for key, _ in HAND_COUNTED} == {"pre_litigation_ratio"}


@pytest.mark.parametrize(
    "dimension", ["township", "room", "room_kind", "category", "channel", "link", "agreement_form"]
)
@pytest.mark.parametrize("key", [*FUNNEL, "mediation_agreements", "mediation_amount", "open_mediations"])
def test_parts_sum_to_the_whole(stored: Records, figures: ReadModel, key: str, dimension: str) -> None:
    scope = scenario.scope(stored, SEPTEMBER)
    assert sum(grouped(figures, scope, key, dimension).values()) == values(figures, scope, key)[key]


@pytest.mark.parametrize(
    "dimension", ["", "county", "room", "category", "channel", "link", "settled_level", "difficulty"]
)
@pytest.mark.parametrize("period", [SEPTEMBER, OCTOBER, "2026", "2026-09-03..2026-09-10"])
def test_success_is_never_more_than_what_was_accepted(
    stored: Records, figures: ReadModel, dimension: str, period: str
) -> None:
    frame = measure(figures, FUNNEL, scenario.scope(stored, period), by=(dimension,) if dimension else ())
    keys = frame[dimension].fillna("-") if dimension else pd.Series(["all"] * len(frame))
    for _, group in frame.groupby(keys):
        # A group of which a metric counts nothing has no row of it.
        told = dict.fromkeys(FUNNEL, 0.0) | dict(zip(group["metric"], group["value"], strict=True))
        assert told["mediation_agreed"] + told["mediation_ended"] <= told["mediation_accepted"]
        for later in ("performed", "confirmed", "reneged", "satisfied"):
            assert told[f"mediation_{later}"] <= told["mediation_agreed"], later
        assert told["mediation_performed"] + told["mediation_reneged"] <= told["mediation_agreed"]


def test_by_room_the_cases_are_where_they_ended_up(stored: Records, figures: ReadModel) -> None:
    scope = scenario.scope(stored, SEPTEMBER)
    assert grouped(figures, scope, "mediation_accepted", "room") == {"C1": 8, "D1": 35, "D2": 11}
    assert grouped(figures, scope, "mediation_accepted", "category") == {
        "A.01": 8,
        "A.02": 22,
        "A.05": 11,
        "A.06": 7,
        "A.11": 6,
    }
    assert grouped(figures, scope, "open_mediations", "age_band") == {"008-030": 20}
    filtered = scenario.scope(stored, SEPTEMBER, filters=(("room", ("D2",)),))
    assert values(figures, filtered, "mediation_accepted")["mediation_accepted"] == 11


def test_each_place_sees_its_own_disputes(stored: Records, figures: ReadModel) -> None:
    seen = {
        code: values(figures, scenario.scope(stored, SEPTEMBER, code), "mediation_accepted")["mediation_accepted"]
        for code in (scenario.D, scenario.GUCHENG, scenario.YULONG)
    }
    assert seen == {scenario.D: 48, scenario.GUCHENG: 54, scenario.YULONG: 0}


def test_the_curve_is_the_product_limit_of_the_cases(stored: Records, figures: ReadModel) -> None:
    curve = settling(figures, "median_days_to_settle", scenario.scope(stored, SEPTEMBER))
    # Days from acceptance to agreement, block by block; E, F and I never: they are waited for until the data end.
    days = Counter({5: 10, 10: 8 + 6, 15: 5, 20: 3, 30: 6, 14: 2})
    at_risk, surviving, expected = 54, Fraction(1), {}
    for day in sorted(days):
        surviving *= 1 - Fraction(days[day], at_risk)
        at_risk -= days[day]
        expected[day] = (float(100 * (1 - surviving)), at_risk + days[day])
    told = {int(row.days): (row.settled, row.at_risk) for row in curve.itertuples() if row.days in expected}
    assert told.keys() == expected.keys()
    for day, (settled, waiting) in expected.items():
        assert told[day][0] == pytest.approx(settled)
        assert told[day][1] == waiting
    assert curve["settled"].iloc[-1] == pytest.approx(100 * 40 / 54)


def test_the_median_is_that_of_another_reckoning_with_those_who_leave() -> None:
    # (days, ended, still waiting): Freireich's 6-MP arm of 1963, whose median remission is 23 weeks.
    waits = [(6, 3, 1), (7, 1, 0), (9, 0, 1), (10, 1, 1), (11, 0, 1), (13, 1, 0), (16, 1, 0), (17, 0, 1), (19, 0, 1)]
    waits += [(20, 0, 1), (22, 1, 0), (23, 1, 0), (25, 0, 1), (32, 0, 2), (34, 0, 1), (35, 0, 1)]
    assert survival.median(waits) == 23
    told = {day: round(share, 4) for day, share, _ in survival.curve(waits)}
    assert (told[6], told[13], told[23]) == (0.8571, 0.6902, 0.4482)


def test_the_curve_and_its_median_are_those_of_scipy(stored: Records, figures: ReadModel) -> None:
    scope = scenario.scope(stored, SEPTEMBER)
    model = figures.read(lambda seen: curves.waits(seen, "median_days_to_settle", scope))
    agreed = [wait.days for wait in model for _ in range(wait.closed)]
    waiting = [wait.days for wait in model for _ in range(wait.open)]
    assert (len(agreed), len(waiting)) == (40, 14)
    theirs = ecdf(CensoredData(uncensored=agreed, right=waiting)).cdf
    curve = settling(figures, "median_days_to_settle", scope).set_index("days")["settled"]
    for days, share in zip(theirs.quantiles, theirs.probabilities, strict=True):
        assert curve[days] == pytest.approx(100 * share)
    half = next(days for days, share in zip(theirs.quantiles, theirs.probabilities, strict=True) if share >= 0.5)
    assert values(figures, scope, "median_days_to_settle")["median_days_to_settle"] == half


def test_a_mediator_is_a_dimension_only_for_whoever_was_named(stored: Records, figures: ReadModel) -> None:
    scope = scenario.scope(stored, SEPTEMBER)
    assert "mediator" not in definition("mediation_accepted").dimensions
    with pytest.raises(NotMeasurable):
        measure(figures, ["mediation_accepted"], scope, by=("mediator",))
    own = scope.with_filter("mediator", "D1-1", "C1-3")
    assert grouped(figures, own, "mediation_accepted", "mediator") == {"C1-3": 6, "D1-1": 35}


@pytest.mark.parametrize("key", ["mediation_agreed", "mediation_amount", "overdue_mediations", "median_days_to_settle"])
def test_the_cases_behind_a_number_are_those_that_were_counted(stored: Records, figures: ReadModel, key: str) -> None:
    scope = scenario.scope(stored, OCTOBER)
    known = words.load(stored, areas.load(stored))
    page = cases.page(stored, figures, key, scope, "numerator", words=known, by=access.operator(), limit=100)
    told = measure(figures, [key], scope)["numerator"].iloc[0]
    assert len(page.frame) == page.size.rows
    assert page.size.amount == told
    assert page.gone == 0
    assert set(page.frame["room"]) <= {"调解室D1", "调解室D2", "调解室C1"}


def test_records_and_model_agree_on_mediation(stored: Records, figures: ReadModel) -> None:
    verdict = parity.check(stored, figures)
    assert verdict.differences == []
    with figures.changing() as connection:
        day = "select min(day) from daily_mediation where open > 0"
        connection.execute(text(f"update daily_mediation set open = open + 1 where day = ({day})"))
    assert {one.fact for one in parity.check(stored, figures).differences} == {"daily_mediation"}
    figures.rebuild()
    assert parity.check(stored, figures).differences == []
