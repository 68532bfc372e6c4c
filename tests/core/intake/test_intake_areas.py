"""Areas from tables: any order of rows, every fault of a tree named, renames kept as aliases, trees out of columns."""

from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import aliased

from core.intake import Outcome
from db.models import Area, AreaAlias
from db.session import Records

HEADER = "区划代码,区划名称,上级代码,层级,乡镇类别\n"


def tree(records: Records) -> dict[str, tuple[str, str, str, str | None]]:
    """By code: (name, level, parent's code, kind)."""
    parent = aliased(Area)
    statement = select(Area.code, Area.name, Area.level, parent.code, Area.township_kind)
    with records.reading() as session:
        rows = session.execute(statement.join(parent, parent.id == Area.parent_id)).all()
    return {code: (name, level, above, kind) for code, name, level, above, kind in rows}


def fates(outcome: Outcome) -> tuple[int, int, int, int, int]:
    c = outcome.counts
    assert c.read == c.added + c.changed + c.unchanged + c.refused
    return c.added, c.changed, c.unchanged, c.refused, c.doubtful


def test_parents_may_come_later_in_the_file(take, planted: Records) -> None:
    rows = "9901011,甲镇,990101,,\n990101,丙县,9901,县,\n990101001,甲街道,990101,,\n9901,乙市,,市,\n"
    outcome = take(HEADER + rows.replace("9901011,甲镇,990101,,", "990101002,甲镇,990101,,"), "areas")
    assert fates(outcome) == (4, 0, 0, 0, 0)
    found = tree(planted)
    assert found["990101002"] == ("甲镇", "township", "990101", "town")
    assert found["990101001"] == ("甲街道", "township", "990101", "subdistrict")
    assert found["9901"] == ("乙市", "prefecture", "0", None)


def test_the_same_again_changes_nothing(take) -> None:
    table = HEADER + "9901,乙市,,市,\n990101,丙县,9901,县,\n"
    take(table, "areas")
    assert fates(take(table, "areas")) == (0, 0, 2, 0, 0)


def test_every_fault_of_a_tree_is_named_and_the_rest_is_imported(take, planted: Records, report) -> None:
    rows = (
        "9901,乙市,,市,\n"  # 2
        "990101,丙县,9999,县,\n"  # 3: unknown parent
        "990101001,丁镇,990101,,\n"  # 4: its parent was refused
        "990102,戊县,990103,县,\n"  # 5, 6: a circle
        "990103,己县,990102,县,\n"
        "990104,庚县,9901,村,\n"  # 7: fine, but see 8
        "990105,辛县,990104,县,\n"  # 8: above its parent
        "990106,,9901,县,\n"  # 9: no name
        "99010,壬县,9901,,\n"  # 10: no level to be seen
        "9901,另一市,,市,\n"  # 11: the code of row 2
        "0,全国,,市,\n"  # 12: the root's own
        "990107,13812345678,9901,县,\n"  # 13: a phone number for a name
        "990108,癸县,9901,天,\n"  # 14: unknown level, told by the code's length
    )
    outcome = take(HEADER + rows, "areas")
    found = sorted((int(row["行号"]), row["级别"]) for row in report(outcome))
    assert found == [(n, "拒绝") for n in (3, 4, 5, 6, 8, 9, 10, 11, 12, 13)] + [(14, "存疑")]
    assert fates(outcome) == (3, 0, 0, 10, 1)
    assert {"9901", "990104", "990108"} <= tree(planted).keys()
    assert "13812345678" not in outcome.report.read_text(encoding="utf-8-sig")


def test_a_rename_is_doubtful_and_the_old_name_still_leads_there(take, planted: Records, report) -> None:
    outcome = take(HEADER + "530702100,大东镇,530702,乡镇,镇\n", "areas")
    assert fates(outcome) == (0, 1, 0, 0, 1)
    assert "已有的“大东乡”" in report(outcome)[0]["问题"]
    assert tree(planted)["530702100"] == ("大东镇", "township", "530702", "town")
    with planted.reading() as session:
        assert session.scalars(select(AreaAlias.alias)).all() == ["大东乡"]


def test_a_place_that_ended_and_its_successor_stand_side_by_side(take, planted: Records) -> None:
    header = "区划代码,区划名称,上级代码,启用日期,停用日期\n"
    ended = "530702200,旧乡,530702,2000-01-01,2020-01-01\n"
    assert fates(take(header + ended, "areas")) == (1, 0, 0, 0, 0)
    successor = "530702200,新镇,530702,2020-01-01,\n"
    assert fates(take(header + successor, "areas")) == (1, 0, 0, 0, 0)
    overlapping = "530702200,又一镇,530702,2019-01-01,\n"
    assert fates(take(header + overlapping, "areas")) == (0, 0, 0, 1, 0)
    with planted.reading() as session:
        spans = session.execute(select(Area.name, Area.valid_from, Area.valid_to).where(Area.code == "530702200")).all()
    assert [tuple(span) for span in spans] == [
        ("旧乡", date(2000, 1, 1), date(2020, 1, 1)),
        ("新镇", date(2020, 1, 1), None),
    ]
    # A matter of 2010 lies in what the place was then.
    table = "事项编号,上报时间,事项大类,区划代码\n1,2010-05-01,其他,530702200\n2,2021-05-01,其他,530702200\n"
    take(table)
    assert [matter_area(planted, ref) for ref in "12"] == ["旧乡", "新镇"]


def matter_area(records: Records, ref: str) -> str | None:
    from db.models import Matter

    with records.reading() as session:
        statement = select(Area.name).join(Matter, Matter.area_id == Area.id).where(Matter.source_ref == ref)
        return session.scalar(statement)


def test_a_tree_comes_out_of_the_columns_of_an_event_file(take, planted: Records) -> None:
    events = Path(__file__).parents[2] / "data" / "events_with_oddities.csv"
    outcome = take(events, "areas", "pingshan")
    assert fates(outcome) == (10, 0, 0, 0, 0)
    found = tree(planted)
    assert found["440310201"] == ("甲街道", "township", "440310", "subdistrict")
    # The same name in two streets is two places.
    assert (found["44031020130001"][2], found["44031020330005"][2]) == ("440310201", "440310203")
    assert fates(take(events, "areas", "pingshan")) == (0, 0, 10, 0, 0)


def test_a_place_known_under_another_lists_code_is_not_made_twice(take, planted: Records) -> None:
    official = "4403,深圳市,,市,\n440310,坪山区,4403,县,\n440310001,甲街道,440310,,\n"
    take(HEADER + official, "areas")
    events = Path(__file__).parents[2] / "data" / "events_with_oddities.csv"
    take(events, "areas", "pingshan")
    assert "440310201" not in tree(planted)
    assert tree(planted)["44031020130001"][2] == "440310001"
    assert take(events, "matters", "pingshan").counts.doubtful == 0


def test_the_areas_of_the_three_prefectures_are_read_whole(take, planted: Records, shared_data: Path) -> None:
    outcome = take(shared_data / "areas_demo.csv", "areas", "areas_demo")
    assert outcome.counts.refused == 0
    found = tree(planted)
    assert sum(level == "township" for _, level, _, _ in found.values()) >= 244
    assert take(shared_data / "areas_demo.csv", "areas", "areas_demo").counts.unchanged == 4368
