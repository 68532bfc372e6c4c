"""What a form asks of an account: the name of the post, its role and its area."""

from functools import partial
from typing import TypedDict

import streamlit as st

from core import access, catalogue, first_steps
from core.areas import ROOT_CODE, AreaTree
from core.people import ROLES
from dashboards import data, stores
from dashboards.components.once import Drawn

# Villages are too many to send with every run; the command line takes their codes.
LEVELS = ("root", "prefecture", "county", "township")


class Wanted(TypedDict):
    """As the arguments of `core.people`."""

    display_name: str
    role: str
    area_code: str | None


def missing(wanted: Wanted) -> str | None:
    """What is still to be filled in, before anything is sent: what was typed stays."""
    if not (wanted["display_name"].strip() and wanted["role"]):
        return _say("empty")
    if not wanted["area_code"] and not access.is_manager(wanted["role"]):
        return catalogue.say("accounts.refused.office_area")
    return None


def ask(drawn: Drawn, display_name: str = "", role: str = "", area_code: str | None = None) -> Wanted:
    """The three fields, filled with what the account has now."""
    tree = data.area_tree(data.version())
    codes = [None, *(area.code for area in tree.below(ROOT_CODE) if area.level in LEVELS or area.code == area_code)]
    return {
        "display_name": st.text_input(_say("display_name"), display_name, key=drawn.key("display_name"), max_chars=64),
        "role": st.selectbox(
            _say("role"),
            ROLES,
            index=ROLES.index(role) if role else None,
            key=drawn.key("role"),
            format_func=partial(catalogue.label, "role"),
            placeholder=_say("pick_role"),
        )
        or "",
        "area_code": st.selectbox(
            _say("area"),
            codes,
            index=codes.index(area_code) if area_code in codes else 0,
            key=drawn.key("area"),
            format_func=partial(_area, tree),
            help=_say("area_help"),
        ),
    }


def is_first() -> bool:
    """Whether the account to come is the one that brings everything in: there are neither areas nor offices yet."""
    alone = all(area.code == ROOT_CODE for area in data.area_tree(data.version()).below(ROOT_CODE))
    return alone and not first_steps.present(stores.records()).accounts


def _area(tree: AreaTree, code: str | None) -> str:
    if not code:
        return catalogue.say("shell.sign_in.no_area")
    return named(tree[code].name, code)


def named(name: str | None, code: str) -> str:
    """A place with its code; that of the whole says nothing."""
    return f"{name}" if code == ROOT_CODE else f"{name} {code}"


def _say(key: str) -> str:
    return catalogue.say(f"identity.people.{key}")
