"""Plain tables of words and numbers, and how reports are called in them."""

from collections.abc import Sequence
from html import escape

from core import catalogue
from core.cadence.agenda import Owed
from core.titles import span_words
from core.words import Words

# A word and a shape for each state, as for the levels of risk; what is in order has neither colour.
SHAPES = {
    "overdue": ("\N{BLACK DIAMOND}", "1"),
    "today": ("\N{BLACK UP-POINTING TRIANGLE}", "2"),
    "due": ("\N{BLACK CIRCLE}", "3"),
    "running": ("\N{WHITE CIRCLE}", ""),
    "on_time": ("\N{CHECK MARK}", ""),
    "late": ("\N{BLACK UP-POINTING TRIANGLE}", "3"),
}


def table(heads: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[int] = ()) -> str:
    """Cells are mark-up; `right` are the columns of numbers."""
    head = "".join(_cell("th", escape(text), number in right) for number, text in enumerate(heads))
    body = "".join(
        "<tr>" + "".join(_cell("td", text, number in right) for number, text in enumerate(row)) + "</tr>"
        for row in rows
    )
    made = f'<table class="fq-table"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
    return f'<div class="fq-reports" tabindex="0">{made}</div>'


def _cell(tag: str, text: str, right: bool) -> str:
    return f'<{tag} class="fq-right">{text}</{tag}>' if right else f"<{tag}>{text}</{tag}>"


def heading(question: str) -> str:
    """The question that a block answers, as on every card."""
    return f'<div class="fq-head"><h2>{escape(question)}</h2></div>'


def state(name: str, days: int = 0) -> str:
    """A state as mark-up: a shape and a word, with colour only where something is to be done."""
    shape, level = SHAPES[name]
    word = escape(catalogue.say(f"cadence.state.{name}", days=days))
    ink = f" fq-level-{level}" if level else ""
    return f'<span class="fq-standing{ink}">{shape} {word}</span>'


def body(words: Words, one: Owed) -> str:
    """Who owes it: the unit whose turn it is, or the place's own body; a village with its township."""
    place = words.of("area", one.area)
    path = words.areas.path(one.area)
    if path and path[-1].level == "village":
        place = " ".join(area.name for area in path[-2:])
    if one.bearer:
        return catalogue.say("cadence.body.unit", place=place, unit=words.of("handling_unit", one.bearer))
    return place


def duty(one: Owed) -> str:
    name = catalogue.label("duty", one.duty)
    return catalogue.say("cadence.body.daily", name=name) if one.wartime else name


def period(one: Owed) -> str:
    return span_words(one.span)
