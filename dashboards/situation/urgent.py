"""What can wait least?"""

from functools import partial

from core import catalogue
from dashboards import data
from dashboards.components.card import card, nothing
from dashboards.components.matter_list import matter_list, sheet
from dashboards.viewing import View

ROWS = 8


def block(view: View) -> None:
    """The open matters of the view whatever its period: what waits, waits today."""
    found = data.most_urgent(view.scope, ROWS)
    question, subject = catalogue.say("board.tile.urgent"), catalogue.say("board.tile.urgent_metric")
    listed = partial(sheet, subject, found, view.words)
    with card(view, "urgent", question, subject, data.reach(view.scope).as_of, listed):
        if found:
            matter_list(found, view.words, view.scope.areas)
        else:
            nothing(catalogue.say("board.tile.no_urgent"), "")
