"""The sheet of a tile: its groups stand in the order in which the screen shows them."""

from sqlalchemy import update

from core import areas, tiles, words
from core.tiles import Asked
from db.models import Matter
from db.read_model.model import ReadModel
from db.session import Records
from tests import scenario


def test_grades_stand_by_their_own_order_and_what_is_unknown_last(records: Records, model: ReadModel) -> None:
    with records.writing() as session:
        scenario.plant(session)
        session.execute(update(Matter).where(Matter.id % 4 == 0).values(risk_level="low"))
        session.execute(update(Matter).where(Matter.id % 4 == 1).values(risk_level="medium"))
        session.execute(update(Matter).where(Matter.id % 4 == 2).values(risk_level=None))
    model.catch_up()
    known = words.load(records, areas.load(records))
    asked = Asked(scenario.scope(records, "2026"), ("new_matters",), ("risk_level",))
    told = list(tiles.sheet(model, asked, "x", known).frame["risk_level"])
    assert told == ["高风险", "中风险", "低风险", "未知"]


def test_a_target_stands_in_the_sheet_beside_its_number(records: Records, model: ReadModel) -> None:
    with records.writing() as session:
        scenario.plant(session)
    model.catch_up()
    known = words.load(records, areas.load(records))
    asked = Asked(scenario.scope(records, "2026"), ("new_matters", "on_time_rate"))
    sheet = tiles.sheet(model, asked, "x", known, {"on_time_rate": 95.0})
    assert sheet.frame.set_index("metric")["target"].dropna().to_dict() == {"on_time_rate": 95.0}
    assert "目标" in [column.label for column in sheet.columns]
    assert "目标" not in [column.label for column in tiles.sheet(model, asked, "x", known).columns]
