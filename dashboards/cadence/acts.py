"""Doing something about reports and modes."""

from collections.abc import Callable

from core.access import Person
from core.areas import AreaTree
from dashboards import data
from dashboards.components import once
from dashboards.components.once import OVERTAKEN, Drawn
from db.session import WHOLE, Session

PAGE = "cadence"


def do(drawn: Drawn, act: Callable[[Session, AreaTree], str], by: Person, *, whole: bool = False) -> None:
    """Runs `act`, which gives the sentence, as `once.do` does; `whole`: what it changes decides what others owe."""
    areas = data.area_tree(data.version())
    within = WHOLE if whole else (by.area_code or "",)
    overtaken = (*OVERTAKEN, "not_asked", "issued_already", "already_wartime")
    once.do(drawn, lambda session: act(session, areas), page=PAGE, within=within, overtaken=overtaken)


def said() -> None:
    once.said(PAGE)
