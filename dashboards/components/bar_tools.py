"""What stands behind the filters on every board: one step back or forward, the link to pass on, the whole as a file."""

from collections.abc import Callable

import streamlit as st

from core import catalogue, titles
from dashboards import history
from dashboards.components import tools
from dashboards.viewing import View


def bar_tools(view: View) -> None:
    with st.container(key="bar_tools", horizontal=True, horizontal_alignment="right", width="content"):
        _step("undo", ":material/undo:", history.can_undo(), history.undo)
        _step("redo", ":material/redo:", history.can_redo(), history.redo)
        # Only the browser can copy; the script of the shell does, and says so in the words that stand in the mark-up.
        st.html(
            f'<button type="button" class="fq-share" data-copy="{_shared(view)}"'
            f' data-copy-failed="{catalogue.say("tools.share_failed")}"'
            f' title="{catalogue.say("tools.share_help")}">{catalogue.say("tools.share")}</button>',
            width="content",
        )
        tools.of_board(view)


def _shared(view: View) -> str:
    """What is said of the copied link: that its period moves on with the days, where it does."""
    period = view.request.period
    if not period.relative:
        return catalogue.say("tools.shared")
    return catalogue.say("tools.shared_relative", period=titles.period_label(period.key))


def _step(name: str, icon: str, possible: bool, go: Callable[[], None]) -> None:
    say = catalogue.say
    st.button(
        say(f"tools.{name}"), key=name, icon=icon, help=say(f"tools.{name}_help"), disabled=not possible, on_click=go
    )
