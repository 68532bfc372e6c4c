"""The imports there have been: who, when, which file, what came of it; their reports, and taking one back."""

from functools import partial
from html import escape

import streamlit as st

from core import catalogue, clock, exports, login_sessions
from core.access import Person
from core.intake import Refusal, history, report_workbook, undoing
from core.intake.history import Batch
from core.intake.undoing import Undoing
from dashboards import data, session, stores, windows
from dashboards.components.card import nothing
from dashboards.downloads import MIME
from dashboards.imports import state

COUNTS = ("read", "added", "changed", "unchanged", "refused", "doubtful")
TEXTS = ("id", "at", "who", "kind", "file")
SHOWN = 20
MOST_NAMED = 50
ASKED = "import_undo"
SAID = "_import_said"


def block(person: Person) -> None:
    """The third card: a table of the latest imports, and what can be done with one of them."""
    with st.container(key="card_import_past"):
        st.subheader(_say("past"), anchor=False)
        # The table of before stands until this one is read: what was just done is told together with it.
        batches = history.history(stores.records(), person, data.area_tree(data.version()), SHOWN)
        _told()
        if not batches:
            nothing(_say("no_past"), "")
            return
        _table(batches)
        _acts(person, batches)


def _told() -> None:
    if said := st.session_state.pop(SAID, None):
        kind, text = said
        {"success": st.success, "error": st.error}[kind](text)


def _table(batches: list[Batch]) -> None:
    names = [f"imports.column.{name}" for name in TEXTS] + [f"imports.count.{name}" for name in COUNTS]
    heads = "".join(
        f"<th{' class=fq-number' if 'count' in name else ''}>{escape(catalogue.say(name))}</th>" for name in names
    )
    heads += f"<th>{escape(catalogue.say('imports.column.state'))}</th>"
    st.html(
        f'<div class="fq-past" tabindex="0"><table class="fq-table"><thead><tr>{heads}</tr></thead>'
        f"<tbody>{''.join(map(_row, batches))}</tbody></table></div>"
    )


def _row(batch: Batch) -> str:
    kind = catalogue.say(f"intake.kind.{batch.kind}")
    texts = (str(batch.id), clock.briefly(batch.started_at), batch.who, kind, batch.file_name)
    counts = "".join(f'<td class="fq-number">{batch.counts[name]:,}</td>' for name in COUNTS)
    return f"<tr>{''.join(f'<td>{escape(text)}</td>' for text in texts)}{counts}<td>{escape(_state(batch))}</td></tr>"


def _state(batch: Batch) -> str:
    if batch.undone_at is not None:
        return catalogue.say("imports.state.undone_by", who=batch.undone_by, at=clock.briefly(batch.undone_at))
    return catalogue.say(f"imports.state.{'done' if batch.finished_at else 'unfinished'}")


def _acts(person: Person, batches: list[Batch]) -> None:
    by_id = {batch.id: batch for batch in batches}
    with st.container(horizontal=True, vertical_alignment="bottom", key="import_acts"):
        chosen = st.selectbox(
            _say("which"),
            list(by_id),
            format_func={batch.id: _named(batch) for batch in batches}.__getitem__,
            # After an import the latest is meant, whatever was chosen before.
            key=f"import_which_{batches[0].id}",
            width=460,
        )
        batch = by_id[chosen]
        st.download_button(
            _say("report"),
            data=partial(_report, session.handshake_token(), batch.id),
            file_name=catalogue.say("imports.report.file", batch=batch.id),
            mime=MIME,
            key=f"import_report_{batch.id}",
            icon=":material/download:",
            on_click="ignore",
        )
        if batch.is_undoable:
            st.button(
                _say("undo"),
                key=f"import_undo_{batch.id}",
                icon=":material/undo:",
                on_click=windows.open_named,
                args=(f"{ASKED} {batch.id}",),
            )
    if windows.current() == f"{ASKED} {batch.id}":
        st.dialog(_say("undo"), width="medium", on_dismiss=windows.close)(_confirm)(person, batch)


def _named(batch: Batch) -> str:
    return _say("named", batch=batch.id, file=batch.file_name, at=clock.briefly(batch.started_at))


def _confirm(person: Person, batch: Batch) -> None:
    """What undoing comes to, and the yes."""
    try:
        foreseen = undoing.look(stores.records(), batch)
    except Refusal as refused:
        st.error(str(refused))
        return
    st.warning(_would(batch, foreseen))
    _kept(foreseen)
    with st.container(horizontal=True):
        nothing_to_do = not (foreseen.removed or foreseen.restored)
        yes = f"import_undo_yes_{batch.id}"
        confirmed = st.button(_say("undo_confirm"), key=yes, type="primary", disabled=nothing_to_do)
        if st.button(_say("undo_no"), key=f"import_undo_no_{batch.id}"):
            windows.close()
            st.rerun()
    if confirmed:
        _undo(person, batch)


def _undo(person: Person, batch: Batch) -> None:
    try:
        done = undoing.undo(stores.records(), batch, by=person)
        st.session_state[SAID] = ["success", _comes_to("undo_done", batch, done)]
        state.forget_done(batch.id)
    except Refusal as refused:
        st.session_state[SAID] = ["error", str(refused)]
    windows.close()
    st.rerun()


def _would(batch: Batch, found: Undoing) -> str:
    """What would be undone; of what there is none nothing is said."""
    rest = {"undo_restored": found.restored, "undo_kept": len(found.kept)}
    first = _say("undo_would", batch=batch.id, removed=found.removed)
    return first + "".join(_say(key, count=count) for key, count in rest.items() if count)


def _comes_to(key: str, batch: Batch, found: Undoing) -> str:
    return _say(key, batch=batch.id, removed=found.removed, restored=found.restored, kept=len(found.kept))


def _kept(found: Undoing) -> None:
    """The rows that stay, one by one."""
    if not found.kept:
        return
    heads = "".join(f"<th>{escape(_say(name))}</th>" for name in ("kept_row", "kept_reason"))
    rows = "".join(
        f"<tr><td>{escape(kept.name)}</td><td>{escape(kept.reason)}</td></tr>" for kept in found.kept[:MOST_NAMED]
    )
    st.html(
        f'<div class="fq-findings" tabindex="0"><table class="fq-table"><thead><tr>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _report(token: str | None, batch_id: int) -> bytes:
    """The report of a batch of one's own area, for whoever asks now: looked up again, audited, then given."""
    found = login_sessions.find(stores.records(), token) if token else None
    person = found.person if found else None
    batch = history.one(stores.records(), person, data.area_tree(data.version()), batch_id) if person else None
    if person is None or batch is None:
        raise exports.NotAllowed(catalogue.say("documents.refused"))
    return exports.export(
        stores.records(),
        person,
        None,
        what=f"import_report.{batch_id}",
        make=lambda: report_workbook.make(batch, person.display_name),
        right="import",
    )


def _say(key: str, **values: object) -> str:
    return catalogue.say(f"imports.page.{key}", **values)
