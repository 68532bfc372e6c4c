"""The supervision page and its desk, run as the server runs them: empty, full, for a township, a county, an office."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from core import areas, clock, working_days
from core.scoring import appealed, appeals, entering, package, published, runs, schemes
from core.scoring.office import Seen
from core.scoring.published import Run
from dashboards import stores
from dashboards.supervision import items
from dashboards.supervision.choice import Choice
from db.session import WHOLE, Records
from tests import scenario
from tests.core.scoring.conftest import COUNTY, LEADER, MAKER, MARKED, OTHER, TOWNSHIP
from tests.core.scoring.test_gathering import AUTUMN
from tests.core.scoring.test_office import mark
from tests.dashboards.conftest import forget
from tests.dashboards.test_mediation import open_page
from tests.dashboards.test_situation import html


@pytest.fixture
def office(records: Records, tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> Iterator[Records]:
    """The scenario with the demo's accounts; nothing is scored yet."""
    from core.demo import accounts

    monkeypatch.setenv("FENGQIAO_HOME", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    forget()
    with records.writing(within=WHOLE) as session:
        scenario.plant(session)
        accounts.create(session)
    yield stores.records()
    stores.read_model().close()
    stores.records().close()
    forget()


def scored(records: Records) -> Run:
    """One published run with a mark for 大研."""
    tree, model = areas.load(records), stores.read_model()
    model.catch_up()
    with records.writing() as session:
        scheme = schemes.load(session, tree, text=MARKED, by=MAKER)
        entering.enter(session, tree, mark(scheme.id), by=MAKER)
    computed = runs.compute(records, model, scheme.id, AUTUMN, MAKER)
    with records.writing() as session:
        made = runs.keep(session, tree, computed, by=MAKER)
        runs.submit(session, tree, Seen(made.id, made.version), by=MAKER)
        runs.publish(session, tree, working_days.published(), Seen(made.id, made.version), by=OTHER)
    return published.runs(records, tree, MAKER)[0]


def text(page: AppTest) -> str:
    assert not page.exception
    found = html(page) + " ".join(one.value for one in (*page.markdown, *page.caption, *page.subheader))
    assert not re.search(
        r"scoring\.|supervision\.|None|nan\b", re.sub(r'(class|href|style)=["\'][^"\']*["\']', "", found)
    )
    return found


def test_before_anything_is_published_it_says_how_to_begin(monkeypatch: pytest.MonkeyPatch, office: Records) -> None:
    page = open_page(monkeypatch, office, "lijiang", "supervision")
    assert "还没有公布的考评" in page.info[0].value
    desk = open_page(monkeypatch, office, "dudao", "supervision_desk")
    assert "还没有方案" in " ".join(one.value for one in desk.info)
    refused = open_page(monkeypatch, office, "lijiang", "supervision_desk")
    assert "没有查看本页的权限" in refused.warning[0].value


def test_each_sees_the_order_of_all_and_the_figures_of_their_own(
    monkeypatch: pytest.MonkeyPatch, office: Records
) -> None:
    scored(office)
    shown = text(open_page(monkeypatch, office, "lijiang", "supervision", area=scenario.D))
    for words in ("2026年9—10月 督导考评 街道", "大研街道", "98.50", "达到100%得60分", "100%（2/2）"):
        assert words in shown, words
    # 大研's own centre sees its figures and may appeal; 束河's it sees by rank only.
    # Each says the same of its data: until when they tell, and when they were frozen.
    assert shown.count("数据截至 10-31 23:59") >= 9
    assert shown.count("数据截至") == shown.count("数据截至 10-31 23:59")
    own = open_page(monkeypatch, office, "gucheng", "supervision", area=scenario.D)
    assert "申诉期到" in " ".join(one.label for one in own.expander)
    # Only who may see cases is offered them; the figure's parts are there for both.
    office_of_scores = open_page(monkeypatch, office, "dudao", "supervision", area=scenario.D)
    for page, offered in ((own, True), (office_of_scores, False)):
        assert "100%（2/2）" in text(page)
        assert ("查看事项" in [one.label for one in page.button]) == offered
        assert ("逐件事项由承办地区的综治中心查看" in text(page)) != offered
    other = open_page(monkeypatch, office, "gucheng", "supervision", area=scenario.H)
    closed = text(other)
    assert "只显示名次和得分" in closed or "黄山镇" not in closed


def test_an_earlier_run_can_be_chosen(monkeypatch: pytest.MonkeyPatch, office: Records) -> None:
    first = scored(office)
    tree = areas.load(office)
    computed = runs.compute(office, stores.read_model(), first.scheme_id, AUTUMN, MAKER)
    with office.writing() as session:
        made = runs.keep(session, tree, computed, by=MAKER)
        runs.submit(session, tree, Seen(made.id, made.version), by=MAKER)
        runs.publish(session, tree, working_days.published(), Seen(made.id, made.version), by=OTHER)
        claim = appeals.Claim(first.id, f"area:{scenario.D}", "visit", "评分表漏记一项", "评分表原件")
        appeals.file(session, tree, claim, by=COUNTY)
    page = open_page(monkeypatch, office, "lijiang", "supervision", area=scenario.D)
    # What was appealed against in the run before stays in sight.
    assert "对其他各次考评的申诉 1 件" in text(page)
    assert "2026年9—10月（第1次）" in text(page)
    box = next(box for box in page.selectbox if box.key == "scoring_run")
    assert [option.split("（")[1][:3] for option in box.options] == ["第2次", "第1次"]
    box.set_value(first.id).run()
    assert "98.50" in text(page)
    # Asked for by a person: what today's data give stands beside it.
    next(button for button in page.button if button.label == "按现有数据重算").click().run()
    assert "与公布时一致" in text(page)


def test_somebody_elses_figures_are_not_opened(monkeypatch: pytest.MonkeyPatch, office: Records) -> None:
    scored(office)
    page = open_page(monkeypatch, office, "gucheng", "supervision")
    group = next(box for box in page.selectbox if (box.key or "").startswith("scoring_group"))
    group.set_value("towns").run()
    body = next(box for box in page.selectbox if (box.key or "").startswith("scoring_body"))
    body.set_value(f"area:{scenario.H}").run()
    shown = text(page)
    assert "只显示名次和得分" in shown
    assert "达到100%得60分" not in shown


def test_a_run_goes_over_the_desk(monkeypatch: pytest.MonkeyPatch, office: Records) -> None:
    desk = open_page(monkeypatch, office, "dudao", "supervision_desk")
    desk.text_area[0].set_value(MARKED.replace("points = 60", "points = 59"))
    _press(desk, "载入")
    assert "分值之和为 99" in " ".join(one.value for one in desk.markdown)
    desk.text_area[0].set_value(MARKED)
    _press(desk, f"用{clock.today().year - 1}年数据试算")
    assert "没有留存" in " ".join(one.value for one in desk.info)
    assert "还没有任何登记：现场观摩。" in desk.warning[0].value
    _press(desk, "载入")
    assert "方案已载入" in desk.success[0].value
    _choose(desk, "截止月份", "2026-10")
    _choose(desk, "起始月份", "2026-09")
    _press(desk, "试算")
    assert "没有留存" in " ".join(one.value for one in desk.info)
    _press(desk, "制作草稿")
    assert "草稿已制作" in desk.success[0].value
    _press(desk, "提交")
    assert next(button for button in desk.button if button.label == "公布").disabled
    assert "自己制作的考评不能由自己公布" in text(desk)
    other = open_page(monkeypatch, office, "fuhe", "supervision_desk")
    _press(other, "公布")
    # It is asked once more, with what will be published, of how many, and until when it may be appealed.
    asked = text(other)
    assert "申诉期开始" not in " ".join(one.value for one in other.success)
    for words in ("6 个单位，其中 3 个有名次", "5 个工作日", "公布后得分不能更改"):
        assert words in asked, words
    _press(other, "确认")
    assert "申诉期开始" in other.success[0].value
    _press(other, "重算核对")
    assert "逐字一致" in other.success[0].value
    assert next(button for button in other.button if button.label == "定案").disabled
    assert "期满后才能定案" in text(other)


def test_an_appeal_goes_from_the_body_to_somebody_without_a_part_in_it(
    monkeypatch: pytest.MonkeyPatch, office: Records
) -> None:
    run = scored(office)
    page = open_page(monkeypatch, office, "gucheng", "supervision", area=scenario.D)
    _choose(page, "条目", "现场观摩", of="appeal")
    page.text_area[0].set_value("评分表漏记一项")
    next(one for one in page.text_input if "appeal" in (one.key or "")).set_value("评分表原件")
    _press(page, "提出申诉")
    starts = f"最早 {run.final_from}"
    assert starts in page.success[0].value
    assert starts in text(page)
    maker = open_page(monkeypatch, office, "dudao", "supervision_desk")
    assert "对它的申诉须由另一人裁定" in text(maker)
    assert "支持" not in [one.label for one in maker.button]
    other = open_page(monkeypatch, office, "fuhe", "supervision_desk")
    assert "2026年9—10月（第1次）小" in text(other)
    next(one for one in other.number_input if "decide" in (one.key or "")).set_value(40.5)
    next(one for one in other.text_area if "decide" in (one.key or "")).set_value("补记")
    _press(other, "支持")
    # What can't be given is said, and nothing is asked.
    assert "裁定的分值须在" in other.error[0].value
    assert "确认" not in [one.label for one in other.button]
    next(one for one in other.number_input if "decide" in (one.key or "")).set_value(9.5)
    _press(other, "支持")
    assert "裁定为 9.5 分（公布 8.5 分）" in text(other).replace("\\", "")
    assert [one.state for one in appealed.appeals(office, run.id)] == ["open"]
    _press(other, "确认")
    # What was decided stays on the desk, and on the page of the body: by whom, when, what it does and from when on.
    for shown in (other, open_page(monkeypatch, office, "gucheng", "supervision", area=scenario.D)):
        told = text(shown)
        for words in ("丽江市督导考评办公室复核岗", "得分 98.50 → 99.50", f"定案时生效，{starts}"):
            assert words in told, words
    rows, found, mine = published.rows(office, run.id), appealed.appeals(office, run.id), {f"area:{scenario.D}"}
    effects = appealed.effects(rows, appealed.after(office, run.id))
    table, *_, appeals = package.sheets(run, rows, found, mine, effects=effects)
    (row,) = appeals.frame.to_dict("records")
    assert (row["decider"], row["state"], row["given"]) == ("丽江市督导考评办公室复核岗", "支持", 9.5)
    assert (row["published"], row["final"]) == (98.5, 99.5)
    # Before it is made final nothing is called so; where a scheme has no common order there is no column of it.
    final = package.sheets(replace(run, state="final"), rows, found, mine)[0]
    draft = package.sheets(replace(run, state="review"), rows, found, mine)[0]
    assert [one.title for one in (draft, table, final)] == [
        *("草稿排名（尚未公布）", "公布排名（尚未定案）", "最终排名"),
    ]
    assert "overall" not in table.frame.columns


def test_the_rows_of_a_score_are_drawn_to_its_total(office: Records) -> None:
    run = scored(office)
    rows = published.rows(office, run.id)
    for row in rows:
        group = run.scheme.group_of(row.body.group)
        chosen = Choice(None, run, rows, group, row, frozenset())  # type: ignore[arg-type]
        drawn = items.summands(chosen)
        shown = row.told.shown
        if shown is None:
            assert "合计得分" not in set(drawn["item"])
            continue
        *parts, total = [text.split(" / ")[0].replace("\N{MINUS SIGN}", "-") for text in drawn["text"]]
        assert total == f"{shown}"
        assert round(sum(float(part) for part in parts if part != "不计"), 2) == float(shown)


def test_the_package_holds_what_its_reader_may_see(office: Records) -> None:
    run = scored(office)
    rows = published.rows(office, run.id)
    tree, keys = areas.load(office), [row.body.key for row in published.rows(office, run.id)]
    for by, seen in ((LEADER, 6), (COUNTY, 4), (TOWNSHIP, 1)):
        table, items, told, appeals = package.sheets(run, rows, [], published.visible(office, tree, by, keys))
        assert (len(table.frame), len(items.frame)) == (6, seen)
        assert set(told.frame["body"]) == set(items.frame["body"])
        assert appeals.frame.empty
        # Each row of the sheet of items adds up to its last column.
        whole = items.frame[items.frame.iloc[:, -1].notna()]
        assert len(whole) == {6: 3, 4: 1, 1: 0}[seen]
        assert list(whole.iloc[:, 1:-1].fillna(0).sum(axis=1).astype(float).round(2)) == list(whole.iloc[:, -1])
    dayan = table.frame[table.frame["body"] == "大研街道"].iloc[0]
    assert (dayan["rank"], dayan["total"], dayan["assessed"]) == (1, 98.5, 100.0)


def _press(page: AppTest, label: str) -> None:
    buttons = [button for button in page.button if button.label == label]
    assert buttons, label
    buttons[0].click().run()
    assert not page.exception


def _choose(page: AppTest, label: str, option: str, *, of: str = "") -> None:
    box = next(box for box in page.selectbox if box.label == label and of in (box.key or ""))
    box.select_index(box.options.index(option))
