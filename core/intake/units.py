"""Taking member units in: the bodies that handle matters, by their code."""

from collections.abc import Sequence
from typing import Any

from core.intake.bodies import code_by_name
from core.intake.ledger import Portion
from core.intake.line import Line
from core.intake.register import Entry, RegisterIntake, RegisterReader
from db.models import MemberUnit
from db.queries import intake as queries


class UnitIntake(RegisterIntake):
    model = MemberUnit

    @property
    def defaults(self) -> dict[str, Any]:
        return {"kind": None, "unit_class": None, "connected": False, "last_data_at": None}

    def read(self, reader: RegisterReader, line: Line) -> Entry:
        entry = reader.shared(line)
        coded = {name: coder.read(line) for name, coder in reader.coders.items()}
        said: dict[str, Any] = {"kind": coded.get("unit_kind"), "unit_class": coded.get("unit_class")}
        if connected := coded.get("connected"):
            said["connected"] = connected == "yes"
        entry.content |= {name: value for name, value in said.items() if value is not None}
        return entry

    def stored(self, portion: Portion, entries: Sequence[Entry]) -> dict[str, dict[str, Any]]:
        """By code; a unit that matters have brought in under its name alone is the one that now gets a code."""
        known = super().stored(portion, entries)
        by_name = {code_by_name("standard", e.content["name"]): e.code for e in entries if e.code not in known}
        found = queries.register(portion.session, self.model, list(by_name))
        return {by_name[code]: row for code, row in found.items()} | known
