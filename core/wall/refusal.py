"""Why something that was asked of the walls isn't done."""

from core import not_done


class WallRefused(not_done.Refused):
    section = "wall.refused"
