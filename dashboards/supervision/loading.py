"""The form of a scheme: looked over as it is typed or brought, then kept as an edition of its own."""

from collections.abc import Callable
from datetime import date
from functools import partial
from hashlib import sha256

import streamlit as st

from core import clock
from core.access import Person
from core.periods import Span
from core.scoring import reading, runs, schemes
from core.scoring.faults import BadScheme, NotAllowed, Refused
from core.scoring.schemes import Loaded
from dashboards import stores
from dashboards.components import once
from dashboards.components.once import Drawn
from dashboards.components.plain import plain
from dashboards.supervision import acts, running
from dashboards.supervision.acts import word

LARGEST = 200_000


def block(by: Person, known: list[Loaded]) -> None:
    if known:
        lines = [
            word(
                "desk.edition", title=plain(one.scheme.title), edition=one.edition, since=one.scheme.valid_from,
                day=clock.local_day(one.loaded_at), who=plain(one.loaded_by),
            )
            for one in known[:6]
        ]  # fmt: skip
        st.markdown("\n".join(f"- {line}" for line in lines))
    given = _brought(known)
    drawn = once.drawn("scheme", known[0].id if known else None)
    with st.form(f"scheme_form_{drawn.token}", border=False):
        # Another file is another box: it begins with what stands in that file.
        key = drawn.key(f"text_{known[0].id if known else 0}_{sha256(given.encode()).hexdigest()[:12]}")
        text = st.text_area(word("desk.scheme_text"), given, height=220, key=key, max_chars=LARGEST)
        with st.container(horizontal=True):
            looked = st.form_submit_button(word("desk.check"), key=drawn.key("check"))
            tried = st.form_submit_button(word("desk.try_last", year=_last_year().start.year), key=drawn.key("try"))
            sent = st.form_submit_button(word("desk.load"), key=drawn.key("send"), type="primary")
    if looked:
        _check(text)
    if tried:
        _try(text, by)
    if sent:
        _load(drawn, text, by)


def _brought(known: list[Loaded]) -> str:
    """The text of a file that is put here; beside it the example and the present edition, to begin from."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="scheme_files"):
        put = st.file_uploader(word("desk.scheme_file"), type=["toml", "txt"], key="scheme_file", max_upload_size=1)
        _offer("example", word("desk.example"), schemes.example)
        if known:
            _offer("present", word("desk.present", title=known[0].scheme.title), partial(_present, known[0].id))
    if put is None:
        return ""
    try:
        return put.getvalue().decode("utf-8-sig")[:LARGEST]
    except UnicodeDecodeError:
        st.error(word("desk.not_utf8"))
        return ""


def _offer(name: str, label: str, text: Callable[[], str]) -> None:
    st.download_button(
        word(f"desk.{name}_short"), data=text, file_name=f"{label}.toml", mime="application/toml",
        key=f"scheme_{name}", help=label, icon=":material/description:", on_click="ignore",
    )  # fmt: skip


def _present(scheme_id: int) -> str:
    with stores.records().reading() as session:
        return schemes.written(session, scheme_id)


def _check(text: str) -> None:
    try:
        scheme = reading.read(text)
    except BadScheme as bad:
        acts.faults(bad)
        return
    counts = {"groups": len(scheme.group), "items": len(scheme.item)}
    st.success(word("said.checked", title=scheme.title, **counts))


def _try(text: str, by: Person) -> None:
    """Before it is loaded: what it would have made of the last year that is over."""
    span = _last_year()
    try:
        scheme = reading.read(text)
        inputs, outcome = runs.reckoned(stores.records(), stores.read_model(), scheme, span, by)
    except BadScheme as bad:
        acts.faults(bad)
    except (Refused, NotAllowed) as refused:
        st.error(refused.told)
    else:
        running.show(scheme, inputs, outcome)


def _last_year() -> Span:
    year = clock.today().year - 1
    return Span(date(year, 1, 1), date(year, 12, 31))


def _load(drawn: Drawn, text: str, by: Person) -> None:
    acts.do(drawn, lambda session, areas: schemes.load(session, areas, text=text, by=by), "loaded")
