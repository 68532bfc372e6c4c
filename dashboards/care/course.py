"""Is what is due delivered better than before? Twelve closed months, whatever the period."""

from dataclasses import replace

from core import catalogue
from dashboards.board import course, headline
from dashboards.viewing import View

COURSES = {
    "on_time": "service_on_time_rate",
    "due": "services_due",
    "late": "services_late",
    "undone": "services_undone",
    "satisfaction": "service_satisfaction_rate",
}


def block(view: View) -> None:
    year = view.scope.over(headline.twelve_months(view.scope.span.end))
    course.block(replace(view, scope=year), COURSES, "care_course", catalogue.say("care.tile.trend"))
