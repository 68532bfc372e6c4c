"""The twelve groups are closed: enabled, ordered and renamed, and nobody else becomes one by any name."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from core.care import groups
from core.care.refusal import NotAllowed, Refused
from db.models.care import GROUPS
from db.session import Records, Session
from db.unavailable import RecordsUnavailable
from tests.core.care.conftest import OFFICE, township

# Each in another guise: synonym, pinyin, traditional, full width, spaced, abbreviated, English.
HOSTILE = (
    *("信访人员", "上访老户", "信訪重點人員", "ｘｉｎｆａｎｇｒｅｎ", "shangfang", "涉访人员", "非访人员", "稳控对象"),
    *("重点人员", "重點人", "zhongdianren", "ＺＤＲＹ", "管控对象", "管 控 级 别", "布控人员", "列管人员"),
    *("社区矫正对象", "社區矯正", "shequjiaozheng", "刑满释放人员", "刑滿釋放", "刑释人员", "安置帮教对象", "安置幫教"),
    *("吸毒人员", "涉毒人员", "戒毒人员", "xidu", "精神障碍患者", "重性精神病人", "jingshenbing", "艾滋病人"),
    *("少数民族", "民族", "minzu", "ethnic", "信教群众", "信教群眾", "宗教人士", "xinjiao", "邪教人员", "涉邪人员"),
    *("党员", "黨員", "dangyuan", "政治面貌", "闲散青少年", "失足青年", "前科人员", "涉黑人员", "涉恐人员"),
    *("肇事肇祸人员", "涉稳人员", "shewen", "watchlist", "petitioner", "religious home", "drug addict"),
)


def test_a_new_installation_serves_all_twelve(records: Records) -> None:
    with records.reading() as session:
        found = groups.listed(session)
    assert [group.code for group in found] == list(GROUPS)
    assert all(group.enabled for group in found)
    assert found[0].name == "特困人员"


def test_the_office_renames_orders_and_leaves_out(records: Records) -> None:
    with records.writing() as session:
        groups.change(session, "orphans", name="孤儿与弃婴", enabled=True, position=1, by=OFFICE)
        groups.change(session, "veterans", name="优抚对象", enabled=False, position=12, by=OFFICE)
    with records.reading() as session:
        assert groups.find(session, "孤儿与弃婴") == groups.find(session, "孤儿") == "orphans"
        assert "veterans" not in [group.code for group in groups.enabled(session)]
        # What is out of use keeps its name and its past.
        assert groups.find(session, "优抚对象") == "veterans"


def test_no_forbidden_category_becomes_a_group_by_any_name(records: Records) -> None:
    assert len(set(HOSTILE)) >= 50
    with records.writing() as session:
        taken = []
        for name in HOSTILE:
            for tried in (groups.find, _rename):
                try:
                    tried(session, name)
                    taken.append(name)
                except Refused as refused:
                    if refused.reason != "forbidden_group":
                        taken.append(f"{name}: {refused.reason}")
        assert not taken


def _rename(session: Session, name: str) -> None:
    groups.change(session, "youth_in_need", name=name, enabled=True, position=1, by=OFFICE)


def test_a_name_is_short_and_holds_no_number(records: Records) -> None:
    for name in ("", "孤", "十七个字的称呼是怎么也放不进去的啊啊", "13812345678", "孤儿 530702199001011234"):
        with pytest.raises(Refused, match="bad_name"), records.writing() as session:
            _rename(session, name)


def test_names_differ_and_one_group_stays(records: Records) -> None:
    with pytest.raises(Refused, match="name_taken"), records.writing() as session:
        groups.change(session, "orphans", name="特困人员", enabled=True, position=1, by=OFFICE)
    with pytest.raises(Refused, match="no_group_left"):
        _leave_all_out(records)
    with pytest.raises(NotAllowed), records.writing() as session:
        groups.change(session, "orphans", name="孤儿们", enabled=True, position=1, by=township("530702001"))
    with records.reading() as session, pytest.raises(Refused, match="unknown_group"):
        groups.find(session, "退休教师")


@pytest.mark.parametrize("table", ["service_group", "service_count", "service_cell"])
def test_the_database_itself_knows_no_other_group(records: Records, table: str) -> None:
    column = "code" if table == "service_group" else "service_group"
    insert = {
        "service_group": "insert into service_group (code, enabled, position) values ('petitioners', true, 1)",
        "service_count": "insert into service_count (service_return_id, service_group, service_line)"
        " values (1, 'petitioners', 'care')",
        "service_cell": "insert into service_cell (service_month_id, cube_version, area_id, service_group,"
        " service_line, on_time, late, undone, satisfied, dissatisfied) values (1, 1, 1, 'petitioners', 'care',"
        " 0, 0, 0, 0, 0)",
    }[table]
    refused = pytest.raises(
        (IntegrityError, DBAPIError, RecordsUnavailable), match=rf"{table}_{column}|CHECK|row-level"
    )
    with refused, records.writing() as session:
        session.execute(text(insert))


def _leave_all_out(records: Records) -> None:
    with records.writing() as session:
        for group in groups.listed(session):
            groups.change(session, group.code, name=group.name, enabled=False, position=1, by=OFFICE)
