"""The page of acts on bodies and its desk, as the server runs them: for the office, a body, a leader, others."""

import re
from datetime import date
from io import BytesIO

import docx
import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from core import areas, clock, exports, working_days
from core.access import Person
from core.accountability import drafting
from core.accountability.office import Office
from dashboards.accountability import working
from db.models import Account, AccountabilityAction, AuditEvent
from db.models.indicator import IndicatorReturn
from db.session import WHOLE, Records
from tests import factories, scenario
from tests.core.accountability.conftest import wanted
from tests.dashboards.test_mediation import open_page
from tests.dashboards.test_session import cookie
from tests.dashboards.test_situation import html

MAKER = Person(None, "somebody", "丽江市督导考评办公室", "supervision_office", "5307")


def act(place: Records, kind: str, area: str, **told: object) -> int:
    office = Office(areas.load(place), working_days.published())
    with place.writing(within=WHOLE) as session:
        return drafting.draft(session, office, wanted(kind, area_code=area, **told), by=MAKER).id


def state(place: Records, of: int) -> str:
    with place.reading(within=WHOLE) as session:
        return session.get_one(AccountabilityAction, of).state


def pick(page: AppTest, of: int) -> AppTest:
    return page.selectbox(key="accountability_act").set_value(of).run()


def send(page: AppTest) -> AppTest:
    button = next(one for one in page.button if one.label == "提交" and "draft" not in (one.key or ""))
    return button.click().run()


def test_the_office_sees_all_a_body_its_own_and_others_nothing(monkeypatch: pytest.MonkeyPatch, place: Records) -> None:
    empty = open_page(monkeypatch, place, "dudao", "accountability")
    assert not empty.exception
    assert "期末没有生效中的问责措施" in html(empty)
    act(place, "supervision_notice", scenario.D)
    act(place, "reminder", scenario.S)
    act(place, "yellow_card", scenario.S)
    shown = html(open_page(monkeypatch, place, "dudao", "accountability"))
    assert re.search(r"<h1>丽江市 .* 问责措施 2 件</h1>", shown)
    assert "丽江综治督〔" in shown
    assert "大研街道" in shown
    # A draft isn't in force, and nobody but the office knows of it.
    assert "<td>提醒</td>" in shown
    assert "<td>黄牌警告</td>" not in shown
    own = html(open_page(monkeypatch, place, "dayan", "accountability"))
    assert "束河街道" in own
    assert "大研街道" not in own
    assert not re.search(r"accountability\.|None|nan", re.sub(r'(data-press|class|href)="[^"]*"', "", own))
    for username, page in (("fuwu", "accountability"), ("xitong", "accountability_desk")):
        test = open_page(monkeypatch, place, username, page)
        assert [one.value for one in test.warning] == ["您的角色没有查看本页的权限。如有需要，请联系本单位系统管理员。"]


def test_drafts_of_a_list_are_approved_together_but_for_those_left_out(
    monkeypatch: pytest.MonkeyPatch, place: Records
) -> None:
    cards = [act(place, "yellow_card", area) for area in (scenario.S, scenario.D, scenario.H)]
    with place.writing(within=WHOLE) as session:
        for one in cards:
            session.get_one(AccountabilityAction, one).source_ref = f"5307 {one}"
    desk = open_page(monkeypatch, place, "fuhe", "accountability_desk")
    assert "成批登记的，待批准 3 件" in [one.value for one in desk.subheader]
    assert html(desk).count("扣分 5 分") == 3
    desk.multiselect[0].set_value([cards[1]])
    next(one for one in desk.button if one.label == "一并批准").click().run()
    assert "已批准 2 件" in desk.success[0].value
    assert [state(place, one) for one in cards] == ["in_force", "drafted", "in_force"]
    # Who may not approve isn't offered it.
    assert "成批登记" not in " ".join(
        one.value for one in open_page(monkeypatch, place, "dayan", "accountability_desk").subheader
    )


