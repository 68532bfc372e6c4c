"""The filters as the address has them: buttons that open choices, and what is chosen as chips that can be taken off."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

import streamlit as st
from streamlit.elements.lib.mutable_popover_container import PopoverContainer

from core import catalogue, clock, titles
from core.periods import Period
from core.scope import UNKNOWN, Request
from core.words import Words
from dashboards import links
from dashboards.components import area_filter
from dashboards.components.bar_tools import bar_tools
from dashboards.components.names import LISTS, list_title, told_apart
from dashboards.viewing import View

PERIODS = (
    *("today", "this_week", "this_month", "last_month"),
    *("this_quarter", "last_quarter", "this_year", "last_year", "r7", "r30", "r90"),
)
LEVELS = ("severity", "risk_level")


def filter_bar(
    view: View,
    more: Sequence[str] = (),
    *,
    more_as: str = "more",
    of_matters: bool = True,
    periods: Sequence[str] = PERIODS,
) -> None:
    """Every choice asks for another address; what a widget shows comes from the address.

    `more` are dimensions of the page's own fact, offered together under one button called `more_as`; without
    `of_matters` there are no others, since what is shown isn't about matters; `periods` are those that may be chosen,
    none where it is of now.
    """
    with st.container(key="filters", horizontal=True, vertical_alignment="center"):
        with _opened("area", area_filter.chosen(view)):
            area_filter.choices(view)
        if periods:
            with _opened("period", _period_words(view)):
                _periods(view, periods)
        if of_matters:
            _of_matters(view)
        if more:
            with _opened(more_as):
                for dimension in more:
                    _pills(view, dimension, list(catalogue.code_labels(dimension)), titled=True)
        _chips(view)
        bar_tools(view)


def _of_matters(view: View) -> None:
    with _opened("type"):
        _types(view)
    with _opened("source"):
        _pills(view, "source", list(catalogue.code_labels("source")))
    with _opened("level"):
        for dimension in LEVELS:
            _pills(view, dimension, list(catalogue.code_labels(dimension)), titled=True)


def _opened(name: str, chosen: str = "") -> PopoverContainer:
    label = catalogue.say(f"board.filter.{name}")
    return st.popover(f"{label} **{chosen}**" if chosen else label, key=f"filter_{name}")


def _period_words(view: View) -> str:
    period = view.request.period
    return titles.period_label(period.key) if period.relative else titles.span_words(view.scope.span)


def _periods(view: View, offered: Sequence[str]) -> None:
    chosen = view.request.period.key
    relative, days = f"period_{view.mark}", f"days_{view.mark}"
    st.pills(
        catalogue.say("board.filter.period"),
        offered,
        default=chosen if chosen in offered else None,
        key=relative,
        format_func=titles.period_label,
        on_change=_take_period,
        args=(view.request, relative),
        label_visibility="collapsed",
    )
    st.date_input(
        catalogue.say("board.filter.from_to"),
        (view.scope.span.start, view.scope.span.end),
        key=days,
        format="YYYY-MM-DD",
        max_value=max(clock.today(), view.scope.span.end),
        on_change=_take_days,
        args=(view.request, days, (view.scope.span.start, view.scope.span.end)),
    )


def _take_period(request: Request, key: str) -> None:
    # A second click on what is chosen takes the choice off: then the period stays as it is.
    if chosen := st.session_state[key]:
        links.go(replace(request, period=Period.parse(chosen)))


def _take_days(request: Request, key: str, shown: tuple[date, date]) -> None:
    days = tuple(st.session_state[key])
    # Between the first and the second click on the calendar there is only a start; and a browser that is just given
    # other days to show may send them back, which would turn "this quarter" into its days.
    if len(days) == 2 and days != shown:
        links.go(replace(request, period=Period.between(*days)))


def _types(view: View) -> None:
    classes = list(catalogue.code_labels("matter_class"))
    lists = {
        code_list: [category.key for category in categories if _is_offered(view, category.key, code_list)]
        for code_list, categories in view.words.classes().items()
    }
    values = [("matter_class", code) for code in classes]
    values += [("category", key) for keys in lists.values() for key in keys]
    names = dict(zip(values, told_apart(view.words, values), strict=True))
    _pills(view, "matter_class", classes, titled=True, names=names)
    for code_list, keys in lists.items():
        if keys:
            _pills(view, "category", keys, title=list_title(code_list), part=code_list, names=names)


def _is_offered(view: View, key: str, code_list: str) -> bool:
    """The lists that ship; of a source's own list what is chosen already, so that it can be taken off."""
    return code_list in LISTS or key in dict(view.request.filters).get("category", ())


def _pills(
    view: View,
    dimension: str,
    codes: list[str],
    *,
    titled: bool = False,
    title: str = "",
    part: str = "",
    names: Mapping[tuple[str, str], str] | None = None,
) -> None:
    """Choices of one dimension (or of one `part` of it), called by their `names` where some are given."""
    key = f"choice_{dimension}{part}_{view.mark}"
    st.pills(
        title or catalogue.label("dimension", dimension),
        codes,
        selection_mode="multi",
        default=[code for code in dict(view.request.filters).get(dimension, ()) if code in codes],
        key=key,
        format_func=partial(_name, view.words, dimension, names or {}),
        on_change=_take_values,
        args=(view.request, dimension, key, codes),
        label_visibility="visible" if titled or title else "collapsed",
    )


def _name(words: Words, dimension: str, names: Mapping[tuple[str, str], str], code: str) -> str:
    return names.get((dimension, code)) or words.of(dimension, code)


def _take_values(request: Request, dimension: str, key: str, offered: Sequence[str]) -> None:
    others = [code for code in dict(request.filters).get(dimension, ()) if code not in offered]
    links.go(request.narrowed(dimension, *others, *st.session_state[key]))


def _chips(view: View) -> None:
    """Each chosen value with its cross, and one button for all of them."""
    chips = list(_chosen(view))
    for label, without in chips:
        st.button(
            f"✕ {label}",
            key=f"chip_{label}",
            help=catalogue.say("board.filter.remove", name=label),
            on_click=links.go,
            args=(without,),
        )
    if len(chips) > 1:
        st.button(
            catalogue.say("board.filter.clear"),
            key="chip_clear",
            type="tertiary",
            on_click=links.go,
            args=(Request(view.request.period),),
        )


def _chosen(view: View) -> Iterator[tuple[str, Request]]:
    """What each chip is called and what the address becomes without it."""
    request = view.request
    for code in request.areas:
        if code != view.person.area_code and any(code == area.code for area in view.scope.areas):
            rest = tuple(area for area in request.areas if area != code)
            yield view.areas[code].name, replace(request, areas=rest)
    chosen = [(dimension, value) for dimension, values in request.filters for value in values]
    for (dimension, value), name in zip(chosen, told_apart(view.words, chosen), strict=True):
        rest = tuple(other for other in dict(request.filters)[dimension] if other != value)
        # What isn't known is called the same in every dimension.
        unknown = f"{catalogue.label('dimension', dimension)} {view.words.of(dimension, value)}"
        yield unknown if value == UNKNOWN else name, request.narrowed(dimension, *rest)
