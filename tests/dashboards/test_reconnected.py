"""A tab that returns after a restart brings fields that are gone: no failure of the page, and the check stays one."""

import threading

import pytest
from streamlit import config
from streamlit.errors import UnserializableSessionStateError
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime.state.session_state import SessionState

from dashboards import reconnected

CHECK = "runner.enforceSerializableSessionState"


@pytest.fixture
def returned(monkeypatch: pytest.MonkeyPatch) -> SessionState:
    """The session of a tab that had a field "gone", with the check on as it is on the server."""
    told = config.get_option
    monkeypatch.setattr(config, "get_option", lambda name: name == CHECK or told(name))
    # What `bear` puts in its place is taken out again.
    monkeypatch.setattr(SessionState, "maybe_check_serializable", SessionState.maybe_check_serializable)
    state, sent = SessionState(), WidgetStates()
    sent.widgets.add(id="$$ID-0-gone", string_value="x")
    state.set_widgets_from_proto(sent)
    return state


def test_a_field_that_is_gone_does_not_fail_the_page(returned: SessionState) -> None:
    with pytest.raises(KeyError, match="gone"):
        reconnected._of_streamlit(returned)
    reconnected.bear()
    returned.maybe_check_serializable()


def test_what_cannot_be_carried_over_is_still_refused(returned: SessionState) -> None:
    reconnected.bear()
    returned._new_widget_state.states.clear()
    returned["lock"] = threading.Lock()
    with pytest.raises(UnserializableSessionStateError):
        returned.maybe_check_serializable()
