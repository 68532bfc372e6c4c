"""The make-up of the demo's matters: types, seasons, days, places and gradings."""

from datetime import date

import pandas as pd
import pytest

from core import catalogue
from core.demo.kinds import kinds
from db.session import Records
from tests.core.demo.conftest import rows


@pytest.fixture(scope="module")
def matters(demo: Records) -> pd.DataFrame:
    table = rows(
        demo,
        "select m.*, a.code as area, a.level, e.at from matter m join area a on a.id = m.area_id"
        " join matter_event e on e.matter_id = m.id and e.status = 'reported'",
    )
    table["day"] = (pd.to_datetime(table["at"]) + pd.Timedelta(hours=8)).dt.date
    return table


def test_every_type_is_of_the_code_lists() -> None:
    known = {f"{row['list']}.{row['code']}" for row in catalogue.table("matter_types")}
    assert {kind.key for kind in kinds()} <= known
    assert sum(kind.share for kind in kinds()) == pytest.approx(1.0)


def test_classes_have_their_shares(matters: pd.DataFrame) -> None:
    shares = matters["matter_class"].value_counts(normalize=True)
    for matter_class, settings in catalogue.document("demo")["classes"].items():
        assert shares[matter_class] == pytest.approx(settings["share"], abs=0.02)


def test_disputes_are_mixed_as_in_the_published_county_year(matters: pd.DataFrame) -> None:
    usual = matters[(matters["matter_class"] == "dispute") & (matters["source"] != "screening")]
    shares = usual["category_key"].value_counts(normalize=True)
    for group in catalogue.document("demo")["disputes"]:
        expected = sum(row["share"] for row in group["types"]) * group["cases"] / 5922
        found = sum(shares.get(row["key"], 0.0) * _part(group, row["key"]) for row in group["types"])
        assert found == pytest.approx(expected, abs=0.03), group["name"]


def _part(group: dict, key: str) -> float:
    """Which part of a type belongs to this group, as some types stand in two of them."""
    weights = {
        each["name"]: each["cases"] * row["share"]
        for each in catalogue.document("demo")["disputes"]
        for row in each["types"]
        if row["key"] == key
    }
    return weights[group["name"]] / sum(weights.values())


def test_codes_14_to_16_are_never_drawn(matters: pd.DataFrame) -> None:
    assert not matters["category_key"].str.match(r"A\.1[456]").any()


def test_days_of_rest_are_quieter(matters: pd.DataFrame) -> None:
    weekday = pd.to_datetime(matters["day"]).dt.day_of_week
    assert (weekday >= 5).mean() < 0.22
    spring = matters["day"].between(date(2026, 2, 15), date(2026, 2, 23)).sum() / 9
    assert spring < 0.35 * len(matters) / 1461


def test_pay_disputes_come_before_spring_festival(matters: pd.DataFrame) -> None:
    pay = pd.to_datetime(matters[matters["category_key"].isin(["A.0701", "A.0703", "A.0799", "A.0804"])]["day"])
    month = pay.dt.month
    assert month.isin([12, 1]).mean() > month.isin([5, 6]).mean()


def test_places_differ_in_size_and_levels(matters: pd.DataFrame) -> None:
    townships = matters["area"].str[:9][matters["area"].str.len() >= 9].value_counts()
    assert townships.iloc[0] > 5 * townships.median()
    assert matters["level"].value_counts(normalize=True)["village"] > 0.7
    assert matters["area"].str[:4].value_counts().index[0] == "3704"


def test_a_special_drive_stands_out(matters: pd.DataFrame) -> None:
    county = matters[(matters["area"].str.startswith("530722"))]
    drive = county["day"].between(date(2025, 3, 1), date(2025, 5, 14))
    assert (county[drive]["source"] == "screening").mean() > 0.5
    assert drive.sum() > 2 * county["day"].between(date(2024, 3, 1), date(2024, 5, 14)).sum()


def test_only_disputes_have_a_risk_level_and_high_ones_say_why(matters: pd.DataFrame) -> None:
    disputes = matters[matters["matter_class"] == "dispute"]
    assert matters[matters["matter_class"] != "dispute"][["risk_level", "risk_reasons"]].isna().all(axis=None)
    assert disputes["risk_level"].notna().all()
    assert 0.01 <= (disputes["risk_level"] == "high").mean() <= 0.06
    assert disputes[disputes["risk_level"] == "high"]["risk_reasons"].notna().all()
    reasons = set(" ".join(disputes["risk_reasons"].dropna()).split())
    assert reasons == set(catalogue.code_labels("risk_reason"))


def test_every_code_has_a_label(matters: pd.DataFrame) -> None:
    for column in ("matter_class", "nature", "source", "scale", "severity", "risk_level", "persons_band", "status"):
        assert set(matters[column].dropna()) <= set(catalogue.code_labels(column)), column
