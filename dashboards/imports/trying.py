"""What the file would do, counted before anything is written, and the button that does it."""

from collections import Counter
from collections.abc import Sequence
from functools import partial
from html import escape

import streamlit as st

from core import catalogue, exports, login_sessions
from core.access import Person
from core.intake import Outcome, Refusal, report_workbook, uploads
from core.intake.rehearsal import Rehearsal
from core.intake.report import Row
from dashboards import downloads, session, stores
from dashboards.components.card import nothing
from dashboards.imports import jobs, state
from dashboards.imports.state import Pending

FATES = ("added", "changed", "unchanged", "refused", "doubtful")
COLUMNS = ("level", "place", "value", "problem", "hint")
SHOWN = 200


def block(person: Person) -> None:
    """The second card: nothing yet, the preview, the import under way, or what came of it."""
    with st.container(key="card_import_preview"):
        pending = state.pending()
        if pending is None:
            st.subheader(_say("preview"), anchor=False)
            nothing(_say("nothing"), _say("nothing_hint"))
        elif pending.begun:
            _run(person, pending)
        else:
            _preview(person, pending)


def _preview(person: Person, pending: Pending) -> None:
    st.subheader(_say("preview_of", file=pending.upload.file_name), anchor=False)
    if pending.rehearsal is None and not pending.refusal:
        _rehearse(person, pending)
    if pending.refusal or pending.rehearsal is None:
        st.error(pending.refusal)
        return
    outcome = pending.rehearsal.outcome
    _counts(outcome)
    _facts(outcome)
    would = outcome.counts.added + outcome.counts.changed
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            _say("confirm"),
            key=f"import_confirm_{pending.upload.token}",
            type="primary",
            disabled=not would,
            on_click=_begin,
            args=(pending,),
        )
        st.button(_say("cancel"), key="import_cancel", on_click=state.clear)
        if pending.rehearsal.report:
            _report(pending.rehearsal, pending.upload.file_name)
        st.caption(_say("not_written") if would else _say("nothing_new"))
    _findings(pending.rehearsal.findings, outcome)


def _report(rehearsal: Rehearsal, file_name: str) -> None:
    """All that was found, to be taken away before anything is written."""
    st.download_button(
        _say("report"),
        data=partial(_file, session.handshake_token(), rehearsal, file_name),
        file_name=catalogue.say("imports.report.rehearsal_file"),
        mime=downloads.MIME,
        key="import_preview_report",
        icon=":material/download:",
        on_click="ignore",
    )


def _file(token: str | None, rehearsal: Rehearsal, file_name: str) -> bytes:
    # Looked up again: the page may have been drawn before the right was taken away.
    found = login_sessions.find(stores.records(), token) if token else None
    if found is None or found.person is None:
        raise exports.NotAllowed(catalogue.say("documents.refused"))
    who = found.person
    make = partial(report_workbook.of_rehearsal, rehearsal, file_name, who.display_name)
    return exports.export(stores.records(), who, None, what="import_report.preview", make=make, right="import")


def _rehearse(person: Person, pending: Pending) -> None:
    bar = st.progress(0.0, _say("looking"))
    try:
        pending.rehearsal = uploads.preview(
            stores.records(),
            pending.upload,
            by=person,
            progress=lambda done, total: bar.progress(min(1.0, done / max(1, total)), _say("looking")) and None,
        )
    except Refusal as refused:
        pending.refusal = str(refused)
    bar.empty()


def _begin(pending: Pending) -> None:
    pending.begun = True


def _run(person: Person, pending: Pending) -> None:
    if pending.outcome is None and not pending.refusal:
        st.subheader(_say("importing", file=pending.upload.file_name), anchor=False)
        bar = st.progress(0.0, _say("under_way"))
        job = jobs.start(pending.upload.token, person, _say("broken"))
        while not job.ended.wait(0.2):
            words = _say("under_way_count", done=job.done, total=job.total) if job.total else _say("under_way")
            bar.progress(min(1.0, job.done / max(1, job.total)), words)
        bar.empty()
        pending.outcome, pending.refusal = job.outcome, job.failure
        st.rerun()
    _done(pending)


def _done(pending: Pending) -> None:
    if pending.outcome is None:
        st.subheader(_say("not_done", file=pending.upload.file_name), anchor=False)
        st.error(pending.refusal)
    else:
        st.subheader(_say("done", file=pending.upload.file_name, batch=pending.outcome.batch_id), anchor=False)
        _counts(pending.outcome)
        st.success(_say("done_hint"))
    st.button(_say("next"), key="import_next", on_click=state.clear)


def _counts(outcome: Outcome) -> None:
    """The fates of the rows, each with its word; refused and doubtful ones stand out where there are any."""
    counts = outcome.counts
    read = catalogue.say("imports.page.read", count=counts.read)
    cells = "".join(
        f'<div class="fq-fate fq-fate-{name}{" fq-none" if not getattr(counts, name) else ""}">'
        f"<b>{getattr(counts, name):,}</b><span>{escape(catalogue.say(f'imports.count.{name}'))}</span></div>"
        for name in FATES
    )
    st.html(f'<p class="fq-read">{escape(read)}</p><div class="fq-fates">{cells}</div>')


def _facts(outcome: Outcome) -> None:
    """What holds for whole columns, and numbers that stand in the file more than once."""
    joint = catalogue.say("common.list_separator")
    for said in outcome.repeated:
        st.info(said)
    if outcome.refused_columns:
        st.warning(_say("refused_columns", columns=joint.join(outcome.refused_columns)))
    if outcome.unused_columns:
        st.info(_say("unused_columns", columns=joint.join(outcome.unused_columns)))


def _findings(rows: Sequence[Row], outcome: Outcome) -> None:
    if not rows:
        return
    total = sum(group.count for group in outcome.groups)
    st.markdown(f"**{_say('findings', shown=min(SHOWN, len(rows)), total=total)}**")
    heads = "".join(f"<th>{escape(catalogue.say(f'imports.finding.{name}'))}</th>" for name in COLUMNS)
    # What keeps a row out comes first, and what is said of many rows last: it buries nothing.
    often, refused = Counter(row.problem for row in rows), catalogue.say("intake.level.refused")
    ordered = sorted(rows, key=lambda row: (row.level != refused, often[row.problem]))[:SHOWN]
    st.html(
        f'<div class="fq-findings" tabindex="0"><table class="fq-table"><thead><tr>{heads}</tr></thead>'
        f"<tbody>{''.join(_row(row, outcome.facts['sheets'] > 1) for row in ordered)}</tbody></table></div>"
    )


def _row(row: Row, of_several: bool) -> str:
    """One line; its sheet is named where the file has several."""
    place = catalogue.say(f"imports.finding.{'cell' if row.column else 'row'}", row=row.row, column=row.column)
    words = (row.level, f"{row.sheet} {place}" if of_several else place, row.value, row.problem, row.hint)
    return "<tr>" + "".join(f"<td>{escape(word)}</td>" for word in words) + "</tr>"


def _say(key: str, **values: object) -> str:
    return catalogue.say(f"imports.page.{key}", **values)
