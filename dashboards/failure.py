"""An error in a page: recorded with a number, and said in Chinese without its details."""

import secrets

import streamlit as st

from core import catalogue
from dashboards import waiting
from dashboards.journal import log
from db import full_disk
from db.read_model.slots import NoFreeSlot
from db.unavailable import RecordsUnavailable


def on_script_error(error: Exception) -> bool:
    """Writes the error to the log and shows its number; True keeps Streamlit from showing it in English.

    What the reader or their administrator can mend has a sentence of its own.
    """
    if isinstance(error, RecordsUnavailable):
        log.error("database unavailable", reason=error.reason, place=error.place, detail=error.detail)
        if error.reason == "busy":
            st.error(catalogue.say("records.unavailable.page_busy"))
        else:
            waiting.until_back()
        return True
    if known := _known(error):
        log.error("page stopped", reason=known, detail=str(error))
        st.error(catalogue.say(f"backup.store.page_{known}"))
        return True
    number = secrets.token_hex(4)
    log.error("page failed", number=number, exc_info=error)
    st.error(catalogue.say("shell.error.script", number=number))
    return True


def _known(error: Exception) -> str:
    if isinstance(error, NoFreeSlot):
        return "no_slot"
    stopped = isinstance(error, full_disk.DiskFull) or (isinstance(error, OSError) and full_disk.is_full(error))
    return "disk_full" if stopped else ""
