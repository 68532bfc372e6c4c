"""What is said of something that can't be done about alarms."""

from core import not_done


class Refused(not_done.Refused):
    section = "alarms.refused"


class NotAllowed(not_done.NotAllowed):
    section = "alarms.refused"
