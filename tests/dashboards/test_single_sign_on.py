"""The single sign-on against a real provider on loopback: who gets in, who doesn't, and what is left behind."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from sqlalchemy import select
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from websockets.sync.client import ClientConnection

from core import access, accounts
from db.models import AuditEvent
from tests import oidc
from tests.oidc import Provider
from tests.serving import COOKIE, Server, run, shows_form, shows_frame


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with oidc.running() as running:
        yield running


@pytest.fixture(scope="module")
def app(prepared_file: Path, tmp_path_factory: pytest.TempPathFactory, provider: Provider) -> Iterator[Server]:
    with oidc.trusted(provider, prepared_file, tmp_path_factory.mktemp("single_sign_on")) as running:
        yield running


@pytest.fixture(autouse=True)
def plain(provider: Provider) -> None:
    """What a test told the provider is forgotten."""
    provider.claims, provider.refusal, provider.broken = {"preferred_username": "gucheng"}, None, False


@pytest.fixture
def client(app: Server) -> Iterator[requests.Session]:
    """A browser with a pre-session."""
    with requests.Session() as session:
        session.get(app.url, timeout=20)
        yield session


def pressed(stream: ClientConnection, received: list[ForwardMsg]) -> str:
    """Presses the button of the single sign-on; gives the address that the page is sent to."""
    (button,) = {
        one.delta.new_element.button.id
        for one in received
        if "single_sign_on" in one.delta.new_element.button.id
    }  # fmt: skip
    state = WidgetStates(widgets=[WidgetState(id=button, trigger_value=True)])
    stream.send(BackMsg(rerun_script=ClientState(widget_states=state)).SerializeToString())
    return redirected(stream)


def redirected(stream: ClientConnection) -> str:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        message = ForwardMsg.FromString(bytes(stream.recv(timeout=20)))  # type: ignore[arg-type]
        if message.HasField("auth_redirect"):
            return message.auth_redirect.url
    raise TimeoutError


def cookies_of(client: requests.Session) -> dict[str, str]:
    return {cookie.name: cookie.value or "" for cookie in client.cookies}


def headers_of(client: requests.Session, app: Server) -> dict[str, str]:
    """As a browser opens its connection: with all its cookies and its origin."""
    sent = "; ".join(f"{name}={value}" for name, value in cookies_of(client).items())
    return {"Cookie": sent, "Origin": app.url}


def handshake(client: requests.Session, app: Server, resume: str = "") -> object:
    # Streamlit's cookie against forged requests comes with its own settings.
    client.get(f"{app.url}/_stcore/health", timeout=20)
    token = client.cookies.get("_streamlit_xsrf", "unused")
    return app.stream(None, resume, headers_of(client, app), token)


def go(client: requests.Session, app: Server, referer: str = "/") -> requests.Response:
    """Presses the button and follows to the provider and back, up to the answer of the way back."""
    with handshake(client, app) as stream:  # type: ignore[attr-defined]
        address = pressed(stream, run(stream))
    there = client.get(app.url + address, headers={"Referer": app.url + referer}, timeout=20, allow_redirects=False)
    at_provider = client.get(there.headers["location"], timeout=20, allow_redirects=False)
    return client.get(at_provider.headers["location"], timeout=20, allow_redirects=False)


def arrive(client: requests.Session, app: Server) -> requests.Response:
    """The page after the way back: its script sends the browser on to where it gets its session, or doesn't."""
    with handshake(client, app) as stream:  # type: ignore[attr-defined]
        stream.send(BackMsg(rerun_script=ClientState()).SerializeToString())
        address = redirected(stream)
    return client.get(app.url + address, timeout=20, allow_redirects=False)


def last_event(app: Server) -> AuditEvent:
    with app.records.reading() as session:
        newest = select(AuditEvent).where(AuditEvent.action == "single_sign_on").order_by(AuditEvent.id.desc())
        found = session.scalars(newest).first()
    assert found is not None
    return found


def identity(client: requests.Session) -> list[str]:
    return [name for name in cookies_of(client) if name.startswith("_streamlit_user")]


