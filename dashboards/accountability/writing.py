"""Writing one step of the desk."""

from collections.abc import Callable

from core import working_days
from core.access import Person
from core.accountability.office import Office
from dashboards import data, stores
from dashboards.components import once
from dashboards.components.once import Drawn
from db.session import Session

PAGE = "accountability"


def do(drawn: Drawn, act: Callable[[Session, Office], object], said: str, by: Person) -> None:
    """Runs `act` as `once.do` does; `said` is the sentence."""
    office = Office(data.area_tree(data.version()), working_days.of_office(stores.records()))

    def work(session: Session) -> str:
        act(session, office)
        return said

    once.do(drawn, work, page=PAGE, within=(by.area_code or "",))


def said() -> None:
    once.said(PAGE)
