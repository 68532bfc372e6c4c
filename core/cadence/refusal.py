"""What is said of something that can't be done about reports and modes."""

from core import not_done


class Refused(not_done.Refused):
    section = "cadence.refused"


class NotAllowed(not_done.NotAllowed):
    section = "cadence.refused"
