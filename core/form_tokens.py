"""Tokens that make a double click one effect: each drawing of a form has one, and it is good for one act."""

import secrets
from datetime import timedelta

from core import clock
from db.queries import used_forms
from db.session import Records, Session

KEEP = timedelta(days=1)


class SentAlready(RuntimeError):
    """The form was sent before; what it asked for is done or under way."""


def new() -> str:
    return secrets.token_hex(16)


def use(session: Session, token: str) -> None:
    """Uses the token up in the transaction of what the form does. Raises SentAlready."""
    if not used_forms.use(session, token, clock.now()):
        raise SentAlready


def purge(records: Records) -> None:
    """Forgets tokens that no open page can hold any more."""
    with records.writing() as session:
        used_forms.purge(session, clock.now() - KEEP)
