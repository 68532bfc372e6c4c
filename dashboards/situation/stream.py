"""What can wait least, and what came in last?"""

from functools import partial

from core import catalogue
from dashboards import data
from dashboards.components.card import card, nothing
from dashboards.components.matter_list import matter_list, sheet
from dashboards.components.switch import chosen, switch
from dashboards.viewing import View

ORDERS = ("urgent", "newest")
ROWS = 20


def block(view: View) -> None:
    """The matters of the view whatever its period: what waits, waits today. The list scrolls within its card."""
    order = chosen("stream", ORDERS)
    found = (data.most_urgent if order == "urgent" else data.newest)(view.scope, ROWS)
    question, subject = catalogue.say("tiles.stream.question"), catalogue.say(f"tiles.stream.{order}_subject")
    listed = partial(sheet, subject, found, view.words)
    with card(view, "stream", question, subject, data.reach(view.scope).as_of, listed):
        switch("stream", ORDERS)
        if found:
            matter_list(found, view.words, view.scope.areas)
        else:
            nothing(catalogue.say("board.tile.no_urgent" if order == "urgent" else "tiles.stream.none_newest"), "")
