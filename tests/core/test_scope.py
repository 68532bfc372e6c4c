"""A request and its link are the same thing, and a narrower view never widens."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core import access
from core.areas import Area, AreaTree
from core.periods import BadPeriod, Period
from core.scope import FILTERS, Request, UnknownFilter
from tests.scenario import TODAY

KEYS = ("this_month", "last_quarter", "r30", "2026", "2026-11", "2026Q3", "2026-11a", "2026-11-01..2026-11-21", "today")
QUICK = settings(max_examples=100, deadline=None, derandomize=True)
values = st.text(min_size=1, max_size=12).filter(lambda text: "\x00" not in text)
requests = st.builds(
    Request,
    st.sampled_from(KEYS).map(Period.parse),
    st.lists(values, max_size=3).map(tuple),
    st.dictionaries(st.sampled_from(FILTERS), st.lists(values, max_size=4).map(tuple), max_size=4).map(
        lambda chosen: tuple(chosen.items())
    ),
)
TREE = AreaTree([Area("0", "root", "root", None), Area("5307", "丽江市", "prefecture", "0")])


def scope(request: Request):
    return access.scope(access.operator(), request, TREE, TODAY)


@QUICK
@given(requests)
def test_every_request_comes_back_from_its_link(request: Request) -> None:
    query = request.to_query()
    assert Request.from_query(query) == request
    assert Request.from_query(query).to_query() == query
    assert all(isinstance(value, str) and value for value in query.values())


def test_a_typical_link_is_short_and_keeps_relative_periods_relative() -> None:
    chosen = (
        ("category", ("A.02", "A.0902", "A.06")),
        ("source", ("grid_patrol", "hotline")),
        ("risk_level", ("high",)),
    )
    request = Request(Period("last_quarter"), ("530702001", "530702002"), chosen)
    link = "https://fengqiao.example/?" + "&".join(f"{name}={value}" for name, value in request.to_query().items())
    assert len(link) <= 200
    assert request.to_query()["period"] == "last_quarter"
    assert request.to_query()["category"] == "A.02,A.06,A.0902"


def test_a_link_without_anything_is_this_month_and_strangers_parameters_are_theirs() -> None:
    assert Request.from_query({}) == Request(Period("this_month"))
    assert Request.from_query({"utm_source": "wall", "embed": "true"}) == Request()
    with pytest.raises(BadPeriod):
        Request.from_query({"period": "someday"})
    with pytest.raises(UnknownFilter):
        Request(filters=(("party", ("somebody",)),))


def test_one_meaning_has_one_key() -> None:
    one = Request(filters=(("source", ("visit", "hotline", "visit")), ("category", ("A.02",))))
    other = Request(filters=(("category", ("A.02",)), ("source", ("hotline",)), ("source", ("visit", ""))))
    assert one == other
    assert hash(scope(one)) == hash(scope(other))
    assert Request(filters=(("source", ()),)) == Request()


def test_a_dimension_can_be_set_anew_and_set_free() -> None:
    request = Request(filters=(("source", ("visit",)), ("category", ("A.02",))))
    assert request.narrowed("source", "hotline").filters == (("category", ("A.02",)), ("source", ("hotline",)))
    assert request.narrowed("source").filters == (("category", ("A.02",)),)


def test_a_narrower_view_never_widens() -> None:
    whole = scope(Request())
    cut = whole.with_filter("source", "visit", "hotline")
    assert cut.filters == (("source", ("hotline", "visit")),)
    assert cut.with_filter("source", "visit", "online").filters == (("source", ("visit",)),)
    # Nothing in common reads nothing; it doesn't set the dimension free.
    assert cut.with_filter("source", "online").filters == (("source", ()),)
    assert cut.with_filter("source", "online").with_filter("source", "visit").filters == (("source", ()),)
    assert cut.over(Period("2025").resolve(TODAY)).areas == whole.areas
