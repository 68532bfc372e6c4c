"""What is said of an act that can't be taken."""

from core import not_done


class Refused(not_done.Refused):
    section = "accountability.refused"


class NotAllowed(not_done.NotAllowed):
    section = "accountability.refused"
