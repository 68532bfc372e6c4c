"""The permission matrix: which role has which right, on the page and as a workbook."""

from functools import partial
from html import escape

import pandas as pd
import streamlit as st

from core import catalogue, exports, login_sessions, people
from core.access import Person
from core.documents import workbook
from core.documents.workbook import Column, Cover, Sheet
from core.people import ROLES
from dashboards import downloads, session, stores

RIGHT = "see_accounts"


def table() -> None:
    roles = [catalogue.label("role", role) for role in ROLES]
    heads = "".join(f"<th>{escape(name)}</th>" for name in (_say("right"), _say("kind"), *roles))
    body = "".join(
        f"<tr><td>{escape(right.label)}</td><td>{escape(right.kind)}</td>"
        + "".join(f"<td>{_mark(right.has[role])}</td>" for role in ROLES)
        + "</tr>"
        for right in people.matrix()
    )
    st.html(
        f'<div class="permission-matrix"><table class="fq-table"><thead><tr>{heads}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def button() -> None:
    """The same as a workbook; that it was taken is written down."""
    st.download_button(
        _say("export"),
        data=partial(_file, session.handshake_token()),
        file_name=f"{_say('file')}.xlsx",
        mime=downloads.MIME,
        key="matrix_file",
        icon=":material/download:",
        on_click="ignore",
    )


def _file(token: str | None) -> bytes:
    # Looked up again: the page may have been drawn before a role was changed.
    found = login_sessions.find(stores.records(), token) if token else None
    if found is None or found.person is None:
        raise exports.NotAllowed(catalogue.say("documents.refused"))
    person = found.person
    make = partial(_workbook, person)
    return exports.export(stores.records(), person, None, what="permission_matrix", make=make, right=RIGHT)


def _workbook(person: Person) -> bytes:
    columns = [Column("right", _say("right")), Column("kind", _say("kind")), Column("factor", _say("second_factor"))]
    columns += [Column(role, catalogue.label("role", role)) for role in ROLES]
    rows = [
        {"right": right.label, "kind": right.kind, "factor": _mark(right.second_factor)}
        | {role: _mark(right.has[role]) for role in ROLES}
        for right in people.matrix()
    ]
    cover = Cover(title=_say("title"), who=person.display_name, notes=[_say("help")])
    return workbook.write([Sheet(_say("file"), pd.DataFrame(rows), columns)], cover)


def _mark(has: bool) -> str:
    return _say("has") if has else ""


def _say(key: str) -> str:
    return catalogue.say(f"identity.rights.{key}")
