"""A tab that comes back to a server which was started anew, with what stood in fields that the page no longer has."""

from streamlit.runtime.state.session_state import SessionState

_of_streamlit = SessionState.maybe_check_serializable


def bear() -> None:
    """Lets Streamlit's check of what a session keeps pass over fields that only the browser still knows.

    A browser that reconnects sends the values of all its fields. Streamlit calls one that nothing has drawn missing
    (`WStates.__getitem__`), and its check took that for a failure of the page, in every run until the tab was closed.
    """
    SessionState.maybe_check_serializable = _check


def _check(self: SessionState) -> None:
    try:
        _of_streamlit(self)
    except KeyError:
        # What can't be carried over is an error of another kind. The run ends well, and such fields are forgotten.
        return
