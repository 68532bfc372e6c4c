"""A few words of the centre's own, large: a duty, a slogan, an announcement."""

from core import catalogue
from dashboards.wall.sight import Block, Content, Sight


def content(seen: Sight, subject: str) -> Content:
    place = catalogue.say("common.list_separator").join(area.name for area in seen.view.scope.areas)
    block = Block("", lambda box: {"kind": "notice", "text": subject})
    blank = "" if subject else catalogue.say("wall.blank.no_text")
    return Content(place, blocks=(block,), blank=blank, weight="full")
