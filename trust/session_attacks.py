"""Attacks on sessions: stolen, forged, planted, replayed and half-made ones; each says whether it got in."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import requests
from sqlalchemy import select, update
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import ConnectionClosed, InvalidStatus

from core import access, accounts, clock, login_sessions, sign_in
from core.sign_in import StepsLeft
from db.models import Account, LoginSession
from tests.serving import COOKIE, Server, shows_frame, streamlit_session
from tests.serving import run as run_script
from trust import place
from trust.figure import Figure

VICTIM, OTHER = "gucheng", "dayan"
Attack = Callable[[Server], bool]


def against(attacked: Server) -> list[Figure]:
    """All of them against one server."""
    succeeded = [attack.__name__ for attack in ATTACKS if attack(attacked)]
    result = f"{len(succeeded)} {' '.join(succeeded)}".strip()
    return [Figure(f"{len(ATTACKS)} attacks on sessions", f"{result} succeeded", not succeeded)]


def run() -> list[Figure]:
    with place.server() as attacked:
        return against(attacked)


def stolen_id_without_a_cookie(server: Server) -> bool:
    with _victim(server) as stolen:
        return _resumes(server, None, stolen)


def stolen_id_with_a_pre_session(server: Server) -> bool:
    with _victim(server) as stolen:
        return _resumes(server, server.pre_session(), stolen)


def stolen_id_with_another_persons_cookie(server: Server) -> bool:
    with _victim(server) as stolen:
        return _resumes(server, server.signed_in(OTHER), stolen)


def forged_identity_header(server: Server) -> bool:
    token = server.signed_in(VICTIM)
    with server.stream(token) as stream:
        stolen = streamlit_session(run_script(stream))
        headers = {"X-Fengqiao-Session": login_sessions.digest(token), "X-Fengqiao-Address": "127.0.0.1"}
        return _resumes(server, server.signed_in(OTHER), stolen, headers)


def replayed_ticket(server: Server) -> bool:
    token = server.pre_session()
    ticket = server.ticket(token, VICTIM)
    server.enter(token, ticket)
    return any(COOKIE in server.enter(one, ticket).cookies for one in (token, server.pre_session()))


def ticket_of_another_browser(server: Server) -> bool:
    ticket = server.ticket(server.pre_session(), VICTIM)
    return COOKIE in server.enter(server.pre_session(), ticket).cookies


def planted_cookie(server: Server) -> bool:
    """The attacker knows the cookie with which the victim signs in."""
    planted = server.pre_session()
    server.enter(planted, server.ticket(planted, VICTIM))
    return _opens(server, planted)


def cookie_after_sign_out(server: Server) -> bool:
    token = server.signed_in(VICTIM)
    server.get("/sign-out", token)
    return _opens(server, token)


def forged_cookies(server: Server) -> bool:
    """Guessed, cut, changed, oversized, and the library's own token, signed with its public default key."""
    token = server.signed_in(VICTIM)
    changed = ("B" if token[0] == "A" else "A") + token[1:]
    guesses = ("", VICTIM, token[:-1], changed, token + "x", "x" * 5_000, login_sessions.digest(token), _jwt())
    return any(_opens(server, guess) for guess in guesses)


def expired_cookie(server: Server) -> bool:
    """Of a session that was begun more than a working day ago, and of one that nobody has used for an hour."""
    return any(_opens(server, _aged(server, column)) for column in ("expires_at", "last_seen_at"))


def _aged(server: Server, column: str) -> str:
    token = server.signed_in(VICTIM)
    mine = LoginSession.token_hash == login_sessions.digest(token)
    with server.records.writing() as session:
        session.execute(update(LoginSession).where(mine).values({column: clock.now() - timedelta(hours=1)}))
    return token


def forged_single_sign_on(server: Server) -> bool:
    """Streamlit's own identity cookie, unsigned, beside a pre-session."""
    identity = base64.b64encode(json.dumps({"is_logged_in": True, "preferred_username": VICTIM}).encode()).decode()
    more = {"Cookie": f"{COOKIE}={server.pre_session()}; _streamlit_user={identity}"}
    return _gets_in(server, None, "", more)


