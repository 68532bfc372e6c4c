"""Is the work of the rooms growing?"""

from core import catalogue
from dashboards.board import course
from dashboards.viewing import View

COURSES = {
    "accepted": "mediation_accepted",
    "agreements": "mediation_agreements",
    "open": "open_mediations",
    "rate": "mediation_agreement_rate",
}


def block(view: View) -> None:
    course.block(view, COURSES, "mediation_course", catalogue.say("mediation.tile.trend"))
