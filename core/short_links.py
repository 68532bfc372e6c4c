"""Short links: the state of a page under a key of twelve characters, where its own address would be too long."""

import base64
from hashlib import sha256

from core import clock
from core.access import Person
from db.models import ShortLink
from db.session import Records

LENGTH = 12
LONGEST_QUERY = 20_000


class QueryTooLong(ValueError):
    """More state than any page has."""


def keep(records: Records, query: str, by: Person) -> str:
    """The key of `query` (an address's parameters); the same state always has the same one, and is kept once.

    Raises QueryTooLong.
    """
    if len(query) > LONGEST_QUERY:
        raise QueryTooLong(len(query))
    key = base64.b32encode(sha256(query.encode()).digest()).decode().lower()[:LENGTH]
    with records.reading() as session:
        if session.get(ShortLink, key) is not None:
            return key
    with records.writing() as session:
        # Somebody else may have kept the very same meanwhile.
        session.merge(ShortLink(key=key, query=query, created_at=clock.now(), created_by=by.username))
    return key


def find(records: Records, key: str) -> str | None:
    """The parameters kept under `key`; None where there are none. What they ask for is judged like any request."""
    with records.reading() as session:
        kept = session.get(ShortLink, key)
        return kept.query if kept is not None else None
