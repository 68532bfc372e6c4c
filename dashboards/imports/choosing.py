"""What is to be imported: the kind of table, its template, the mapping, and the file itself."""

from dataclasses import dataclass
from functools import partial
from html import escape

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from core import catalogue, intake
from core.access import Person
from core.intake import Refusal, importing, template, uploads
from core.intake.mapping_file import load
from core.settings import settings
from dashboards import stores
from dashboards.downloads import MIME
from dashboards.imports import state
from dashboards.imports.state import Pending

TYPES = ["xlsx", "xlsm", "xls", "ods", "csv", "txt", "gz"]


@dataclass(frozen=True)
class Choice:
    kind: str
    mapping: str


def introduction(person: Person) -> str:
    """What the page is for, with the kinds that this person may import."""
    kinds = catalogue.say("common.list_separator").join(map(_kind_label, _kinds(person)))
    return _say("help", kinds=kinds)


def block(person: Person) -> None:
    """The first card: choose, fetch the template, hand the file in."""
    with st.container(key="card_import_file"):
        st.subheader(_say("choose"), anchor=False)
        choice = Choice(_kind(person), intake.DEFAULT)
        with st.container(horizontal=True, vertical_alignment="bottom", key="import_how"):
            choice = Choice(choice.kind, _mapping(choice.kind))
            _template(choice.kind)
        _file(person, choice)


def _kind(person: Person) -> str:
    kinds = _kinds(person)
    wanted = (state.first_kind(), "matters", *kinds)
    first = next(kind for kind in wanted if kind in kinds)
    chosen = st.segmented_control(
        _say("kind"),
        kinds,
        default=first,
        format_func=_kind_label,
        key="import_kind",
        on_change=state.clear,
        required=True,
    )
    return chosen or first


def _kinds(person: Person) -> list[str]:
    return [kind for kind in intake.KINDS if _allowed(person, kind)]


def _kind_label(kind: str) -> str:
    return catalogue.say(f"intake.kind.{kind}")


def _allowed(person: Person, kind: str) -> bool:
    try:
        importing.check_right(person, kind)
    except intake.NotAllowed:
        return False
    return True


def _mapping(kind: str) -> str:
    """The table's form: the standard one, or that of a source that the catalogue knows."""
    known = {name: load(name).rules for name in [intake.DEFAULT, *intake.shipped()]}
    fitting = {name: rules.source.name for name, rules in known.items() if getattr(rules, kind, None) is not None}
    return st.selectbox(
        _say("mapping"),
        list(fitting),
        format_func=fitting.__getitem__,
        key=f"import_mapping_{kind}",
        on_change=state.clear,
        help=_say("mapping_help"),
        width=340,
    )


def _template(kind: str) -> None:
    st.download_button(
        _say("template"),
        data=partial(template.make, kind),
        file_name=f"{template.title(kind)}.xlsx",
        mime=MIME,
        key=f"import_template_{kind}",
        icon=":material/description:",
        on_click="ignore",
    )


def _file(person: Person, choice: Choice) -> None:
    given = st.file_uploader(
        _say("file"), TYPES, key=f"import_file_{state.drawing()}", max_upload_size=uploads.LARGEST >> 20
    )
    st.html(f'<p class="fq-invalid">{escape(_say("invalid", limit=uploads.LARGEST >> 20))}</p>')
    st.caption(_say("file_help", limit=uploads.LARGEST >> 20, kind=choice.kind))
    present = state.pending()
    if given is None:
        if present is not None and not present.begun:
            state.clear()
        return
    if present is None or (present.file_id != given.file_id and not present.is_under_way):
        _hand_in(person, choice, given)


def _hand_in(person: Person, choice: Choice, given: UploadedFile) -> None:
    home = settings().home.resolve()
    try:
        upload = uploads.hand_in(
            stores.records(), given.getvalue(), given.name, choice.kind, choice.mapping, by=person, home=home
        )
    except Refusal as refused:
        st.error(str(refused))
        return
    state.keep(Pending(upload, given.file_id))


def _say(key: str, **values: object) -> str:
    return catalogue.say(f"imports.page.{key}", **values)