def test_a_body_answers_and_a_second_person_approves(monkeypatch: pytest.MonkeyPatch, place: Records) -> None:
    notice = act(place, "supervision_notice", scenario.S)
    card = act(place, "yellow_card", scenario.S)
    page = pick(open_page(monkeypatch, place, "dayan", "accountability_desk"), notice)
    assert not page.exception
    # The draft on it is none of its business, and it can neither draft nor decide.
    assert [one.key for one in page.selectbox if one.key][:1] == ["accountability_act"]
    assert page.selectbox(key="accountability_act").options == [
        f"督办通知书 丽江综治督〔{clock.today().year}〕1号｜古城区 束河街道｜{clock.today()}｜已发出"
    ]
    assert "登记新的措施、奖励或文书" not in [one.value for one in page.subheader]
    # Its notice as a document, noted before it leaves; nothing for an act that isn't its own or has none.
    content = working.letters_of(notice, cookie(place, "dayan"))
    assert "丽江市综治中心" in [p.text for p in docx.Document(BytesIO(content)).paragraphs]
    for username, wanted_act in (("dayan", card), ("fuwu", notice), ("lijiang", card)):
        with pytest.raises(exports.NotAllowed):
            working.letters_of(wanted_act, cookie(place, username))
    page.selectbox(key=f"act_step_{notice}_1").set_value("answered").run()
    page.text_area[0].set_value("已整改<b>&</b>")
    page = send(page)
    assert page.success[0].value.startswith("已记录：答复")
    leader = pick(open_page(monkeypatch, place, "lijiang", "accountability_desk"), card)
    assert leader.selectbox(key=f"act_step_{card}_1").options == ["批准", "驳回"]
    send(leader)
    assert state(place, card) == "in_force"
    with place.reading() as session:
        audited = list(session.scalars(select(AuditEvent.action).where(AuditEvent.actor.in_(("dayan", "lijiang")))))
    assert [one for one in audited if one.startswith("accountability")] == [
        *("accountability.answered", "accountability.approved"),
    ]


def test_what_was_made_public_of_zaozhuang_is_shown_as_published(
    monkeypatch: pytest.MonkeyPatch, place: Records
) -> None:
    told = {"circulated_criticism": 19, "summons_talks": 20, "yellow_cards": 8, "one_vote_vetoes": 4}
    with place.writing(within=WHOLE) as session:
        source = factories.data_source(session, "published", mode="one_off")
        where = factories.areas_of(session)["5307"]
        span = {"period_start": date(2015, 1, 1), "period_end": date(2017, 9, 28), "unit": "act", "qualifier": "exact"}
        for indicator, value in told.items():
            row = {"indicator": indicator, "value": value, "area_id": where.id, "data_source_id": source.id}
            session.add(IndicatorReturn(**row, **span, reported_at=clock.now()))
        assert session.scalars(select(Account.username).where(Account.username == "dudao")).one()
    shown = html(open_page(monkeypatch, place, "dudao", "accountability"))
    for label, value in (("公布的通报批评", 19), ("公布的约谈", 20), ("公布的黄牌警告", 8), ("公布的一票否决", 4)):
        assert re.search(rf"{label}<span[^>]*>2015年1月1日[^<]*</span></td><td[^>]*><b>{value}</b>", shown), label
    # They are no acts of ours.
    assert re.search(r"<h1>丽江市 .* 问责措施 0 件</h1>", shown)


def test_a_notice_is_shown_with_its_number_and_answer_date_before_it_is_issued(
    monkeypatch: pytest.MonkeyPatch, place: Records
) -> None:
    act(place, "supervision_notice", scenario.S)
    desk = open_page(monkeypatch, place, "dudao", "accountability_desk")
    desk.selectbox(key="accountability_kind").set_value("supervision_notice").run()
    _issue(desk)
    assert "请选择对象" in desk.error[0].value
    of_form = {one.label: one for one in (*desk.selectbox, *desk.text_area, *desk.text_input)}
    body = of_form["对象"]
    body.select_index(next(at for at, name in enumerate(body.options) if name.endswith("大研街道")))
    of_form["依据文件"].set_value("细则第三条")
    of_form["基本情况"].set_value("逾期较多")
    _issue(desk)
    assert "请填写有关要求" in desk.error[0].value
    next(one for one in desk.text_area if one.label == "有关要求").set_value("限期整改")
    _issue(desk)
    shown = " ".join(one.value for one in desk.markdown).replace("\\", "")
    due = working_days.published().after(clock.today(), 10)
    for words in (f"丽江综治督〔{clock.today().year}〕2号", "古城区 大研街道", f"答复期限 {due}（10 个工作日）"):
        assert words in shown, words
    with place.reading(within=WHOLE) as session:
        assert len(session.scalars(select(AccountabilityAction.id)).all()) == 1
    next(one for one in desk.button if one.label == "确认").click().run()
    assert "已登记对“古城区 大研街道”的督办通知书" in desk.success[0].value
    with place.reading(within=WHOLE) as session:
        numbers = [one.notice.number for one in session.scalars(select(AccountabilityAction)) if one.notice]
    assert sorted(numbers) == [1, 2]


def _issue(desk: AppTest) -> None:
    next(one for one in desk.button if one.label == "提交" and "draft" in (one.key or "")).click().run()
