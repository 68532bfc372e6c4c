"""Lists of mediation cases: taken in as the desk takes them, refused with the cell at fault, the same again nothing."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from core import access, areas, intake
from core.access import Person
from core.intake import history, rehearsal, undoing
from core.mediation import handling
from core.mediation.desk import Seen
from db.models import Matter, MediationCase
from db.session import WHOLE, Records
from tests import scenario
from tests.core.mediation import conftest as mediation
from tests.core.mediation.conftest import Office

office = mediation.office
pytestmark = pytest.mark.parametrize("records_url", ["sqlite"], indirect=True)
HEAD = (
    "案件编号,调解室,类型清单,纠纷类型,申请日期,受理日期,工号,达成协议日期,协议形式,协议金额,"
    "司法确认日期,回访日期,回访结果,事项编号\n"
)
GOOD = "1,D1,A,0201,2026-09-01,2026-09-02,D1-1,2026-09-06,书面,3.5万元,2026-09-20,2026-09-10,满意,\n"
OF_C = "2,调解室D1,人民调解分类,1,2026年9月3日,2026-09-03,,,,,,,,\n"


def fates(outcome: intake.Outcome) -> tuple[int, int, int, int]:
    counts = outcome.counts
    return counts.added, counts.changed, counts.unchanged, counts.refused


def cases(records: Records) -> dict[str, MediationCase]:
    with records.reading(within=WHOLE) as session:
        found = session.scalars(select(MediationCase).where(MediationCase.import_key.is_not(None))).all()
        _ = [(one.events, one.matter.events) for one in found]
        return {one.import_key or "": one for one in found}


@pytest.fixture
def bring(office: Office, tmp_path: Path) -> Callable[..., intake.Outcome]:
    def run(content: str, by: Person | None = None) -> intake.Outcome:
        file = tmp_path / "cases.csv"
        file.write_text(content, encoding="utf-8")
        return intake.run(office.records, "cases", file, by=by or access.operator(), home=tmp_path)

    return run


def test_cases_come_with_their_whole_life_and_types_of_either_list(bring, office: Office) -> None:
    assert fates(bring(HEAD + GOOD + OF_C)) == (2, 0, 0, 0)
    found = cases(office.records)
    first, second = found["D1 1"], found["D1 2"]
    steps = [event.step for event in first.events]
    assert steps == ["applied", "accepted", "assigned", "agreed", "visited", "confirmed"]
    assert [event.amount_fen for event in first.events if event.form] == [35_000_00]
    assert (first.status, first.category_key, second.category_key) == ("confirmed", "A.0201", "C.1")
    # A dispute that nobody had reported comes with its case and is closed with it.
    assert [one.status for one in first.matter.events] == ["reported", "accepted", "resolved", "closed", "followed_up"]
    assert second.matter.status == "accepted"


def test_the_same_again_changes_nothing_and_a_later_list_goes_on(bring, office: Office) -> None:
    bring(HEAD + GOOD + OF_C)
    assert fates(bring(HEAD + GOOD + OF_C)) == (0, 0, 2, 0)
    later = OF_C.replace("2026-09-03,,,", "2026-09-03,D1-1,2026-09-09,口头")
    assert fates(bring(HEAD + GOOD + later)) == (0, 1, 1, 0)
    assert cases(office.records)["D1 2"].status == "agreed"
    moved = later.replace("2026-09-09", "2026-09-08")
    assert fates(bring(HEAD + moved)) == (0, 0, 0, 1)


def test_each_fault_is_told_with_its_cell_and_good_rows_are_kept(bring, office: Office, report) -> None:
    rows = {
        "3,D1,C,0201,2026-09-01,,,,,,,,,\n": ("纠纷类型", "0201", "属于另一份清单（A）"),
        "4,D1,A,14,2026-09-01,,,,,,,,,\n": ("纠纷类型", "14", "清单A中没有这个类型"),
        "5,D1,A,0201,2026-09-05,2026-09-06,D1-1,2026-09-05,书面,,,,,\n": ("达成协议日期", "2026-09-05", "早于受理"),
        "6,D1,A,0201,2026-09-01,,,2026-09-05,书面,,,,,\n": ("达成协议日期", "2026-09-05", "还没有受理"),
        "7,D1,A,0201,2026-08-01,2026-08-01,D1-1,2026-08-03,书面,,2026-09-20,,,\n": (
            "司法确认日期", "2026-09-20", "30日内",
        ),
        "8,D1,A,0201,2026-09-01,2026-09-01,D1-1,2026-09-02,书面,大约三万,,,,\n": ("协议金额", "大约三万", "看不懂"),
        "9,D1,A,0201,2026-09-01,2026-09-01,D2-1,,,,,,,\n": ("工号", "D2-1", "属于“调解室D2”"),
        "1,D1,A,0201,2026-09-01,,,,,,,,,\n": ("案件编号", "1", "同一编号"),
        "10,无名室,A,0201,2026-09-01,,,,,,,,,\n": ("调解室", "无名室", "没有这个调解室"),
        "11,D1,甲,0201,2026-09-01,,,,,,,,,\n": ("类型清单", "甲", "类型清单"),
        "12,D1,A,0201,2026-09-01,,,,,,,,,不存在\n": ("事项编号", "不存在", "没有找到"),
    }  # fmt: skip
    outcome = bring(HEAD + GOOD + "".join(rows) + OF_C)
    assert fates(outcome) == (2, 0, 0, len(rows))
    told = {int(re.sub(r"\D", "", row["单元格"])): row for row in report(outcome) if row["级别"] == "拒绝"}
    for number, (column, value, part) in enumerate(rows.values(), 3):
        row = told[number]
        assert (row["列"].split(" ")[0], row["值"]) == (column, value), row
        assert part in row["问题"], row
        assert row["建议"]
    # Of what was refused nothing stays behind: no matter without its case.
    with office.records.reading(within=WHOLE) as session:
        assert session.query(Matter).count() == 2


def test_the_same_dispute_is_not_taken_up_twice_in_a_room(bring, office: Office) -> None:
    matter = office.matter()
    row = f"{{}},D1,A,0201,2026-09-01,,,,,,,,,{matter}\n"
    assert fates(bring(HEAD + row.format(1) + row.format(2))) == (1, 0, 0, 1)


def test_only_who_works_on_cases_and_only_in_their_own_area(bring, office: Office) -> None:
    with pytest.raises(intake.NotAllowed, match="不能办理调解案件"):
        bring(HEAD + GOOD, Person(None, "x", "x", "service_office", scenario.GUCHENG))
    county = Person(None, "x", "x", "county_office", scenario.YULONG)
    assert fates(bring(HEAD + GOOD, county)) == (0, 0, 0, 1)
    assert fates(bring(HEAD + GOOD, Person(None, "x", "x", "township_centre", scenario.D))) == (1, 0, 0, 0)


def test_a_preview_writes_nothing_and_an_import_can_be_undone(bring, office: Office, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text(HEAD + GOOD + OF_C, encoding="utf-8")
    tried = rehearsal.rehearse(office.records, "cases", file, "standard", by=access.operator())
    assert fates(tried.outcome) == (2, 0, 0, 0)
    assert cases(office.records) == {}
    outcome = bring(HEAD + GOOD + OF_C)
    again = rehearsal.rehearse(office.records, "cases", file, "standard", by=access.operator())
    assert fates(again.outcome) == (0, 0, 2, 0)
    second = cases(office.records)["D1 2"]
    assigned = {"work_number": "D1-1", "on": second.events[-1].at.date()}
    with office.records.writing(within=WHOLE) as session:
        handling.assign(session, office.desk, Seen(second.id, second.version), by=access.operator(), **assigned)
    batch = history.one(office.records, access.operator(), areas.load(office.records), outcome.batch_id)
    assert batch is not None
    done = undoing.undo(office.records, batch, by=access.operator())
    # The case that somebody has worked on since stays with its matter.
    assert (done.removed, [one.reason for one in done.kept]) == (2, ["导入以后又有改动", "已被调解案件使用"])
    assert list(cases(office.records)) == ["D1 2"]
