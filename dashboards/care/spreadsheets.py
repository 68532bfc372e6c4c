"""A return as a workbook: the template to take away, and the filled one read back as a draft."""

from functools import partial

import streamlit as st

from core import access, audit, catalogue, exports
from core.access import Person
from core.care import desk, returns, spreadsheet, validation
from core.care.desk import Desk, Seen
from core.care.overview import Own
from core.care.refusal import Refused, kinds
from core.care.spreadsheet import BadCells, Filled
from core.intake.refusal import Refusal
from core.titles import month_words
from dashboards import data, downloads, session, stores
from dashboards.care import acts, faults
from dashboards.care.acts import word
from dashboards.components import once
from db.models import ServiceReturn
from db.session import Session


def block(found: Own, by: Person) -> None:
    with st.expander(word("excel")):
        st.caption(word("excel_help"))
        name = word("excel_name", code=found.listed.code, month=month_words(found.listed.month))
        st.download_button(
            word("excel_get"),
            data=partial(_file, found, session.handshake_token()),
            file_name=name,
            mime=downloads.MIME,
            key=f"care_template_{found.listed.key}_{found.listed.version}",
            on_click="ignore",
            icon=":material/download:",
        )
        drawn = once.drawn(f"care_file_{found.listed.key}", found.listed.version)
        put = st.file_uploader(word("excel_put"), type=["xlsx"], key=drawn.key("put"))
        if st.button(word("excel_take"), key=drawn.key("send"), disabled=put is None) and put is not None:
            _take(drawn, put.getvalue(), put.name, found, by)


def _file(found: Own, token: str | None) -> bytes:
    person = downloads.present(token)
    return exports.export(
        stores.records(),
        person,
        None,
        what=f"care.template.{found.listed.month:%Y-%m}",
        make=lambda: spreadsheet.template(found, data.served_groups()),
        right=desk.REPORT,
    )


def _take(drawn: once.Drawn, content: bytes, name: str, found: Own, by: Person) -> None:
    if not access.may(by, desk.REPORT):
        st.error(catalogue.say("care.refused.not_allowed"))
        return
    try:
        filled = spreadsheet.read(content, name, found)
    except BadCells as bad:
        left = validation.faults(bad.rest.counts, bad.rest.capacity, found.before)
        rest = catalogue.say("care.cell.rest", kinds=kinds(left)) if left else ""
        faults.listed(bad.told + rest, _cells(bad))
        return
    except Refused as refused:
        st.error(refused.told)
        return
    except Refusal as unreadable:
        st.error(str(unreadable))
        return

    def told(_row: ServiceReturn) -> str:
        # The form below is drawn anew from what was read in: as it stood, it would be overtaken.
        once.renew(acts.form(found.listed.key, found.listed.version))
        return taken(found, filled)

    acts.do(drawn, partial(_keep, found, filled, by), told, by)


def taken(found: Own, filled: Filled) -> str:
    """What was read of which return, that it isn't handed in yet, and what is left to do."""
    left = len(validation.faults(filled.counts, filled.capacity, found.before))
    strengths = sum(not held.empty for held in filled.capacity.values())
    named = {"place": found.listed.name, "month": month_words(found.listed.month)}
    told, button = word("excel_taken", **named, rows=filled.rows, strengths=strengths), word("submit")
    return told + (word("excel_left", count=left, button=button) if left else word("excel_fine", button=button))


def _keep(found: Own, filled: Filled, by: Person, session: Session, _desk: Desk) -> ServiceReturn:
    seen = Seen(found.listed.key, found.listed.version)
    row = returns.save(session, seen, filled.counts, filled.capacity, by=by)
    audit.append(
        session, action="care.uploaded", object_kind="service_return",
        object_key=f"{found.listed.code} {found.listed.month:%Y-%m}", by=by, detail=f"rows={filled.rows}",
    )  # fmt: skip
    return row


def _cells(bad: BadCells) -> list[str]:
    return [
        catalogue.say("care.cell.named", cell=f"{one.sheet} {one.name}", why=catalogue.say(f"care.cell.{one.reason}"))
        for one in bad.cells
    ]
