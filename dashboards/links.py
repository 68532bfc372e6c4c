"""The address of what is on screen: the link is the truth, widgets only show it and ask for another."""

from urllib.parse import parse_qsl, quote, urlencode
from zlib import crc32

import streamlit as st

from core import short_links
from core.scope import FILTERS, Request
from dashboards import session, stores

SHORT = "s"
OURS = ("period", "area", "borders", *FILTERS, SHORT)
CHOSEN = "_chosen"
"""Where in the session the address stands that was chosen on the page, and not by the browser's own buttons."""
LONGEST = 200
"""Characters of a whole address; longer ones can't be passed on by every means that offices use."""


class UnknownLink(ValueError):
    """A short link that nothing is kept under."""


def asked(*, periods: bool = True) -> Request:
    """The request of the address, without its period where `periods` is False.

    Raises BadPeriod for a period that can't be read, UnknownLink.
    """
    query = st.query_params.to_dict()
    if SHORT in query:
        kept = short_links.find(stores.records(), query[SHORT])
        if kept is None:
            raise UnknownLink(query[SHORT])
        query = dict(parse_qsl(kept))
    if not periods:
        query.pop("period", None)
    return Request.from_query(query)


def mark(request: Request) -> str:
    """A short name of the request, to be part of every widget's and clickable chart's key.

    Under another address a widget has to be another widget: a browser keeps the last value of one that it isn't showing
    (in a closed popover), sends it with the next click, and the address would jump back to what was chosen before.
    """
    return f"{crc32(repr(request.to_query()).encode()):08x}"


def go(request: Request) -> None:
    """Makes `request` the address, a step that the browser's back button undoes. For callbacks: the run follows."""
    others = {name: value for name, value in st.query_params.to_dict().items() if name not in OURS}
    query = others | request.to_query()
    if len(_address(query)) > LONGEST and (found := session.login()) and found.person:
        query = others | {SHORT: short_links.keep(stores.records(), urlencode(request.to_query()), found.person)}
    st.query_params.from_dict(query)
    st.session_state[CHOSEN] = request.to_query()


def _address(query: dict[str, str]) -> str:
    """The whole address as the browser shows it."""
    page = (st.context.url or "").split("?")[0]
    return f"{page}?{urlencode(query, quote_via=quote, safe=',')}"
