"""Short links: one state has one key, kept once."""

import pytest
from sqlalchemy import func, select

from core import access, short_links
from db.models import ShortLink
from db.session import Records

LONG = "period=this_year&handling_unit=" + ",".join(f"U{number:04}" for number in range(400))


def test_the_same_state_has_the_same_key_and_is_kept_once(records: Records) -> None:
    keys = {short_links.keep(records, LONG, access.operator()) for _ in range(3)}
    (key,) = keys
    assert len(key) == short_links.LENGTH
    assert short_links.find(records, key) == LONG
    with records.reading() as session:
        assert session.scalar(select(func.count()).select_from(ShortLink)) == 1


def test_other_states_have_other_keys_and_unknown_ones_none(records: Records) -> None:
    one, other = (short_links.keep(records, query, access.operator()) for query in (LONG, LONG + ",U9999"))
    assert one != other
    assert short_links.find(records, "aaaaaaaaaaaa") is None


def test_more_than_any_page_has_is_refused(records: Records) -> None:
    with pytest.raises(short_links.QueryTooLong):
        short_links.keep(records, "x" * (short_links.LONGEST_QUERY + 1), access.operator())
