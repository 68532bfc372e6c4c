"""The way in and out: tickets, fresh cookies, redirects that stay here, and sign-out."""

import pytest

from core import login_sessions
from dashboards.entrance import local_path
from tests.serving import COOKIE, Server


def test_a_ticket_is_exchanged_for_a_fresh_cookie_and_leads_to_the_page_asked_for(server: Server) -> None:
    token = server.pre_session()
    answer = server.enter(token, server.ticket(token, "gucheng"), "/situation?area=530702")
    assert (answer.status_code, answer.headers["location"]) == (303, "/situation?area=530702")
    assert answer.cookies[COOKIE] != token
    assert server.get("/_stcore/host-config", token).status_code == 401


def test_a_ticket_cannot_be_replayed(server: Server) -> None:
    token = server.pre_session()
    ticket = server.ticket(token, "gucheng")
    fresh = server.enter(token, ticket).cookies[COOKIE]
    for again in (token, fresh, server.pre_session()):
        assert COOKIE not in server.enter(again, ticket).cookies


@pytest.mark.parametrize("ticket", ["", "x", "x" * 5000, "%00", "' or 1=1 --"])
def test_a_made_up_ticket_opens_nothing(server: Server, ticket: str) -> None:
    answer = server.enter(server.pre_session(), ticket)
    assert answer.headers["location"] == "/"
    assert COOKIE not in answer.cookies


@pytest.mark.parametrize(
    ("wanted", "leads_to"),
    [
        ("/situation?area=530702&period=2026Q3", "/situation?area=530702&period=2026Q3"),
        ("/", "/"),
        ("", "/"),
        ("situation", "/"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("\\\\evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("/situation\r\nSet-Cookie: a=b", "/"),
        ("/\t/evil.example", "/"),
        ("/sign-out", "/"),
        ("/sign-in/enter?ticket=x", "/"),
    ],
)
def test_no_redirect_leads_away_from_here(wanted: str, leads_to: str) -> None:
    assert local_path(wanted) == leads_to


def test_sign_out_ends_the_session_for_whoever_holds_its_cookie(server: Server) -> None:
    token = server.signed_in("gucheng")
    answer = server.get("/sign-out", token)
    assert answer.headers["location"] == "/"
    assert answer.cookies["fengqiao-notice"] == "signed_out"
    assert login_sessions.find(server.records, token) is None
    assert server.get("/_stcore/metrics", token).status_code == 401
    assert server.get("/sign-in/state", token).status_code == 401


def test_the_state_of_a_session_can_be_asked_for(server: Server) -> None:
    assert server.get("/sign-in/state").status_code == 401
    assert server.get("/sign-in/state", server.pre_session()).status_code == 204
    assert server.get("/sign-in/state", server.signed_in("gucheng")).status_code == 204


def test_a_dead_cookie_is_replaced_and_the_reason_is_told(server: Server) -> None:
    token = server.signed_in("gucheng")
    server.get("/sign-out", token)
    answer = server.get("/situation", token)
    assert answer.cookies[COOKIE] != token
    assert answer.cookies["fengqiao-notice"] == "revoked"
