"""The page's view and first line: reports are narrowed by place and time only."""

from dataclasses import replace

from core.access import Person
from dashboards import viewing
from dashboards.board import header
from dashboards.components.figure import Figure
from dashboards.viewing import View

FACT = "fact_report"
EVERYTHING = "cadence.page.everything"


def begin(person: Person) -> View:
    """The view of the address; filters of matters mean nothing here."""
    view = viewing.begin(person)
    return replace(view, scope=view.scope.unfiltered())


def title(view: View, figure: Figure) -> None:
    header.title(view, figure, EVERYTHING, FACT)
