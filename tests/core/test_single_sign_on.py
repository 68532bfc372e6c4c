"""Who comes from the single sign-on: the account of that name, once, fresh, enabled; and which settings are safe."""

import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from core import access, accounts, clock, login_sessions, sign_in, single_sign_on
from core.login_sessions import Login
from core.sign_in import Step
from core.single_sign_on import BadFile, Provider
from db.models import AuditEvent
from db.session import Records
from tests.conftest import ROOT
from tests.core.test_accounts import make

PROVIDER = Provider(
    label="省统一身份认证",
    server_metadata_url="https://sso.example/.well-known/openid-configuration",
    redirect_uri="https://fengqiao.example/oauth2callback",
    client_id="fengqiao",
    client_secret="0123456789abcdef",
    claim="employee",
)
FILE = "\n".join(f'{name} = "{value}"' for name, value in PROVIDER.model_dump().items())


@pytest.fixture
def browser(records: Records) -> Login:
    """An anonymous browser, and the account `zhang` of a township."""
    make(records, role="township_centre")
    found = login_sessions.find(records, login_sessions.open_anonymous(records))
    assert found is not None
    return found


def claims(**more: Any) -> dict[str, Any]:
    return {"iat": clock.now().timestamp(), "sub": "1", "nonce": "n", "employee": "zhang"} | more


def events(records: Records) -> list[tuple[str, str, str | None]]:
    with records.reading() as session:
        found = session.scalars(select(AuditEvent).where(AuditEvent.action == "single_sign_on").order_by(AuditEvent.id))
        return [(event.object_key, event.result, event.detail) for event in found]


def test_the_configured_claim_names_the_account_however_it_is_written(records: Records, browser: Login) -> None:
    assert single_sign_on.enter(records, browser, claims(employee=" ZHANG "), PROVIDER) is None
    assert sign_in.progress(records, browser).step is Step.DONE
    assert events(records) == [("zhang", "ok", None)]


@pytest.mark.parametrize(
    ("more", "reason", "named"),
    [
        ({"employee": "li"}, "unknown_account", "li"),
        ({"employee": ""}, "unknown_account", "unknown"),
        ({"employee": None, "preferred_username": "zhang"}, "unknown_account", "unknown"),
        ({"iat": 0}, "stale", "zhang"),
        ({"iat": None}, "stale", "zhang"),
        ({"iat": "now"}, "stale", "zhang"),
    ],
)
def test_nobody_gets_an_account_by_coming_from_there(
    records: Records, browser: Login, more: dict[str, Any], reason: str, named: str
) -> None:
    assert single_sign_on.enter(records, browser, claims(**more), PROVIDER) == reason
    assert sign_in.progress(records, browser) == sign_in.NOTHING
    assert events(records) == [(named, "refused", reason)]


def test_what_was_said_six_minutes_ago_or_is_said_for_later_is_not_taken(records: Records, browser: Login) -> None:
    for away in (timedelta(minutes=-6), timedelta(minutes=6)):
        at = (clock.now() + away).timestamp()
        assert single_sign_on.enter(records, browser, claims(iat=at), PROVIDER) == "stale"


def test_a_disabled_account_is_turned_away(records: Records, browser: Login) -> None:
    with records.writing() as session:
        accounts.disable(session, username="zhang", by=access.operator())
    assert single_sign_on.enter(records, browser, claims(), PROVIDER) == "disabled"
    assert sign_in.progress(records, browser) == sign_in.NOTHING


def test_the_same_claims_are_taken_once(records: Records, browser: Login) -> None:
    said = claims()
    assert single_sign_on.enter(records, browser, said, PROVIDER) is None
    assert single_sign_on.enter(records, browser, said, PROVIDER) == "replayed"


def test_the_file_is_read_and_its_absence_is_off(tmp_path: Path) -> None:
    assert single_sign_on.load(tmp_path) is None
    (tmp_path / single_sign_on.FILE).write_text(FILE, encoding="utf-8")
    assert single_sign_on.load(tmp_path) == PROVIDER


def test_the_sample_file_is_complete_and_safe(tmp_path: Path) -> None:
    shutil.copy(ROOT / "docs" / single_sign_on.FILE, tmp_path)
    sample = single_sign_on.load(tmp_path)
    assert sample is not None
    assert sample.model_fields_set == Provider.model_fields.keys()
    assert list(single_sign_on.unsafe(sample, ("fengqiao.example",))) == []


@pytest.mark.parametrize(
    ("text", "named"),
    [
        (FILE.replace("client_id", "client"), "client, client_id"),
        (FILE.replace('"here"', '"nobody"'), "second_factor"),
        ('label = "x', "TOMLDecodeError"),
        ("", "client_id"),
    ],
)
def test_a_bad_file_says_what_is_bad_in_it(tmp_path: Path, text: str, named: str) -> None:
    (tmp_path / single_sign_on.FILE).write_text(text, encoding="utf-8")
    with pytest.raises(BadFile, match=named):
        single_sign_on.load(tmp_path)


@pytest.mark.parametrize(
    ("changed", "reasons"),
    [
        ({}, []),
        ({"server_metadata_url": "http://localhost:1/x", "redirect_uri": "http://127.0.0.1:1/oauth2callback"}, []),
        ({"server_metadata_url": "http://sso.example/x"}, ["plain_provider"]),
        ({"server_metadata_url": "sso.example"}, ["plain_provider"]),
        ({"redirect_uri": "http://fengqiao.example/oauth2callback"}, ["redirect"]),
        ({"redirect_uri": "https://fengqiao.example/elsewhere"}, ["redirect"]),
        ({"redirect_uri": "https://other.example/oauth2callback"}, ["redirect"]),
        ({"client_secret": "short"}, ["client_secret"]),
        ({"scope": "profile"}, ["scope"]),
    ],
)
def test_unsafe_settings_are_named(changed: dict[str, str], reasons: list[str]) -> None:
    provider = Provider.model_validate(PROVIDER.model_dump() | changed)
    assert list(single_sign_on.unsafe(provider, ("fengqiao.example", "localhost", "127.0.0.1"))) == reasons
