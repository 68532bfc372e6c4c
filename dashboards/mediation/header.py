"""The first line of the mediation page: one sentence that says what is shown, and how old it is."""

from dashboards.board import header
from dashboards.components.figure import Figure
from dashboards.viewing import View

FACT = "fact_mediation"
EVERYTHING = "mediation.page.everything"


def title(view: View, figure: Figure) -> None:
    header.title(view, figure, EVERYTHING, FACT)
