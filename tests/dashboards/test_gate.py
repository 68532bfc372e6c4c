"""The gate: what answers without a session, with a pre-session, and with one that has ended."""

from pathlib import Path

import pytest
import requests
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.Common_pb2 import FileURLsRequest
from websockets.exceptions import InvalidStatus

from core import access, accounts, login_sessions
from dashboards import gate
from tests.serving import COOKIE, Server, run, shows_form, shows_frame, streamlit_session

OPEN = ("/_stcore/health", "/", "/situation", "/shell/shell.css", "/shell/shell.js", "/favicon.png")
CLOSED = (
    "/_stcore/metrics",
    "/_stcore/script-health-check",
    "/_stcore/agent/openapi.json",
    "/_stcore/agent/mcp",
    "/_stcore/bidi-components/x",
    "/_stcore/upload_file/a/b",
    "/_stcore/stream",
    "/_stcore",
    "/media/x.csv",
    "/component/x/index.html",
    "/app/static/x",
    "/auth/login",
    "/oauth2callback",
    "/situation/_stcore/metrics",
    "/anything/else",
)


def test_only_pages_their_files_and_health_answer_without_a_session(server: Server) -> None:
    assert [server.get(path).status_code for path in OPEN] == [200] * len(OPEN)
    assert {path: server.get(path).status_code for path in (*CLOSED, "/_stcore/host-config")} == dict.fromkeys(
        (*CLOSED, "/_stcore/host-config"), 401
    )


def test_a_pre_session_opens_only_what_the_form_needs(server: Server) -> None:
    token = server.pre_session()
    assert server.get("/_stcore/host-config", token).status_code == 200
    assert {path: server.get(path, token).status_code for path in CLOSED} == dict.fromkeys(CLOSED, 401)


def test_uploads_need_a_session(server: Server) -> None:
    address = f"{server.url}/_stcore/upload_file/a/b"
    for token in (None, server.pre_session(), "x" * 43):
        cookies = {COOKIE: token} if token else {}
        assert requests.put(address, cookies=cookies, data=b"x", timeout=20).status_code == 401
    # With a session it is Streamlit that refuses: another site could have sent this.
    assert requests.put(address, cookies={COOKIE: server.signed_in("gucheng")}, timeout=20).status_code == 403


def test_what_is_closed_opens_for_a_person(server: Server) -> None:
    assert server.get("/_stcore/metrics", server.signed_in("gucheng")).status_code == 200


@pytest.mark.parametrize("token", [None, "", "x" * 43, "x" * 5000, "../../etc/passwd"])
def test_the_websocket_is_refused_without_a_live_session(server: Server, token: str | None) -> None:
    with pytest.raises(InvalidStatus) as refusal, server.stream(token):
        pass
    assert refusal.value.response.status_code == 403


def test_a_pre_session_runs_the_form_and_no_page(server: Server) -> None:
    with server.stream(server.pre_session()) as stream:
        received = run(stream, page_name="situation")
    assert shows_form(received)
    assert not shows_frame(received)


def test_a_stolen_streamlit_session_is_worth_nothing_without_its_cookie(server: Server) -> None:
    with server.stream(server.signed_in("gucheng")) as stream:
        stolen = streamlit_session(run(stream, page_name="situation"))
        # Neither without a cookie, nor with that of a pre-session or of another person, connected or just cut.
        with pytest.raises(InvalidStatus), server.stream(None, stolen):
            pass
        for token in (server.pre_session(), server.signed_in("dayan")):
            with server.stream(token, stolen) as theirs:
                assert streamlit_session(run(theirs)) != stolen
    for token in (server.pre_session(), server.signed_in("dayan")):
        with server.stream(token, stolen) as theirs:
            assert streamlit_session(run(theirs)) != stolen


def test_a_tab_cut_off_for_a_moment_goes_on_where_it_was(server: Server) -> None:
    token = server.signed_in("gucheng")
    with server.stream(token) as stream:
        before = streamlit_session(run(stream))
    with server.stream(token, before) as stream:
        assert streamlit_session(run(stream)) == before


def test_the_header_that_names_the_session_cannot_be_sent_from_outside(server: Server) -> None:
    victim = server.signed_in("gucheng")
    with server.stream(victim) as stream:
        stolen = streamlit_session(run(stream))
    forged = {"X-Fengqiao-Session": login_sessions.digest(victim)}
    with server.stream(server.signed_in("dayan"), stolen, forged) as theirs:
        assert streamlit_session(run(theirs)) != stolen


