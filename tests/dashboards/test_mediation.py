"""The mediation page and its desk, run as the server runs them: full, empty, one case; for a county, a room, a head."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from core import areas, clock, working_days
from core.access import operator
from core.mediation import handling, outcome
from core.mediation.desk import Desk, Seen
from core.mediation.registering import Application, register
from db.models import Account, MediationCase, Mediator
from db.session import Records
from tests import factories
from tests.core.mediation.conftest import rooms
from tests.dashboards.test_session import cookie, send
from tests.dashboards.test_situation import html

PAGES = Path(__file__).parents[2] / "pages"


@pytest.fixture
def office(place: Records) -> Iterator[Records]:
    """Rooms in 大研 and 古城 and one dispute there; `tiaojie` leads D1, `hezheng` works in it."""
    with place.writing() as session:
        rooms(session)
        accounts = {one.username: one.id for one in session.scalars(select(Account))}
        for number, name in (("D1-1", "tiaojie"), ("D1-2", "hezheng")):
            found = session.scalars(select(Mediator).where(Mediator.work_number == number)).one()
            found.account_id = accounts[name]
        today = clock.today().isoformat()
        feed = factories.data_source(session, as_of=clock.now(), fetched_at=clock.now())
        factories.matter(session, feed, factories.areas_of(session)["530702001"], [("reported", today)], code="M1")
    return place


def opened(office: Records) -> int:
    """One case of today in D1, agreed by D1-2, another one open at D1-1."""
    today, desk = clock.today(), Desk(areas.load(office), working_days.published())
    with office.writing() as session:
        ids = []
        for number, mediator in ((0, "D1-2"), (1, "D1-1")):
            if number:
                feed = session.query(factories.DataSource).first()
                place = factories.areas_of(session)["530702001"]
                factories.matter(session, feed, place, [("reported", today.isoformat())], code="M2")
            case = register(session, desk, Application(f"M{number + 1}", "D1"), on=today, by=operator())
            handling.accept(session, desk, Seen(case.id, case.version), on=today, by=operator())
            session.flush()
            handling.assign(session, desk, Seen(case.id, case.version), work_number=mediator, on=today, by=operator())
            ids.append(case)
        session.flush()
        agreement = {"form": "written", "amount_fen": 123_00, "on": today, "by": operator()}
        outcome.agree(session, desk, Seen(ids[0].id, ids[0].version), **agreement)
        return ids[1].id


def open_page(monkeypatch: pytest.MonkeyPatch, place: Records, username: str, page: str, **query: str) -> AppTest:
    send(monkeypatch, cookie(place, username))
    test = AppTest.from_file(str(PAGES / f"{page}.py"), default_timeout=60)
    for name, value in query.items():
        test.query_params[name] = value
    return test.run()


def test_without_a_case_it_says_where_the_first_one_is_registered(
    monkeypatch: pytest.MonkeyPatch, office: Records
) -> None:
    page = open_page(monkeypatch, office, "lijiang", "mediation")
    assert not page.exception
    assert "还没有调解案件" in page.info[0].value


def test_one_case_and_its_funnel(monkeypatch: pytest.MonkeyPatch, office: Records) -> None:
    opened(office)
    shown = html(open_page(monkeypatch, office, "lijiang", "mediation"))
    assert re.search(r"<h1>丽江市 .* 受理调解 2 件次</h1>", shown)
    assert "仍在调解 1" in shown
    # Several rooms together have no calendar.
    assert "周一</th>" not in shown
    # No rate from two cases.
    assert "不足10件" in shown
    assert "D1-1" not in shown
    assert not re.search(r"mediation\.|None|nan", re.sub(r'(data-press|class|href)="[^"]*"', "", shown))


def test_a_mediator_sees_their_own_the_head_those_of_the_room_others_the_room(
    monkeypatch: pytest.MonkeyPatch, office: Records
) -> None:
    opened(office)
    assert set(re.findall(r"D1-\d", html(open_page(monkeypatch, office, "hezheng", "mediation")))) == {"D1-2"}
    head = html(open_page(monkeypatch, office, "tiaojie", "mediation", room="D1"))
    assert [number in head for number in ("D1-1", "D1-2", "D1-3")] == [True, True, True]
    for name in ("lijiang", "gucheng", "quanyu", "dudao"):
        assert "D1-" not in html(open_page(monkeypatch, office, name, "mediation", room="D1")), name
    # Named in an address, a mediator is no filter.
    assert "D1-1" not in html(open_page(monkeypatch, office, "lijiang", "mediation", mediator="D1-1"))


def test_another_place_sees_nothing_of_it(monkeypatch: pytest.MonkeyPatch, office: Records) -> None:
    opened(office)
    shown = html(open_page(monkeypatch, office, "dayan", "mediation"))
    assert re.search(r"<h1>束河街道 .* 受理调解 0 件次</h1>", shown)
    assert "所选范围内没有调解案件" in shown
    assert "调解室D1" not in shown


def test_who_has_no_right_sees_neither_page(monkeypatch: pytest.MonkeyPatch, office: Records) -> None:
    opened(office)
    for username, page in (("fuwu", "mediation"), ("xitong", "mediation"), ("lijiang", "mediation_desk")):
        test = open_page(monkeypatch, office, username, page)
        assert [one.value for one in test.warning] == ["您的角色没有查看本页的权限。如有需要，请联系本单位系统管理员。"]
        assert not test.get("html")


def test_the_agenda_names_rule_and_pauses(monkeypatch: pytest.MonkeyPatch, office: Records) -> None:
    case = opened(office)
    desk, today = Desk(areas.load(office), working_days.published()), clock.today()
    with office.writing() as session:
        found = session.get_one(MediationCase, case)
        handling.pause(session, desk, Seen(case, found.version), reason="appraisal", on=today, by=operator())
    shown = html(open_page(monkeypatch, office, "gucheng", "mediation"))
    assert "期限中止" in shown
    assert f"2022-01-01版 30个工作日 中止1次：{today}起 等待鉴定、评估" in shown.replace("（暂定）", "")


def test_a_case_is_registered_assigned_concluded_and_in_the_funnel(
    monkeypatch: pytest.MonkeyPatch, office: Records
) -> None:
    page = open_page(monkeypatch, office, "gucheng", "mediation_desk")
    assert not page.exception
    fill(page, "mediation_new", "matter", "M1")
    fill(page, "mediation_new", "room", "D1")
    page = sent(page, "mediation_new")
    assert [one.value for one in page.error] == []
    assert "M1-T1" in page.success[0].value
    # What was just registered is open, and stays open step by step.
    assert page.selectbox(key="mediation_case").value == latest(office)
    for step, more in (
        ("accepted", {}),
        ("assigned", {"work_number": "D1-1"}),
        ("session", {}),
        ("agreed", {"form": "written", "amount_fen": "3.5万元"}),
        ("visited", {"satisfaction": "satisfied"}),
    ):
        page = taken(office, page, step, **more)
        assert page.success, (step, [one.value for one in page.error])
        assert page.selectbox(key="mediation_case").value == latest(office)
    with office.reading() as session:
        case = session.scalars(select(MediationCase)).one()
        assert (case.status, [event.amount_fen for event in case.events if event.form]) == ("agreed", [3_500_000])
    shown = html(open_page(monkeypatch, office, "gucheng", "mediation"))
    assert re.search(r"<h1>古城区 .* 受理调解 1 件次</h1>", shown)


def test_what_can_not_be_is_said_and_the_form_keeps_what_was_typed(
    monkeypatch: pytest.MonkeyPatch, office: Records
) -> None:
    opened(office)
    page = open_page(monkeypatch, office, "gucheng", "mediation_desk")
    page.selectbox(key="mediation_case").set_value(latest(office)).run()
    page = select_step(page, "agreed")
    fill(page, "case_", "amount_fen", "大约三万")
    page = sent(page, "case_")
    assert "看不懂金额“大约三万”" in page.error[0].value
    assert widget(page, "case_", "amount_fen").value == "大约三万"
    fill(page, "case_", "amount_fen", "3万")
    page = sent(page, "case_")
    assert page.error[0].value == "请选择口头协议或书面协议。"


def test_somebody_elses_step_in_between_is_said(monkeypatch: pytest.MonkeyPatch, office: Records) -> None:
    case = opened(office)
    page = open_page(monkeypatch, office, "gucheng", "mediation_desk")
    page.selectbox(key="mediation_case").set_value(latest(office)).run()
    page = select_step(page, "ended")
    desk, today = Desk(areas.load(office), working_days.published()), clock.today()
    with office.writing() as session:
        found = session.get_one(MediationCase, case)
        handling.hold_session(session, desk, Seen(case, found.version), on=today, by=operator())
    page = sent(page, "case_")
    assert "刚刚被别人办理过" in page.warning[0].value
    with office.reading() as session:
        assert [one.step for one in session.get_one(MediationCase, case).events][-1] == "session"


def latest(office: Records) -> int:
    with office.reading() as session:
        return session.scalars(select(MediationCase.id).order_by(MediationCase.id.desc())).first() or 0


def taken(office: Records, page: AppTest, step: str, **told: str) -> AppTest:
    if page.selectbox(key="mediation_case").value is None:
        page.selectbox(key="mediation_case").set_value(latest(office)).run()
    page = select_step(page, step)
    for name, value in told.items():
        fill(page, "case_", name, value)
    return sent(page, "case_")


def select_step(page: AppTest, step: str) -> AppTest:
    chosen = next(one for one in page.selectbox if (one.key or "").startswith("step_"))
    return chosen.select(step).run()


def widget(page: AppTest, form: str, name: str):
    kinds = (*page.selectbox, *page.text_input, *page.button_group)
    return next(one for one in kinds if re.fullmatch(rf"{form}.*_{name}_[0-9a-f]{{32}}", one.key or ""))


def fill(page: AppTest, form: str, name: str, value: str) -> None:
    widget(page, form, name).set_value(value)


def sent(page: AppTest, form: str) -> AppTest:
    button = next(one for one in page.button if (one.key or "").startswith(form) and "_send_" in (one.key or ""))
    return button.click().run()


def test_the_calendar_of_a_room_is_turned_from_month_to_week(monkeypatch: pytest.MonkeyPatch, office: Records) -> None:
    case = opened(office)
    meeting = clock.now() + timedelta(days=3)
    desk = Desk(areas.load(office), working_days.published())
    with office.writing() as session:
        found = session.get_one(MediationCase, case)
        handling.plan_session(session, desk, Seen(case, found.version), planned_at=meeting, by=operator())
        code = found.code
    hour = f"{meeting.astimezone(clock.SHANGHAI):%H:%M} 调解会"
    on = clock.local_day(meeting).isoformat()
    page = open_page(monkeypatch, office, "gucheng", "mediation", room="D1", calendar_on=on)
    assert not page.exception
    shown = html(page)
    assert hour in shown
    assert code in shown
    assert "周一</th>" in shown
    # One room has one level and one speciality.
    assert "在哪一级化解" not in shown
    for key, there in (("calendar_after", False), ("calendar_before", True)):
        page = page.button(key=key).click().run()
        assert (hour in html(page)) == there, key
    told = {"room": "D1", "calendar_on": on, "mediation_calendar": "week"}
    week = html(open_page(monkeypatch, office, "gucheng", "mediation", **told))
    assert hour in week
    assert week.count("<b>") < html(page).count("<b>")
    # An address that means nothing shows the present month.
    strange = open_page(monkeypatch, office, "gucheng", "mediation", room="D1", calendar_on="soon")
    assert ">今天</small>" in html(strange)
    # Somebody of another place sees nothing of it.
    assert hour not in html(open_page(monkeypatch, office, "dayan", "mediation", room="D1", calendar_on=on))
