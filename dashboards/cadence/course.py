"""Is it delivered more reliably than before?"""

from datetime import timedelta

from core import catalogue
from core.periods import Span, unit_start
from dashboards.board import course
from dashboards.viewing import View

COURSES = {"on_time": "report_on_time_rate", "missing": "reports_missing", "found": "screened_problems"}
WEEKS = 13


def block(view: View) -> None:
    course.block(view, COURSES, "cadence_course", catalogue.say("cadence.tile.trend"), _weeks)


def _weeks(span: Span) -> tuple[Span, str]:
    """Whole weeks, a quarter of a year at least: on most days nothing is due."""
    first = min(unit_start(span.start, "week"), unit_start(span.end, "week") - timedelta(weeks=WEEKS - 1))
    return Span(first, span.end), "week"
