"""Lists of acts on bodies: taken over as their papers say, refused with the cell at fault, the same again nothing."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from core import access, areas, clock, intake
from core.access import Person
from core.accountability import deciding, notices
from core.accountability.office import Seen
from core.accountability.refusal import Refused
from core.intake import history, rehearsal, undoing
from db.models import AccountabilityAction, AuditEvent
from db.session import WHOLE, Records
from tests import scenario
from tests.core.accountability import conftest as accountability
from tests.core.accountability.conftest import BODY, COUNTY, MAKER, SECOND, Desk

desk = accountability.desk
pytestmark = pytest.mark.parametrize("records_url", ["sqlite"], indirect=True)
HEAD = (
    "登记编号,措施,对象区划,对象单位,生效日期,依据文件,期限,对考评的影响,分值,解除日期,"
    "文号,答复期限,签收日期,答复日期,办结日期\n"
)
TALK = f"1,约谈,{scenario.D},,2025-03-05,《规定》第九条,2025-09-04,,,2025-06-01,,,,,\n"
CARD = f"2,黄牌,{scenario.H},,2025年5月6日,《规定》第十条,,扣分,5,,,,,,\n"
NOTICE = f"3,督办通知书,{scenario.D},,2025-09-08,《规定》第三条,,,,,丽综治督〔2025〕12号,2025-09-22,2025-09-09,,\n"
UNIT = f"4,提醒,{scenario.GUCHENG},U1,2026-01-05,《规定》第二条,,,,,,,,,\n"
ALL = HEAD + TALK + CARD + NOTICE + UNIT


def fates(outcome: intake.Outcome) -> tuple[int, int, int, int]:
    counts = outcome.counts
    return counts.added, counts.changed, counts.unchanged, counts.refused


def acts(records: Records) -> dict[str, AccountabilityAction]:
    with records.reading(within=WHOLE) as session:
        found = session.scalars(select(AccountabilityAction).where(AccountabilityAction.source_ref.is_not(None))).all()
        _ = [(one.events, one.notice, one.unit) for one in found]
        return {one.source_ref or "": one for one in found}


@pytest.fixture
def bring(desk: Desk, tmp_path: Path) -> Callable[..., intake.Outcome]:
    def run(content: str, by: Person = MAKER) -> intake.Outcome:
        file = tmp_path / "acts.csv"
        file.write_text(content, encoding="utf-8")
        return intake.run(desk.records, "acts", file, by=by, home=tmp_path)

    return run


def test_acts_come_with_days_numbers_and_ends_of_their_papers(bring, desk: Desk) -> None:
    assert fates(bring(ALL)) == (4, 0, 0, 0)
    talk, card, notice, unit = acts(desk.records).values()
    assert (talk.kind, talk.state, talk.lifted_on, talk.ends_on) == (
        *("summons_talk", "lifted"), date(2025, 6, 1), date(2025, 9, 4),
    )  # fmt: skip
    assert [(one.step, clock.local_day(one.at)) for one in talk.events] == [
        ("begun", date(2025, 3, 5)), ("lifted", date(2025, 6, 1)),
    ]  # fmt: skip
    # What touches scores waits for somebody else; a yellow card usually holds for a year.
    assert (card.state, card.effect_points, card.ends_on) == ("drafted", 5, date(2026, 5, 5))
    assert notice.notice is not None
    assert (notice.notice.number, notice.notice.due_on, notice.notice.received_on, notice.state) == (
        12, date(2025, 9, 22), date(2025, 9, 9), "in_force",
    )  # fmt: skip
    assert unit.unit is not None
    assert (unit.unit.code, unit.basis) == ("U1", "other")
    desk.act(deciding.approve, card.id, SECOND)
    assert desk.read(card.id).state == "in_force"


def test_what_came_with_a_list_is_approved_together_or_not_at_all(bring, desk: Desk) -> None:
    bring(ALL + CARD.replace("2,黄牌", "5,黄牌").replace("5月6日", "7月6日"))
    cards = [one for one in acts(desk.records).values() if one.state == "drafted"]
    seen = [Seen(one.id, one.version) for one in cards]
    assert len(seen) == 2

    def together(by: Person, given: list[Seen]) -> None:
        with desk.records.writing(within=("5307",)) as session:
            deciding.approve_together(session, desk.office, given, by=by)

    with pytest.raises(Refused, match="own_draft"):
        together(MAKER, seen)
    with pytest.raises(Refused, match="changed_meanwhile"):
        together(SECOND, [seen[0], replace(seen[1], version=9)])
    assert {desk.read(one.id).state for one in cards} == {"drafted"}
    together(SECOND, seen)
    assert [desk.read(one.id).state for one in cards] == ["in_force", "in_force"]
    with desk.records.reading() as session:
        told = session.scalars(select(AuditEvent.object_key).where(AuditEvent.action == "accountability.approved"))
        assert sorted(told) == sorted(str(one.id) for one in cards)


def test_the_same_again_changes_nothing_and_a_later_list_goes_on(bring, desk: Desk, report) -> None:
    bring(ALL)
    assert fates(bring(ALL)) == (0, 0, 4, 0)
    later = NOTICE.replace("2025-09-09,,", "2025-09-09,2025-09-19,2025-09-23")
    assert fates(bring(HEAD + TALK + later)) == (0, 1, 1, 0)
    closed = acts(desk.records)["5307 3"]
    assert (closed.state, closed.lifted_on) == ("lifted", date(2025, 9, 23))
    assert [one.step for one in closed.events] == ["issued", "received", "answered", "closed"]
    outcome = bring(HEAD + TALK.replace("约谈", "通报批评") + later.replace("2025-09-19", "2025-09-18"))
    assert fates(outcome) == (0, 0, 0, 2)
    assert [row["列"].split(" ")[0] for row in report(outcome)] == ["措施", "答复日期"]


def test_the_next_document_goes_on_after_the_numbers_of_the_list(bring, desk: Desk) -> None:
    today = clock.today()
    row = f"5,督办通知书,{scenario.D},,{today},《规定》,,,,,7,,,,\n"
    assert fates(bring(HEAD + row)) == (1, 0, 0, 0)
    act = desk.read(desk.draft("supervision_notice", area_code=scenario.S))
    assert act.notice is not None
    assert act.notice.number == 8
    again = f"6,督办通知书,{scenario.H},,{today},《规定》,,,,,8,,,,\n"
    assert fates(bring(HEAD + again)) == (0, 0, 0, 1)


def test_each_fault_is_told_with_its_cell_and_good_rows_are_kept(bring, desk: Desk, report) -> None:
    d, tail = scenario.D, ",,,,,,,,"
    rows = {
        f"11,罚款,{d},,2025-03-05,《规定》{tail},\n": ("措施", "罚款", "备选项中没有"),
        f"12,提醒,999999,,2025-03-05,《规定》{tail},\n": ("对象区划", "999999", "没有这个区划"),
        f"13,提醒,{d},无名局,2025-03-05,《规定》{tail},\n": ("对象单位", "无名局", "没有这个成员单位"),
        f"14,提醒,{d},,2099-03-05,《规定》{tail},\n": ("生效日期", "2099-03-05", "晚于"),
        f"15,提醒,{d},,2025-03-05,{tail},\n": ("依据文件", "", ""),
        f"16,约谈,{d},,2025-03-05,《规定》,2025-01-01,,,,,,,,\n": ("期限", "2025-01-01", "早于生效"),
        f"17,约谈,{d},,2025-03-05,《规定》,,扣分,,,,,,,\n": ("分值", "", "须填写分值"),
        f"18,约谈,{d},,2025-03-05,《规定》,,加分,3,,,,,,\n": ("对考评的影响", "加分", "不能加分"),
        f"19,约谈,{d},,2025-03-05,《规定》,,,,2025-03-04,,,,,\n": ("解除日期", "2025-03-04", "至今天之间"),
        f"20,督办通知书,{d},,2025-03-05,《规定》{tail},\n": ("文号", "", "须写明文号"),
        f"21,督办通知书,{d},,2025-03-05,《规定》,,,,,〔2024〕3号,,,,\n": ("文号", "〔2024〕3号", "年份"),
        f"22,督办通知书,{d},,2025-03-05,《规定》,,,,,4,,2025-03-10,2025-03-09,\n": ("答复日期", "2025-03-09", "至今天"),
        f"23,平安区市,{d},,2025-03-05,《规定》{tail},\n": ("对象区划", d, "只能给予"),
        f"1,提醒,{d},,2025-03-05,《规定》{tail},\n": ("登记编号", "1", "编号相同"),
        f"24,约谈,{d},,2025-03-05,《规定》{tail},\n": ("登记编号", "24", "不能重复登记"),
        f"25,提醒,{d},,2025-03-05,电话13812345678{tail},\n": ("依据文件", "", "个人信息"),
    }  # fmt: skip
    outcome = bring(HEAD + TALK + "".join(rows) + UNIT)
    assert fates(outcome) == (2, 0, 0, len(rows)), [(row["单元格"], row["问题"]) for row in report(outcome)]
    told = {int(re.sub(r"\D", "", row["单元格"])): row for row in report(outcome) if row["级别"] == "拒绝"}
    for number, (column, value, part) in enumerate(rows.values(), 3):
        row = told[number]
        assert row["列"].split(" ")[0] == column, row
        assert not value or row["值"] == value, row
        assert part in row["问题"], row
        assert row["建议"]
    assert set(acts(desk.records)) == {"5307 1", "5307 4"}
    assert "13812345678" not in (outcome.report.read_text(encoding="utf-8-sig") if outcome.report else "")


def test_only_an_office_that_acts_on_bodies_and_only_on_those_below_it(bring, desk: Desk, report) -> None:
    with pytest.raises(intake.NotAllowed, match="不能登记问责措施"):
        bring(HEAD + TALK, BODY)
    # The county's office acts neither on itself nor for another place.
    own = f"1,提醒,{scenario.GUCHENG},,2025-03-05,《规定》,,,,,,,,,\n"
    other = f"2,提醒,{scenario.H},,2025-03-05,《规定》,,,,,,,,,\n"
    outcome = bring(HEAD + own + other + TALK.replace("1,", "9,", 1), COUNTY)
    assert fates(outcome) == (1, 0, 0, 2)
    assert {row["列"].split(" ")[0] for row in report(outcome)} == {"对象区划"}
    assert list(acts(desk.records)) == ["530702 9"]


def test_who_judges_the_work_brings_in_no_record_of_it(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "matters.csv"
    file.write_text("事项编号,上报时间\n1,2026-01-05\n", encoding="utf-8")
    with pytest.raises(intake.NotAllowed, match="不能导入被考评的业务数据"):
        intake.run(desk.records, "matters", file, by=MAKER, home=tmp_path)


def test_a_preview_writes_nothing_and_an_import_can_be_undone(bring, desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text(ALL, encoding="utf-8")
    tried = rehearsal.rehearse(desk.records, "acts", file, "standard", by=MAKER)
    assert fates(tried.outcome) == (4, 0, 0, 0)
    assert acts(desk.records) == {}
    outcome = bring(ALL)
    again = rehearsal.rehearse(desk.records, "acts", file, "standard", by=MAKER)
    assert fates(again.outcome) == (0, 0, 4, 0)
    notice = acts(desk.records)["5307 3"]
    with desk.records.writing(within=WHOLE) as session:
        notices.answer(session, Seen(notice.id, notice.version), text="已整改。", by=BODY)
    tree = areas.load(desk.records)
    batch = history.one(desk.records, MAKER, tree, outcome.batch_id) or history.one(
        desk.records, access.operator(), tree, outcome.batch_id
    )
    assert batch is not None
    done = undoing.undo(desk.records, batch, by=MAKER)
    # The notice that was answered since stays.
    assert (done.removed, [one.reason for one in done.kept]) == (3, ["导入以后又有改动"])
    assert list(acts(desk.records)) == ["5307 3"]
