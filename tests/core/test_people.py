"""Administration of accounts: who may do what to whom, once, and never to the last manager."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select

from core import access, accounts, areas, catalogue, form_tokens, login_sessions, passwords, people
from core.access import OutOfScope, Person
from core.accounts import AccountRefused
from core.demo import accounts as demo_accounts
from core.form_tokens import SentAlready
from core.scope import Request
from db.models import Account, AuditEvent
from db.models.account import ROLES
from db.session import Records, Session
from tests import factories
from tests.core.test_login_sessions import signed_in


@pytest.fixture
def office(records: Records) -> Records:
    """The demo accounts of Lijiang, one for each role."""
    with records.writing() as session:
        factories.areas(session)
        demo_accounts.create(session)
    return records


def person(records: Records, username: str) -> Person:
    found = accounts.find(records, username)
    assert found is not None
    return found


def version(records: Records, username: str) -> int:
    return next(one.version for one in accounts.listed(records) if one.username == username)


def act(records: Records, do: Callable[..., Any], by: str, username: str, **wanted: Any) -> Any:
    who, seen = person(records, by), wanted.pop("version", None) or version(records, username)
    with records.writing() as session:
        return do(session, username=username, version=seen, by=who, **wanted)


EDIT = {"display_name": "束河街道综治中心", "role": "township_centre", "area_code": "530702001"}


def test_a_new_account_gets_a_one_time_password_that_obeys_the_rules(office: Records) -> None:
    who = person(office, "xitong")
    with office.writing() as session:
        told = people.add(session, username="new", display_name="新岗位", role="leader", area_code="5307", by=who)
    passwords.check_strength(told, "new")
    assert accounts.verify(office, "new", told) is not None
    assert next(one for one in accounts.listed(office) if one.username == "new").must_change_password


def test_an_account_is_edited_and_a_change_of_role_ends_its_sessions(office: Records) -> None:
    token = signed_in(office, "gucheng")
    act(office, people.edit, "xitong", "gucheng", **EDIT | {"role": "county_office"})
    login = login_sessions.find(office, token)
    assert login is not None
    assert login.person is not None
    assert login.person.area_code == "530702001"
    act(office, people.edit, "xitong", "gucheng", **EDIT)
    assert login_sessions.find(office, token) is None
    assert person(office, "gucheng").role == "township_centre"


def test_whoever_saves_over_somebody_elses_change_is_told_so(office: Records) -> None:
    before = version(office, "gucheng")
    act(office, people.edit, "xitong", "gucheng", **EDIT)
    with pytest.raises(AccountRefused) as refused:
        act(office, people.edit, "xitong", "gucheng", version=before, **EDIT | {"role": "leader"})
    assert refused.value.reason == "stale"
    assert person(office, "gucheng").role == "township_centre"


def test_a_reset_password_ends_sessions_and_must_be_changed(office: Records) -> None:
    token = signed_in(office, "gucheng")
    told = act(office, people.reset_password, "xitong", "gucheng")
    assert login_sessions.find(office, token) is None
    assert accounts.verify(office, "gucheng", told) is not None


@pytest.mark.parametrize("manager", ["xitong", "anquan"])
def test_either_manager_sees_the_browsers_of_somebody_and_ends_one_or_all(office: Records, manager: str) -> None:
    tokens = [signed_in(office, "gucheng") for _ in range(3)]
    other = signed_in(office, "dayan")
    seen = people.browsers_of(office, "gucheng", person(office, manager))
    assert len(seen) == 3
    first = login_sessions.find(office, tokens[0])
    assert first is not None
    act(office, partial(people.end_session, login_session=first.id), manager, "gucheng")
    assert [login_sessions.find(office, token) is None for token in tokens] == [True, False, False]
    act(office, people.end_sessions, manager, "gucheng")
    assert people.browsers_of(office, "gucheng", person(office, manager)) == []
    assert login_sessions.find(office, other) is not None


def test_one_account_s_act_ends_no_browser_of_another(office: Records) -> None:
    other = signed_in(office, "dayan")
    found = login_sessions.find(office, other)
    assert found is not None
    act(office, partial(people.end_session, login_session=found.id), "xitong", "gucheng")
    assert login_sessions.find(office, other) is not None


@pytest.mark.parametrize("username", ["gucheng", "lijiang", "shenji"])
def test_nobody_else_sees_or_ends_the_browsers_of_others(office: Records, username: str) -> None:
    signed_in(office, "dayan")
    with pytest.raises(people.NotAllowed):
        people.browsers_of(office, "dayan", person(office, username))
    for do in EITHER:
        with pytest.raises(people.NotAllowed):
            act(office, do, username, "dayan")


def test_locks_are_lifted_by_the_security_manager(office: Records) -> None:
    for _ in range(5):
        accounts.verify(office, "gucheng", "wrong", lambda *_: False)
    assert accounts.verify(office, "gucheng", "x", lambda *_: True) is None
    act(office, people.unlock, "anquan", "gucheng")
    assert accounts.verify(office, "gucheng", "x", lambda *_: True) is not None


SYSTEM = (people.edit, people.set_enabled, people.reset_password)
SECURITY = (people.unlock, people.reset_second_factor)
EITHER = (people.end_sessions, partial(people.end_session, login_session=0))
MORE: dict[Any, dict[str, Any]] = {people.edit: EDIT, people.set_enabled: {"enabled": False}}


@pytest.mark.parametrize("do", [*SYSTEM, *SECURITY], ids=lambda do: do.__name__)
def test_each_act_is_for_its_own_manager_only(office: Records, do: Callable[..., Any]) -> None:
    allowed = "xitong" if do in SYSTEM else "anquan"
    for one in accounts.listed(office):
        if one.username not in (allowed, "dayan"):
            with pytest.raises(people.NotAllowed):
                act(office, do, one.username, "dayan", **MORE.get(do, {}))
    act(office, do, allowed, "dayan", **MORE.get(do, {}))


@pytest.mark.parametrize("do", [*SYSTEM, *SECURITY], ids=lambda do: do.__name__)
def test_nobody_does_it_to_themselves(office: Records, do: Callable[..., Any]) -> None:
    mine = "xitong" if do in SYSTEM else "anquan"
    with pytest.raises(AccountRefused) as refused:
        act(office, do, mine, mine, **MORE.get(do, {}))
    assert refused.value.reason == "own_account"


def test_the_last_system_manager_stays(office: Records) -> None:
    who = Person(None, "operator", "", "operator", None)
    with office.writing() as session, pytest.raises(AccountRefused) as refused:
        people.set_enabled(session, username="xitong", enabled=False, version=version(office, "xitong"), by=who)
    assert refused.value.reason == "last_manager"
    with office.writing() as session, pytest.raises(AccountRefused):
        people.edit(session, username="xitong", version=version(office, "xitong"), by=who, **EDIT)


def test_every_act_is_in_the_audit_trail_with_whoever_did_it(office: Records) -> None:
    for do in (*SYSTEM, *SECURITY):
        act(office, do, "xitong" if do in SYSTEM else "anquan", "dayan", **MORE.get(do, {}))
    with office.reading() as session:
        told = [
            (e.action, e.actor) for e in session.scalars(select(AuditEvent).where(AuditEvent.object_key == "dayan"))
        ]
    assert told == [
        ("edit_account", "xitong"),
        ("disable_account", "xitong"),
        ("set_password", "xitong"),
        ("unlock_account", "anquan"),
        ("reset_second_factor", "anquan"),
    ]
    assert all(catalogue.code_labels("audit_action")[action] for action, _ in told)


def test_a_form_clicked_twenty_times_at_once_has_one_effect(office: Records) -> None:
    token, who = form_tokens.new(), person(office, "xitong")

    def click(number: int) -> bool:
        def add(session: Session) -> None:
            form_tokens.use(session, token)
            people.add(session, username=f"new{number}", display_name="新", role="leader", area_code="5307", by=who)

        try:
            with office.writing() as session:
                add(session)
        except SentAlready:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(click, range(20))) == 1
    assert sum(one.username.startswith("new") for one in accounts.listed(office)) == 1


def test_accounts_are_found_by_any_words(office: Records) -> None:
    assert [one.username for one in people.found(office, "古城 负责人")] == ["tiaojie"]
    assert [one.username for one in people.found(office, "安全管理员")] == ["anquan"]
    assert len(people.found(office, "  ")) == len(accounts.listed(office))
    assert people.found(office, "%' or 1=1 --") == []


@pytest.mark.parametrize("role", ["system_manager", "security_manager", "audit_manager"])
def test_no_manager_has_an_area_or_reads_business_rows(office: Records, role: str) -> None:
    with office.writing() as session, pytest.raises(AccountRefused) as refused:
        accounts.place(session, role, "5307")
    assert refused.value.reason == "manager_area"
    # Even with one in the database by mistake.
    with pytest.raises(OutOfScope):
        access.scope(Person(1, "crooked", "", role, "5307"), Request(), areas.load(office))


BUSINESS = {"situation", "mediation", "services", "supervision", "cases", "import", "export", "annotate", "targets"}


def test_rights_are_disjoint_between_managers_and_offices() -> None:
    roles, rights = catalogue.document("roles"), catalogue.document("rights")
    managers = [role for role in ROLES if access.is_manager(role)]
    assert managers == ["system_manager", "security_manager", "audit_manager"]
    kept = {"see_accounts", "manage_accounts", "manage_security", "read_audit"}
    for role in ROLES:
        own = set(roles[role]["rights"])
        assert own <= set(rights)
        assert bool(own & kept) is (role in managers)
        assert bool(own & BUSINESS) is (role not in managers)
    apart = [set(roles[role]["rights"]) & kept - {"see_accounts"} for role in managers]
    assert sum(map(len, apart)) == len(set().union(*apart)) == 3
    assert roles["wall_device"]["rights"] == ["wall"]
    assert "wall_device" not in ROLES


def test_the_matrix_says_what_access_decides() -> None:
    names = {row["label"]: right for right, row in catalogue.document("rights").items()}
    for right in people.matrix():
        for role in ROLES:
            assert right.has[role] is access.may(Person(1, "x", "", role, None), names[right.label])


def test_an_account_holds_one_role(office: Records) -> None:
    with office.reading() as session:
        assert all(account.role in ROLES for account in session.scalars(select(Account)))


def test_an_office_without_an_area_is_refused(office: Records) -> None:
    with office.writing() as session, pytest.raises(AccountRefused) as refused:
        accounts.place(session, "township_centre", None)
    assert refused.value.reason == "office_area"
