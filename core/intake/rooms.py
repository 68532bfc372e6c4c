"""Taking mediation rooms and organisations in, by their code."""

from typing import Any

from core import clock
from core.intake import fields
from core.intake.line import Line
from core.intake.register import Entry, RegisterIntake, RegisterReader
from db.models import MediationRoom


class RoomIntake(RegisterIntake):
    model = MediationRoom

    @property
    def defaults(self) -> dict[str, Any]:
        # A room of which nobody says since when it works counts from the day on which it is told of.
        return {"speciality": None, "valid_from": clock.today(), "valid_to": None}

    def read(self, reader: RegisterReader, line: Line) -> Entry:
        entry = reader.shared(line)
        coded = {name: coder.read(line) for name, coder in reader.coders.items()}
        starts = fields.moment(line, reader.columns["valid_from"], future=True)
        ends = fields.moment(line, reader.columns["valid_to"], future=True)
        if starts and ends and ends.moment.day <= starts.moment.day:
            line.refuse(ends.column, ends.text, "ends_before_start", start=starts.text)
        column = reader.columns["room_kind"]
        if not coded.get("room_kind"):
            line.refuse(column.title if column else "", column.read(line.cells) if column else "", "room_kind")
        said = {
            "kind": coded.get("room_kind"),
            "speciality": coded.get("speciality"),
            "valid_from": starts.moment.day if starts else None,
            "valid_to": ends.moment.day if ends else None,
        }
        entry.content |= {name: value for name, value in said.items() if value is not None}
        return entry