def test_who_has_an_account_gets_in_and_the_identity_cookie_goes(client: requests.Session, app: Server) -> None:
    before = client.cookies[COOKIE]
    back = go(client, app, "/situation?area=530702")
    assert back.status_code == 302
    assert identity(client)
    answer = arrive(client, app)
    assert (answer.status_code, answer.headers["location"]) == (303, "/situation?area=530702")
    assert client.cookies[COOKIE] != before
    assert identity(client) == []
    with app.stream(client.cookies[COOKIE]) as stream:
        assert shows_frame(run(stream, page_name="metrics"))
    assert (last_event(app).actor, last_event(app).result) == ("gucheng", "ok")


def test_the_state_of_the_way_out_and_a_proof_key_go_along(
    client: requests.Session, app: Server, provider: Provider
) -> None:
    go(client, app)
    asked = provider.asked[-1]
    assert asked["code_challenge_method"] == "S256"
    assert asked["redirect_uri"] == f"{app.url}/oauth2callback"
    assert asked["state"]
    assert asked["nonce"]


@pytest.mark.parametrize(
    ("claims", "reason", "named"),
    [
        ({"preferred_username": "nobody"}, "unknown_account", "nobody"),
        ({}, "unknown_account", "unknown"),
        ({"preferred_username": "gucheng", "iat": int(time.time()) - 900}, "stale", "gucheng"),
    ],
)
def test_who_has_none_is_turned_away_in_words_and_written_down(
    client: requests.Session, app: Server, provider: Provider, claims: dict[str, object], reason: str, named: str
) -> None:
    provider.claims = claims
    go(client, app)
    answer = arrive(client, app)
    assert answer.headers["location"] == "/"
    assert identity(client) == []
    with handshake(client, app) as stream:  # type: ignore[attr-defined]
        shown = run(stream)
    assert shows_form(shown)
    words = {"unknown_account": "您在本系统没有账号", "stale": "没有完成或已过期"}[reason]
    assert words in str([one.delta.new_element.alert.body for one in shown])
    event = last_event(app)
    assert (event.result, event.detail, event.object_key) == ("refused", reason, named)


def test_a_disabled_account_stays_out(client: requests.Session, app: Server) -> None:
    with app.records.writing() as session:
        accounts.disable(session, username="gucheng", by=access.operator())
    try:
        go(client, app)
        assert COOKIE not in arrive(client, app).cookies
        assert last_event(app).detail == "disabled"
    finally:
        with app.records.writing() as session:
            accounts.enable(session, username="gucheng", by=access.operator())


def test_what_the_provider_said_once_is_worth_nothing_a_second_time(client: requests.Session, app: Server) -> None:
    go(client, app)
    stolen = {name: value for name, value in cookies_of(client).items() if name.startswith("_streamlit_user")}
    arrive(client, app)
    with requests.Session() as thief:
        thief.get(app.url, timeout=20)
        for name, value in stolen.items():
            thief.cookies.set(name, value, domain="localhost.local", path="/")
        assert "turned-away" in arrive(thief, app).url
    assert last_event(app).detail == "replayed"


def test_an_error_of_the_provider_is_said_in_chinese(client: requests.Session, app: Server, provider: Provider) -> None:
    provider.refusal = "access_denied"
    assert go(client, app).cookies["fengqiao-notice"] == "outside_failed"
    assert identity(client) == []


def test_a_way_back_that_nobody_asked_for_leads_nowhere(client: requests.Session, app: Server) -> None:
    for query in ("", "?code=x&state=y", "?error=x&state=y", f"?state={'x' * 5000}"):
        answer = client.get(f"{app.url}/oauth2callback{query}", timeout=20, allow_redirects=False)
        assert answer.headers["location"] == "/"
        assert identity(client) == []


def test_the_way_out_is_for_browsers_with_a_pre_session(app: Server) -> None:
    assert app.get("/auth/login?provider=x").status_code == 401
    assert app.get("/auth/logout", app.pre_session()).status_code == 401


def test_without_the_file_there_is_neither_a_button_nor_an_address(server: Server) -> None:
    token = server.pre_session()
    for path in ("/auth/login", "/oauth2callback", "/auth/logout"):
        assert server.get(path, token).status_code == 401
    with server.stream(token) as stream:
        assert "single_sign_on" not in str(run(stream))