def message_after_the_end(server: Server) -> bool:
    """A tab that stays connected while its account is disabled."""
    token = server.signed_in(OTHER)
    with server.stream(token) as stream:
        run_script(stream, page_name="situation")
        _set_enabled(server, OTHER, False)
        try:
            return shows_frame(run_script(stream, page_name="situation", fragment_id="x", is_auto_rerun=True))
        finally:
            _set_enabled(server, OTHER, True)


def websocket_of_another_site(server: Server) -> bool:
    return _gets_in(server, server.signed_in(VICTIM), "", {"Origin": "https://evil.example"})


def name_of_another_host(server: Server) -> bool:
    """DNS rebinding: the address is ours, the name isn't."""
    token = server.signed_in(VICTIM)
    answer = requests.get(
        f"{server.url}/_stcore/metrics", cookies={COOKIE: token}, headers={"Host": "evil.example"}, timeout=20
    )
    return answer.ok or _gets_in(server, token, "", {"Host": "evil.example"})


def password_without_the_second_factor(server: Server) -> bool:
    """The right password of somebody whose phone is asked for, and straight on to a ticket."""
    token = server.pre_session()
    login = login_sessions.find(server.records, token)
    with server.records.writing() as session:
        session.execute(update(Account).where(Account.username == "dudao").values(totp_since=Account.created_at))
        account = session.scalars(select(Account).where(Account.username == "dudao")).one()
        person = accounts.person(account)
    try:
        if login is None:
            return False
        sign_in.prove(server.records, login, person)
        sign_in.finish(server.records, login)
    except StepsLeft:
        return _opens(server, token)
    finally:
        with server.records.writing() as session:
            session.execute(update(Account).where(Account.username == "dudao").values(totp_since=None))
    return True


ATTACKS: tuple[Attack, ...] = (
    stolen_id_without_a_cookie,
    stolen_id_with_a_pre_session,
    stolen_id_with_another_persons_cookie,
    forged_identity_header,
    replayed_ticket,
    ticket_of_another_browser,
    planted_cookie,
    cookie_after_sign_out,
    forged_cookies,
    expired_cookie,
    forged_single_sign_on,
    message_after_the_end,
    websocket_of_another_site,
    name_of_another_host,
    password_without_the_second_factor,
)


@contextmanager
def _victim(server: Server) -> Iterator[str]:
    """The id of a Streamlit session that somebody has open."""
    with server.stream(server.signed_in(VICTIM)) as stream:
        yield streamlit_session(run_script(stream))


def _resumes(server: Server, token: str | None, stolen: str, more: dict[str, str] | None = None) -> bool:
    received = _received(server, token, stolen, more)
    return bool(received) and streamlit_session(received) == stolen


def _gets_in(server: Server, token: str | None, resume: str, more: dict[str, str]) -> bool:
    return shows_frame(_received(server, token, resume, more))


def _received(server: Server, token: str | None, resume: str, more: dict[str, str] | None) -> list[ForwardMsg]:
    """What the page's connection gives; nothing where it is refused."""
    try:
        with server.stream(token, resume, more) as stream:
            return run_script(stream, page_name="situation")
    except (InvalidStatus, ConnectionClosed, TimeoutError):
        return []


def _opens(server: Server, token: str) -> bool:
    """Whether a cookie opens what only a person may see."""
    try:
        if server.get("/_stcore/metrics", token).ok:
            return True
    except requests.RequestException:
        return False
    return shows_frame(_received(server, token, "", None))


def _set_enabled(server: Server, username: str, enabled: bool) -> None:
    change = accounts.enable if enabled else accounts.disable
    with server.records.writing() as session:
        change(session, username=username, by=access.operator())


def _jwt() -> str:
    def part(content: dict[str, object]) -> str:
        return base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")

    signed = f"{part({'alg': 'HS256', 'typ': 'JWT'})}.{part({'username': VICTIM, 'exp_date': 4102444800})}"
    digest = hmac.new(b"some_signature_key", signed.encode(), hashlib.sha256).digest()
    return f"{signed}.{base64.urlsafe_b64encode(digest).decode().rstrip('=')}"
