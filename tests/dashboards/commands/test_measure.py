"""`fengqiao measure`: the pages' figures as a table, CSV or JSON; what it refuses, in Chinese, with an exit code."""

import csv
import io
import json

import pytest
from sqlalchemy import select

from core import accounts, clock
from db.models import Account, Area, AuditEvent
from db.session import Records
from tests import factories, scenario
from tests.dashboards.commands.conftest import Fengqiao
from tests.scenario import GUCHENG, YULONG, D, S

NOVEMBER = ("--from", "2026-11-01", "--to", "2026-11-20")


@pytest.fixture
def planted(kept: Records) -> Records:
    with kept.writing() as session:
        scenario.plant(session)
        place = session.scalars(select(Area).where(Area.code == D)).one()
        for username, enabled in (("dayan", True), ("gone", False)):
            session.add(
                Account(
                    username=username, display_name="大研街道综治中心", role="township_centre", area=place,
                    password_hash="-", password_changed_at=clock.now(), created_at=clock.now(), enabled=enabled,
                )
            )  # fmt: skip
        session.add(
            Area(code="530799", name="古城新区", level="county", parent=session.get_one(Area, place.parent.parent_id))
        )
    return kept


def test_the_table_is_in_chinese_with_units_and_parts(planted: Records, fengqiao: Fengqiao) -> None:
    shown = fengqiao("measure", "new_matters", "on_time_rate", *NOVEMBER, "--compare", "year")
    assert shown.exit_code == 0
    for words in ("新增事项", "按期办结率", "57.14", "%", "件", "同比", "基期不足10", "2026-11-20 20:00", "数据截至"):
        assert words in shown.output


def test_csv_holds_one_row_a_group_and_comparison(planted: Records, fengqiao: Fengqiao) -> None:
    said = fengqiao("measure", "new_matters", *NOVEMBER, "--by", "county", "--compare", "year", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(said.stdout)))
    assert {row["county"]: (row["value"], row["base"]) for row in rows} == {
        GUCHENG: ("9.0", "3.0"),
        YULONG: ("1.0", "1.0"),
        "": ("1.0", "0.0"),
    }


def test_json_can_be_read_by_a_program(planted: Records, fengqiao: Fengqiao) -> None:
    said = fengqiao("measure", "open_matters", *NOVEMBER, "--by", "month", "--format", "json")
    (row,) = json.loads(said.stdout)
    assert (row["metric"], row["value"], row["month"][:10]) == ("open_matters", 7, "2026-11-01")


def test_areas_filters_and_periods_are_those_of_the_pages(planted: Records, fengqiao: Fengqiao) -> None:
    for words, value in (
        (("--area", D), 5),
        (("--area", "大研"), 5),
        (("--area", "大研街道", "--area", S), 9),
        (("--where", "source=visit"), 2),
        (("--where", "source=visit,hotline"), 3),
        (("--where", "source=visit", "--where", "source=hotline"), 3),
        (("--where", "category=unknown"), 1),
    ):
        said = fengqiao("measure", "new_matters", *NOVEMBER, *words, "--format", "json")
        assert json.loads(said.stdout)[0]["value"] == value, words
    assert fengqiao("measure", "new_matters", "--period", "2026-10", "--format", "json").exit_code == 0


def test_an_account_sees_its_own_place_and_a_refusal_is_written_down(planted: Records, fengqiao: Fengqiao) -> None:
    own = fengqiao("measure", "new_matters", *NOVEMBER, "--as", "dayan", "--format", "json")
    assert json.loads(own.stdout)[0]["value"] == 5
    larger = fengqiao("measure", "new_matters", *NOVEMBER, "--as", "dayan", "--area", "5307", "--format", "json")
    assert (larger.exit_code, json.loads(larger.stdout)[0]["value"]) == (0, 5)
    assert "不在权限范围内" in larger.stderr
    refused = fengqiao("measure", "new_matters", *NOVEMBER, "--as", "dayan", "--area", S)
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "无权查看" in refused.stderr
    with planted.reading() as session:
        (event,) = session.scalars(select(AuditEvent).where(AuditEvent.action == "scope.refused"))
        assert (event.actor, event.object_key, event.result) == ("dayan", S, "refused")
    assert accounts.find(planted, "gone") is None


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("no_such_metric", *NOVEMBER), "没有这个指标：no_such_metric"),
        (("new_matters", "--from", "2026-11-20", "--to", "2026-11-01"), "期间有误"),
        (("new_matters", "--from", "2026-11-01"), "须同时给出"),
        (("new_matters", "--from", "2026-02-30", "--to", "2026-03-01"), "期间有误"),
        (("new_matters", "--period", "someday"), "期间有误：someday"),
        (("new_matters", "--period", "9999"), "期间有误：9999"),
        (("new_matters", *NOVEMBER, "--area", "某地"), "没有这个区域：某地"),
        (("new_matters", *NOVEMBER, "--area", "古城"), "不止一处"),
        (("new_matters", *NOVEMBER, "--as", "nobody"), "没有这个账号"),
        (("new_matters", *NOVEMBER, "--as", "gone"), "没有这个账号"),
        (("new_matters", *NOVEMBER, "--by", "weather"), "不能按"),
        (("new_matters", *NOVEMBER, "--by", "matter_id"), "不能按"),
        (("resident_posts", *NOVEMBER, "--by", "category"), "不能按"),
        (("new_matters", *NOVEMBER, "--by", "month", "--by", "week"), "时间维度只能用一个"),
        (("new_matters", *NOVEMBER, "--compare", "decade"), "比较只有"),
        (("new_matters", *NOVEMBER, "--where", "party=x"), "筛选条件有误"),
        (("new_matters", *NOVEMBER, "--where", "source"), "筛选条件有误"),
        (("new_matters", *NOVEMBER, "--format", "xml"), "没有这种输出格式"),
        ((), "缺少"),
    ],
)
def test_what_cannot_be_answered_is_said_in_chinese_and_fails(
    planted: Records, fengqiao: Fengqiao, words: tuple[str, ...], said: str
) -> None:
    result = fengqiao("measure", *words)
    assert result.exit_code != 0
    assert said in result.output.replace("\n", "")
    assert "Traceback" not in result.output


