"""What is said of a step that can't be taken."""

from core import not_done


class Refused(not_done.Refused):
    section = "mediation.refused"


class NotAllowed(not_done.NotAllowed):
    section = "mediation.refused"
