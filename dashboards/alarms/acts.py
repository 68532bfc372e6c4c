"""Acknowledging alarms and setting rules."""

from collections.abc import Callable

from core.access import Person
from core.areas import AreaTree
from dashboards import data
from dashboards.components import once
from dashboards.components.once import OVERTAKEN, Drawn
from db.session import Session

PAGE = "alarms"


def do(drawn: Drawn, act: Callable[[Session, AreaTree], str], by: Person) -> None:
    """Runs `act`, which gives the sentence, as `once.do` does."""
    areas = data.area_tree(data.version())
    overtaken = (*OVERTAKEN, "answered_already")
    once.do(drawn, lambda session: act(session, areas), page=PAGE, within=(by.area_code or "",), overtaken=overtaken)


def said() -> None:
    once.said(PAGE)