def test_an_open_connection_is_out_as_soon_as_its_session_has_ended(server: Server) -> None:
    token = server.signed_in("gucheng")
    with server.stream(token) as stream:
        assert shows_frame(run(stream, page_name="situation"))
        login = login_sessions.find(server.records, token)
        assert login is not None
        login_sessions.sign_out(server.records, login)
        # A fragment that refreshes itself is no way around the main script.
        received = run(stream, page_name="situation", fragment_id="some-fragment", is_auto_rerun=True)
    kinds = {message.WhichOneof("type") for message in received}
    assert "auth_redirect" in kinds
    assert not shows_frame(received)


def test_an_account_that_is_disabled_is_out_in_its_open_tabs(server: Server) -> None:
    token = server.signed_in("tiaojie")
    with server.stream(token) as stream:
        run(stream, page_name="situation")
        with server.records.writing() as session:
            accounts.disable(session, username="tiaojie", by=access.operator())
        received = run(stream, page_name="situation")
        assert any(message.HasField("auth_redirect") for message in received)
    with server.records.writing() as session:
        accounts.enable(session, username="tiaojie", by=access.operator())


def test_developers_messages_do_nothing(server: Server) -> None:
    token = server.signed_in("gucheng")
    with server.stream(token) as stream:
        stream.send(BackMsg(set_run_on_save=True).SerializeToString())
        stream.send(BackMsg(clear_cache=True).SerializeToString())
        received = run(stream)
    assert not any(message.session_status_changed.run_on_save for message in received)
    person, anonymous = (login_sessions.find(server.records, one) for one in (token, server.pre_session()))
    assert not gate.may_send(person, BackMsg(clear_cache=True))
    assert gate.may_send(person, BackMsg(file_urls_request=FileURLsRequest()))
    assert not gate.may_send(anonymous, BackMsg(file_urls_request=FileURLsRequest()))
    assert not gate.may_send(None, BackMsg(rerun_script=ClientState()))


def test_every_answer_carries_the_headers(server: Server) -> None:
    for path in (*OPEN, *CLOSED):
        headers = server.get(path).headers
        assert headers["content-security-policy"].startswith("default-src 'self'; "), path
        assert "unsafe-eval" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff", path
        assert headers["referrer-policy"] == "same-origin", path


def test_plain_http_is_for_this_machine_only(server: Server) -> None:
    answer = server.get("/", headers={"Host": "fengqiao.example"})
    assert answer.status_code == 403
    assert "HTTPS" in answer.text
    assert "set-cookie" not in answer.headers
    assert server.get("/_stcore/health", headers={"Host": "fengqiao.example"}).status_code == 200


def test_behind_https_the_cookie_is_bound_to_the_host(server: Server) -> None:
    answer = server.get("/", headers={"Host": "fengqiao.example", "X-Forwarded-Proto": "https"})
    (cookie,) = (value for name, value in answer.raw.headers.items() if name.lower() == "set-cookie")
    assert cookie.startswith("__Host-fengqiao=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=strict"} <= {part.strip() for part in cookie.split(";")}
    assert "strict-transport-security" in answer.headers


def test_on_this_machine_the_cookie_is_hidden_from_scripts_and_other_sites(server: Server) -> None:
    cookie = server.get("/").headers["set-cookie"]
    assert cookie.startswith("fengqiao=")
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert "Secure" not in cookie


HANDSHAKE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
    "Sec-WebSocket-Version": "13",
}


@pytest.mark.parametrize(
    ("headers", "told"),
    [
        ({"Origin": "https://evil.example"}, '"origin": "https://evil.example"'),
        ({"Host": "evil.example"}, '"host": "evil.example"'),
        ({"Cookie": "fengqiao=forged"}, '"path": "/_stcore/stream"'),
    ],
)
def test_who_is_refused_stands_in_the_log_without_the_secret(
    server: Server, headers: dict[str, str], told: str
) -> None:
    token = server.signed_in("gucheng")
    log = Path(server.records.url.database or "").with_name("server.log")
    before = log.stat().st_size
    sent = HANDSHAKE | {"Cookie": f"{COOKIE}={token}"} | headers
    assert requests.get(f"{server.url}/_stcore/stream", headers=sent, timeout=20).status_code == 403
    lines = log.read_bytes()[before:].decode()
    assert '"event": "refused"' in lines
    assert told in lines
    assert "forged" not in lines
    assert token not in lines
    # Streamlit would ask the internet who we are before it refuses another site.
    assert "external IP" not in lines
