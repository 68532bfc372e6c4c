"""The supervision page and its desk, run as the server runs them: empty, full, for a township, a county, an office."""

import re
from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

from core import areas, working_days
from core.scoring import entering, package, published, runs, schemes
from core.scoring.office import Seen
from core.scoring.published import Run
from dashboards import stores
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
    own = open_page(monkeypatch, office, "gucheng", "supervision", area=scenario.D)
    assert "申诉期到" in " ".join(one.label for one in own.expander)
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
    page = open_page(monkeypatch, office, "lijiang", "supervision", area=scenario.D)
    box = next(box for box in page.selectbox if box.key == "scoring_run")
    assert len(box.options) == 2
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
    _press(desk, "载入")
    assert "方案已载入" in desk.success[0].value
    _choose(desk, "截止月份", "2026-10")
    _choose(desk, "起始月份", "2026-09")
    _press(desk, "试算")
    assert "没有留存" in " ".join(one.value for one in desk.info)
    _press(desk, "制作草稿")
    assert "草稿已制作" in desk.success[0].value
    _press(desk, "提交")
    _press(desk, "公布")
    assert "不能由自己公布" in desk.error[0].value
    other = open_page(monkeypatch, office, "fuhe", "supervision_desk")
    _press(other, "公布")
    assert "申诉期开始" in other.success[0].value
    _press(other, "重算核对")
    assert "逐字一致" in other.success[0].value


def test_the_package_holds_what_its_reader_may_see(office: Records) -> None:
    run = scored(office)
    rows = published.rows(office, run.id)
    tree, keys = areas.load(office), [row.body.key for row in published.rows(office, run.id)]
    for by, seen in ((LEADER, 6), (COUNTY, 4), (TOWNSHIP, 1)):
        table, items, told, appeals = package.sheets(run, rows, [], published.visible(office, tree, by, keys))
        assert (len(table.frame), len(items.frame)) == (6, seen)
        assert set(told.frame["body"]) == set(items.frame["body"])
        assert appeals.frame.empty
    dayan = table.frame[table.frame["body"] == "大研街道"].iloc[0]
    assert (dayan["rank"], dayan["total"], dayan["assessed"]) == (1, 98.5, 100.0)


def _press(page: AppTest, label: str) -> None:
    buttons = [button for button in page.button if button.label == label]
    assert buttons, label
    buttons[0].click().run()
    assert not page.exception


def _choose(page: AppTest, label: str, option: str) -> None:
    box = next(box for box in page.selectbox if box.label == label)
    box.select_index(box.options.index(option))
