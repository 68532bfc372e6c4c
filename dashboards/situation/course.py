"""Is the work growing?"""

from core import catalogue
from dashboards.board import course
from dashboards.viewing import View

COURSES = {
    "new": "new_matters",
    "closed": "closed_matters",
    "open": "open_matters",
    "rate": "on_time_rate",
}


def block(view: View) -> None:
    course.block(view, COURSES, "course", catalogue.say("board.tile.trend"))
