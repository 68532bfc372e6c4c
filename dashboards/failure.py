"""An error in a page: recorded with a number, and said in Chinese without its details."""

import secrets

import streamlit as st

from core import catalogue
from dashboards import waiting
from dashboards.journal import log
from db.unavailable import RecordsUnavailable


def on_script_error(error: Exception) -> bool:
    """Writes the error to the log and shows its number; True keeps Streamlit from showing it in English."""
    if isinstance(error, RecordsUnavailable):
        log.error("database unavailable", reason=error.reason, place=error.place, detail=error.detail)
        waiting.until_back()
        return True
    number = secrets.token_hex(4)
    log.error("page failed", number=number, exc_info=error)
    st.error(catalogue.say("shell.error.script", number=number))
    return True
