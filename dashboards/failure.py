"""An error in a page: recorded with a number, and said in Chinese without its details."""

import secrets

import streamlit as st

from core import catalogue
from dashboards.journal import log


def on_script_error(error: Exception) -> bool:
    """Writes the error to the log and shows its number; True keeps Streamlit from showing it in English."""
    number = secrets.token_hex(4)
    log.error("page failed", number=number, exc_info=error)
    st.error(catalogue.say("shell.error.script", number=number))
    return True
