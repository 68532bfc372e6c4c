"""The page of subsidies, run as the server runs it: claimed by the head, approved by another, seen by nobody else."""

import pytest
from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from core import areas, clock, working_days
from core.access import operator
from core.mediation import outcome
from core.mediation.desk import Desk, Seen
from core.subsidy import budget, tariff
from db.models import MediationCase, SubsidyEntry
from db.session import Records
from tests.core.subsidy.conftest import amounts
from tests.dashboards import test_mediation
from tests.dashboards.test_mediation import open_page, opened
from tests.dashboards.test_situation import html

office = test_mediation.office


def proved(office: Records) -> int:
    """The agreed case of D1-2, visited; 古城 pays 100 yuan for a simple one, 200 for an ordinary one."""
    opened(office)
    today, desk = clock.today(), Desk(areas.load(office), working_days.published())
    with office.writing() as session:
        case = session.scalars(select(MediationCase).where(MediationCase.status == "agreed")).one()
        seen = Seen(case.id, case.version)
        outcome.visit(session, desk, seen, satisfaction="satisfied", on=today, by=operator())
        place = {"area_code": "530702", "by": operator()}
        tariff.put(session, desk, valid_from=today, amounts=amounts(), **place)
        budget.put(session, desk, year=today.year, amount_fen=1_000_00, version=None, **place)
        return case.id


def button(page: AppTest, part: str) -> AppTest:
    found = next(one for one in page.button if part in (one.key or ""))
    return found.click().run()


def test_the_head_claims_another_approves_and_it_is_counted(monkeypatch: pytest.MonkeyPatch, office: Records) -> None:
    case = proved(office)
    page = open_page(monkeypatch, office, "tiaojie", "subsidy")
    assert not page.exception
    page.selectbox(key="subsidy_case").set_value(case).run()
    for box in page.checkbox[:3]:
        box.check()
    grade = next(one for one in page.button_group if "_difficulty_" in (one.key or ""))
    grade.set_value("ordinary")
    page = button(page, "_send_")
    assert page.error[0].value == "卷宗不全，缺：调解协议书。"
    page.checkbox[3].check()
    page = button(page, "_send_")
    assert page.success[0].value == "已申报 M1-T1：200.00 元，等待另一人核定。"
    page = open_page(monkeypatch, office, "gucheng", "subsidy")
    shown = html(page)
    assert "D1-2" in shown
    assert "1,000.00" in shown
    with office.reading() as session:
        line = session.scalars(select(SubsidyEntry.id)).one()
    page.selectbox(key="subsidy_line").set_value(line).run()
    page = button(page, "_approve_")
    assert page.success[0].value == "已核定 M1-T1：200.00 元。"
    assert "800.00" in html(page)
    shown = html(open_page(monkeypatch, office, "gucheng", "mediation"))
    assert "补贴与案件量" in shown
    assert "每案补贴" in shown


def test_who_is_paid_is_seen_by_the_head_and_the_approver_alone(
    monkeypatch: pytest.MonkeyPatch, office: Records
) -> None:
    test_the_head_claims_another_approves_and_it_is_counted(monkeypatch, office)
    assert "D1-2" in html(open_page(monkeypatch, office, "tiaojie", "subsidy"))
    page = open_page(monkeypatch, office, "hezheng", "subsidy")
    assert [one.value for one in page.info] == ["补贴台账只对本室负责人和核定单位显示。"]
    assert "D1-2" not in html(page)
    for username in ("lijiang", "fuwu", "xitong"):
        page = open_page(monkeypatch, office, username, "subsidy")
        assert [one.value for one in page.warning] == ["您的角色没有查看本页的权限。如有需要，请联系本单位系统管理员。"]
    for username in ("lijiang", "gucheng", "quanyu"):
        assert "D1-2" not in html(open_page(monkeypatch, office, username, "mediation")), username
