"""A few words of the centre's own, large: a duty, a slogan, an announcement."""

from core import catalogue
from dashboards.wall.sight import Block, Content, Sight


def content(seen: Sight, subject: str) -> Content:
    block = Block("", lambda box: {"kind": "notice", "text": subject})
    blank = "" if subject else catalogue.say("wall.blank.no_text")
    return Content(catalogue.label("wall_item", "text"), blocks=(block,), blank=blank, weight="full")
