"""Workbooks to take away: a button for those who may, and a file that is made and audited when it is asked for."""

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from core import access, catalogue, exports, login_sessions, titles
from core.access import Person
from core.definitions import Metric
from core.documents import briefing, workbook
from core.documents.briefing import Section
from core.documents.workbook import Cover, Sheet
from dashboards import data, session, stores
from dashboards.viewing import View

MIME = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MakeSheets = Callable[[Person], Sequence[Sheet]]


def button(
    view: View,
    key: str,
    title: str,
    sheets: MakeSheets,
    metrics: Callable[[], Sequence[Metric]],
    *,
    labelled: bool = False,
) -> None:
    """Offers the sheets that `sheets` will give; nothing for those who have no right to export."""
    if not access.may(view.person, exports.RIGHT):
        return
    st.download_button(
        catalogue.say("tools.export"),
        data=partial(_file, view, session.handshake_token(), key, title, sheets, metrics),
        file_name=file_name(view, title),
        mime=MIME,
        key=key,
        help=catalogue.say("tools.export_help", title=title),
        type="secondary" if labelled else "tertiary",
        icon=":material/download:",
        on_click="ignore",
    )


def briefing_button(
    view: View, title: str, sections: Callable[[], Sequence[Section]], metrics: Callable[[], Sequence[Metric]]
) -> None:
    """Offers the board as a Word briefing; nothing for those who have no right to export."""
    if not access.may(view.person, exports.RIGHT):
        return
    st.download_button(
        catalogue.say("documents.briefing.button"),
        data=partial(_briefing, view, session.handshake_token(), title, sections, metrics),
        file_name=file_name(view, title).removesuffix(".xlsx") + ".docx",
        mime=WORD,
        key="briefing",
        help=catalogue.say("documents.briefing.help"),
        icon=":material/description:",
        on_click="ignore",
    )


def word_button(view: View, key: str, title: str, make: Callable[[Person], bytes]) -> None:
    """Offers a Word file that `make` writes; nothing for those who have no right to export."""
    if not access.may(view.person, exports.RIGHT):
        return
    st.download_button(
        catalogue.say("tools.word"),
        data=partial(_word, view, session.handshake_token(), key, make),
        file_name=file_name(view, title).removesuffix(".xlsx") + ".docx",
        mime=WORD,
        key=key,
        help=catalogue.say("tools.word_help", title=title),
        icon=":material/description:",
        on_click="ignore",
    )


def _word(view: View, token: str | None, key: str, make: Callable[[Person], bytes]) -> bytes:
    person = present(token)
    return exports.export(stores.records(), person, view.scope, what=f"{view.page}.{key}", make=lambda: make(person))


def _briefing(
    view: View,
    token: str | None,
    title: str,
    sections: Callable[[], Sequence[Section]],
    metrics: Callable[[], Sequence[Metric]],
) -> bytes:
    person = present(token)
    return exports.export(
        stores.records(),
        person,
        view.scope,
        what=f"{view.page}.briefing",
        make=lambda: briefing.write(title, "".join(view.sentence), sections(), cover(view, person, title, metrics())),
    )


def _file(
    view: View,
    token: str | None,
    key: str,
    title: str,
    sheets: MakeSheets,
    metrics: Callable[[], Sequence[Metric]],
) -> bytes:
    person = present(token)
    return exports.export(
        stores.records(),
        person,
        view.scope,
        what=f"{view.page}.{key}",
        make=lambda: workbook.write(sheets(person), cover(view, person, title, metrics())),
    )


def present(token: str | None) -> Person:
    """Whoever asks, looked up again: the page may have been drawn before a role was changed."""
    found = login_sessions.find(stores.records(), token) if token else None
    if found is None or found.person is None:
        raise exports.NotAllowed(catalogue.say("documents.refused"))
    return found.person


def cover(view: View, person: Person, title: str, metrics: Sequence[Metric]) -> Cover:
    """Filters and scope in words, until when the data tell, who asked, and what each number means."""
    reach, between = data.reach(view.scope), catalogue.say("titles.between_values")
    return Cover(
        title=f"{_scope_words(view)} {title}",
        who=person.display_name,
        place=titles.place_words(view.scope.areas),
        period=titles.span_words(view.scope.span),
        filters=[
            (catalogue.label("dimension", name), between.join(view.words.of(name, value) for value in values))
            for name, values in view.scope.filters
        ],
        as_of=view.until or reach.as_of,
        notes=[catalogue.say("tools.silent_groups")],
        definitions=[(metric.label, metric.definition) for metric in metrics],
        generated=reach.generated,
    )


def file_name(view: View, title: str) -> str:
    """Where, when, which matters and what, in Chinese."""
    return f"{'_'.join(_scope_words(view).split())}_{title}.xlsx".replace("/", "-")


def _scope_words(view: View) -> str:
    parts = (
        titles.place_words(view.scope.areas),
        titles.span_words(view.scope.span),
        titles.filter_words(view.scope.filters, view.words)[:60],
    )
    return " ".join(filter(None, parts))
