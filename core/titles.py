"""What a figure is about, in words: place, span of days and filters, as titles, links and documents print them."""

from collections.abc import Sequence
from datetime import date

from core import catalogue
from core.areas import Area
from core.periods import Span, unit_end, unit_start
from core.scope import Filters
from core.words import Words


def sentence(
    places: Sequence[Area],
    span: Span,
    filters: Filters,
    words: Words,
    value: str,
    everything: str = "titles.all_matters",
) -> str:
    """One line that says it all; `value` is the number with its unit, `everything` the subject without filters."""
    return catalogue.say(
        "titles.sentence",
        place=place_words(places),
        period=span_words(span),
        subject=filter_words(filters, words) or catalogue.say(everything),
        value=value,
    )


def place_words(places: Sequence[Area]) -> str:
    """The name of the one place, or the first and how many there are."""
    if len(places) == 1:
        return places[0].name
    return catalogue.say("titles.places", first=places[0].name, count=len(places)) if places else ""


def filter_words(filters: Filters, words: Words) -> str:
    """The chosen values in words; values of one dimension are alternatives, dimensions narrow one another."""
    between = catalogue.say("titles.between_values")
    return " ".join(between.join(words.of(dimension, value) for value in values) for dimension, values in filters)


def period_label(key: str) -> str:
    """The word for a relative period."""
    if key[0] == "r":
        return catalogue.say("board.period.rolling", days=key[1:])
    return catalogue.say(f"board.period.{key}")


def span_words(span: Span) -> str:
    """The days in the shortest form that leaves nothing open."""
    return catalogue.say(f"titles.period.{_form(span)}", **_numbers(span))


def span_words_in(span: Span, year: int) -> str:
    """The same without the year where that is this one and something is left."""
    words = span_words(span)
    rest = words.removeprefix(catalogue.say("titles.period.year", y=year))
    return rest or words


def month_words(day: date) -> str:
    """The calendar month that holds a day."""
    return span_words(Span(unit_start(day, "month"), unit_end(day, "month")))


def _form(span: Span) -> str:
    first, last = span.start, span.end
    if first == last:
        return "day"
    for unit in ("month", "quarter", "year"):
        if first == unit_start(first, unit) and last == unit_end(first, unit):
            return f"quarter_{(first.month + 2) // 3}" if unit == "quarter" else unit
    if first.year != last.year:
        return "across_years"
    return "within_month" if first.month == last.month else "within_year"


def _numbers(span: Span) -> dict[str, int]:
    first, last = span.start, span.end
    return {"y": first.year, "m": first.month, "d": first.day, "y2": last.year, "m2": last.month, "d2": last.day}
