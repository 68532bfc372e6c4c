"""The first line of the services board: one sentence that says what is shown, and until which month it is closed."""

from dashboards.board import header
from dashboards.care.period import FACT
from dashboards.components.figure import Figure
from dashboards.viewing import View

EVERYTHING = "care.page.everything"


def title(view: View, figure: Figure) -> None:
    header.title(view, figure, EVERYTHING, FACT)