def test_an_empty_database_answers_with_words_not_with_zero(fengqiao: Fengqiao) -> None:
    shown = fengqiao("measure", "new_matters", *NOVEMBER, "--by", "area")
    assert shown.exit_code == 0
    shown = fengqiao("measure", "new_matters", *NOVEMBER)
    assert "该期间尚无数据" in shown.output


def test_the_catalogue_is_listed_and_a_metric_can_be_picked(fengqiao: Fengqiao) -> None:
    whole = fengqiao("metrics")
    assert whole.exit_code == 0
    assert "pre_litigation_mediations" in whole.output
    one = fengqiao("metrics", "on_time_rate")
    assert "按期办结率" in one.output
    assert "open_matters" not in one.output
    assert fengqiao("metrics", "no_such_metric").exit_code == 1


def test_the_published_totals_come_back_at_the_command_line(kept: Records, fengqiao: Fengqiao) -> None:
    with kept.writing() as session:
        factories.areas(session)
    taken = fengqiao("import", "indicators", "core/demo/published_figures.csv", "--mapping", "published")
    assert taken.exit_code == 0
    words = ("--area", "5307", "--from", "2023-01-01", "--to", "2023-04-30", "--compare", "year")
    shown = fengqiao("measure", "pre_litigation_mediations", "new_civil_cases", *words)
    for said in ("1,958", "508", "285.4", "3,586", "5,033", "28.75", "推算"):
        assert said in shown.output


def test_chinese_names_mean_the_same_as_codes(planted: Records, fengqiao: Fengqiao) -> None:
    named = fengqiao("measure", "新增事项", *NOVEMBER, "--where", "category=邻里", "--format", "csv")
    coded = fengqiao("measure", "new_matters", *NOVEMBER, "--where", "category=A.02", "--format", "csv")
    assert named.exit_code == coded.exit_code == 0
    assert named.stdout == coded.stdout
    spoken, relative = (fengqiao("measure", "新增事项", "--period", key) for key in ("上季度", "last_quarter"))
    assert spoken.exit_code == 0
    assert spoken.stdout == relative.stdout


def test_a_value_that_nothing_is_called_is_refused_and_the_others_named(planted: Records, fengqiao: Fengqiao) -> None:
    said = fengqiao("measure", "new_matters", *NOVEMBER, "--where", "nature=投诉信")
    assert said.exit_code == 1
    for words in ("诉求性质", "投诉信", "投诉（complaint）"):
        assert words in said.output


def test_a_dimension_that_does_not_fit_is_refused_and_the_others_named(planted: Records, fengqiao: Fengqiao) -> None:
    said = fengqiao("measure", "new_matters", *NOVEMBER, "--by", "room_kind")
    assert said.exit_code == 1
    assert "handling_unit" in said.output


def test_eighty_columns_hold_the_months_whole_and_no_empty_column(
    planted: Records, fengqiao: Fengqiao, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    shown = fengqiao("measure", "new_matters", *NOVEMBER, "--by", "month").stdout
    assert "2026-11 " in shown
    assert "新增事项" in shown
    assert "00:00:00" not in shown
    for empty in ("分母", "基期", "增减"):
        assert empty not in shown


def test_csv_names_what_its_codes_mean(planted: Records, fengqiao: Fengqiao) -> None:
    said = fengqiao("measure", "new_matters", *NOVEMBER, "--by", "county", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(said.stdout)))
    assert {(row["county"], row["county_name"]) for row in rows} >= {(GUCHENG, "古城区"), ("", "未知")}
    assert {row["metric_name"] for row in rows} == {"新增事项"}
