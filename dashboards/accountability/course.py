"""Is more held against bodies than before?"""

from core import catalogue
from dashboards.board import course
from dashboards.viewing import View

COURSES = {
    "acts": "accountability_acts",
    "in_force": "acts_in_force",
    "notices": "notices_issued",
    "open": "open_notices",
}


def block(view: View) -> None:
    course.block(view, COURSES, "accountability_course", catalogue.say("accountability.tile.trend"))
