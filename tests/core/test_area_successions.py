"""Successions from a table: each pair once, bad rows refused with their reason, good ones taken all the same."""

from datetime import date
from pathlib import Path

import pytest

from core import access, intake
from core.area_successions import Told, WrongColumns, take_in
from core.metrics import measure
from core.periods import Period
from core.scope import Request
from db.models import Area, AreaSuccession, AuditEvent
from db.read_model.model import ReadModel
from db.session import Records
from tests import factories, scenario

CHANGE = date(2026, 1, 1)


@pytest.fixture
def changed(records: Records) -> Records:
    with records.writing() as session:
        tree = factories.areas(session)
        tree["530702100"].valid_to = CHANGE
        session.add(Area(code="530702101", name="大东镇", level="township", parent=tree["530702"], valid_from=CHANGE))
        feed = factories.data_source(session)
        factories.matter(session, feed, tree["530702100"], [("reported", "2025-11-05")])
    return records


def written(folder: Path, *lines: str) -> Path:
    file = folder / "沿革.csv"
    file.write_text("\n".join(("原代码,现代码,日期,说明", *lines)), encoding="utf-8")
    return file


def test_rows_are_taken_once_and_refused_with_their_reason(changed: Records, tmp_path: Path) -> None:
    good = "530702100,530702101,2026-01-01,撤乡设镇"
    file = written(
        tmp_path, good, "530702100,530702101,明天,", "999,530702101,2026-01-01,", "530702100,530702101,,",
        "530702100,530702100,2026-01-01,", "530702001,530702001,2026-01-01,",
    )  # fmt: skip
    told = take_in(changed, file, by=access.operator())
    assert (told.added, told.unchanged) == (1, 0)
    assert told.refused == [
        (3, "日期“明天”有误，应写如 2026-01-01"),
        (4, "没有在 2026-01-01 之前设立的区域 999"),
        (5, "原代码、现代码、日期都须填写"),
        (6, "没有在 2026-01-01 当日有效的区域 530702100"),
        (7, "原区域与现区域是同一个"),
    ]
    assert take_in(changed, written(tmp_path, good), by=access.operator()) == Told(0, 1, [])
    with changed.reading() as session:
        assert session.query(AreaSuccession).one().happened_on == CHANGE
        assert session.query(AuditEvent).filter_by(action="import_successions").count() == 2


def test_a_file_without_the_columns_is_refused_as_a_whole(changed: Records, tmp_path: Path) -> None:
    file = tmp_path / "other.csv"
    file.write_text("代码,日期\n1,2026-01-01\n", encoding="utf-8")
    with pytest.raises(WrongColumns, match="原代码、现代码"):
        take_in(changed, file, by=access.operator())


def test_what_was_taken_in_is_followed_at_once(changed: Records, model: ReadModel, tmp_path: Path) -> None:
    model.catch_up()
    before = scenario.scope(changed, "2025-11", "530702101")
    asked = Request(Period.parse("2025-11"), ("530702101",), (), "today")
    today = access.scope(access.operator(), asked, scenario.areas.load(changed, scenario.TODAY), scenario.TODAY)
    assert list(measure(model, ["new_matters"], today)["value"]) == [0]
    take_in(changed, written(tmp_path, "530702100,530702101,2026-01-01,"), by=access.operator())
    model.catch_up()
    assert list(measure(model, ["new_matters"], today)["value"]) == [1]
    assert list(measure(model, ["new_matters"], before)["value"]) == [0]


def test_populations_come_by_the_same_way_as_other_totals(changed: Records, model: ReadModel, tmp_path: Path) -> None:
    file = tmp_path / "人口.csv"
    file.write_text(
        "区划代码,年份,常住人口,来源\n530702,2025,211000,统计公报\n530721,2025,189000,统计公报\n", encoding="utf-8"
    )
    intake.run(changed, "indicators", file, "populations", by=access.operator(), home=tmp_path)
    model.catch_up()
    frame = measure(model, ["population", "matters_per_10k"], scenario.scope(changed, "2025-11"))
    assert list(frame["value"]) == [400_000, 1 / 40]
    assert list(measure(model, ["population"], scenario.scope(changed, "2024"))["reason"]) == ["no_population"]
