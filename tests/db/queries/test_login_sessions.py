"""The statements under the sign-in, each holding by itself."""

from datetime import timedelta

from sqlalchemy import select

from core import access, accounts, clock, login_sessions
from db.models import Account, SignInTicket
from db.queries import login_sessions as queries
from db.session import Records


def test_a_ticket_is_used_up_even_while_its_pre_session_lives(records: Records) -> None:
    token = login_sessions.open_anonymous(records)
    login = login_sessions.find(records, token)
    assert login is not None
    with records.writing() as session:
        options = {"display_name": "", "role": "leader", "area_code": "0", "password": "Gu3-Cheng-Yue!"}
        accounts.create(session, username="zhang", by=access.operator(), **options)
        session.flush()
        account = session.scalars(select(Account)).one()
        expires = clock.now() + timedelta(seconds=30)
        session.add(SignInTicket(token_hash="t", login_session_id=login.id, account_id=account.id, expires_at=expires))
        session.flush()
        assert queries.use_ticket(session, "t", login.id, clock.now())
        assert not queries.use_ticket(session, "t", login.id, clock.now())
