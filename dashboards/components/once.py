"""Forms that do one thing once: a token a drawing, one transaction, and a sentence afterwards."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import streamlit as st

from core import catalogue, form_tokens
from core.form_tokens import SentAlready
from core.not_done import NotAllowed, Refused
from dashboards import stores
from db.session import Session

KEY = "_once_{}"
SAID = "_said_{}"
DONE = "_once_done"
# What was seen is no longer so: the form is drawn from what is there now.
OVERTAKEN = ("changed_meanwhile",)


@dataclass(frozen=True)
class Drawn:
    """One drawing of a form. `seen` is what it was drawn from, such as the version of the account it edits."""

    name: str
    token: str
    seen: Any

    def key(self, part: str) -> str:
        """A key that a second click on the same button finds gone."""
        return f"{self.name}_{part}_{self.token}"


def drawn(name: str, seen: Any = None) -> Drawn:
    """The drawing that stands on the page; a new one of what is there now, where there is none."""
    kept = st.session_state.setdefault(KEY.format(name), [form_tokens.new(), seen])
    return Drawn(name, *kept)


def renew(drawn: Drawn) -> None:
    """The next run draws the form anew, from what is there then."""
    st.session_state.pop(KEY.format(drawn.name), None)


def follow(names: Callable[[str], bool], seen: Any, now: Any) -> None:
    """Forms of these names that were drawn from `seen` are of `now`: what changed it was done on this very page."""
    for key, kept in st.session_state.items():
        name = str(key).removeprefix(KEY.format(""))
        if name != key and names(name) and kept[1] == seen:
            st.session_state[key] = [kept[0], now]


def do(
    drawn: Drawn,
    work: Callable[[Session], str],
    *,
    page: str,
    within: Sequence[str] = (),
    overtaken: Collection[str] = OVERTAKEN,
    show: Callable[[Refused | NotAllowed], object] = lambda refused: st.error(refused.told),
) -> None:
    """Runs `work`, which gives the sentence to say, with the form's token in one transaction, and draws the page anew.

    A refusal is shown and leaves the form as it was filled in, unless its reason is among `overtaken`: then it is said
    on the `page` that is drawn from what is there now.
    """
    try:
        told = ["success", _written(drawn, work, within)]
    except SentAlready:
        told = _told_already(drawn)
    except NotAllowed as refused:
        show(refused)
        return
    except Refused as refused:
        if refused.reason not in overtaken:
            show(refused)
            return
        told = ["error", refused.told]
    st.session_state[SAID.format(page)] = told
    renew(drawn)
    st.rerun()


def tell(page: str, words: str) -> None:
    """Has the page say on its next run what went well."""
    st.session_state[SAID.format(page)] = ["success", words]


def said(page: str, width: int | Literal["stretch"] = "stretch") -> str | None:
    """Says once what came of the last act on the page, and returns it."""
    kind, text = st.session_state.pop(SAID.format(page), ("", None))
    if text is not None:
        {"success": st.success, "error": st.error}[kind](text, width=width)
    return text


def _written(drawn: Drawn, work: Callable[[Session], str], within: Sequence[str]) -> str:
    with stores.records().writing(within=within) as session:
        form_tokens.use(session, drawn.token)
        words = work(session)
        # Before the commit: a second click may stop this run right behind it, and finds the token used up.
        st.session_state[DONE] = [drawn.token, words]
    return words


def _told_already(drawn: Drawn) -> list[str]:
    """What the first of two clicks has come to, where this session knows it."""
    token, words = st.session_state.get(DONE, ("", ""))
    return ["success", words] if token == drawn.token else ["error", catalogue.say("common.sent_already")]
