"""Reading one row of a list of acts on bodies: which act, on whom, by whom, and the day of each step."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from core.accountability.recording import Past
from core.intake import fields
from core.intake.cell_rules import CODED
from core.intake.cells import plain
from core.intake.header import Column, Header
from core.intake.line import Line
from core.intake.mapping import ActColumns, Acts
from core.intake.places import Place, Places
from db.queries import intake as queries
from db.session import Session

LONGEST_REF = 40
DAYS = ("starts_on", "ends_on", "due_on", "received_on", "answered_on", "closed_on", "lifted_on")
COMING = ("ends_on", "due_on")
"""Days that may lie ahead."""
NEEDED = ("action_kind", "area", "reference", "starts_on")
FIELDS = {"action_kind": "kind", "area": "area_code", "member_unit": "unit_code", "issuer": "issuer_code"}
FIELDS |= {"points": "effect_points"}
"""What a column is called on the act, where it is called otherwise."""


@dataclass(frozen=True)
class Told:
    """A cell: its column's title and what stands in it."""

    column: str
    text: str


@dataclass(frozen=True)
class ActRow:
    """An act as the row tells it; `cells`, by the fields of the act, lead back to where each thing stands."""

    past: Past
    cells: Mapping[str, Told]


class ActReader:
    """Binds the columns of a sheet; places and units are looked up by code or by name."""

    def __init__(self, rules: Acts, header: Header, lookup: "Lookup") -> None:
        self._lookup = lookup
        self._columns: dict[str, Column | None] = {
            name: header.bind(getattr(rules.columns, name)) for name in ActColumns.model_fields
        }
        self._coders = {
            name: fields.Coder(name, column, rules.codes.get(name, {}))
            for name, column in self._columns.items()
            if name in CODED and column
        }
        header.prove()

    def read(self, line: Line) -> ActRow | None:
        """None where the line is refused."""
        cells = {name: Told(one.title, one.read(line.cells)) for name, one in self._columns.items() if one}
        column = self._columns["ref"]
        ref = fields.identifier(line, column, LONGEST_REF) if column else ""
        for name in NEEDED:
            if not cells[name].text:
                line.refuse(cells[name].column, "", "missing")
        said: dict[str, Any] = {
            name: cells[name].text for name in ("reference", "facts", "demands", "answer") if name in cells
        }
        said |= {name: self._code(line, name, cells[name]) for name in self._coders}
        said |= {name: self._day(line, name) for name in DAYS}
        area, issuer = (self._place(line, cells.get(name)) for name in ("area", "issuer"))
        said |= {"area": area, "issuer": issuer, "member_unit": self._unit(line, cells.get("member_unit"), area)}
        said |= {"number": self._number(line, cells.get("number"), said["starts_on"]), "points": self._points(line)}
        if line.refused:
            return None
        told = {FIELDS.get(name, name): value for name, value in said.items() if value not in (None, "")}
        owner = told.get("issuer_code", self._lookup.own)
        return ActRow(Past(f"{owner} {ref}", told), {FIELDS.get(name, name): cell for name, cell in cells.items()})

    def _code(self, line: Line, name: str, told: Told) -> str | None:
        """A code that nobody knows refuses the row: an act isn't half an act."""
        before = len(line.findings)
        code = self._coders[name].read(line)
        if code is None and told.text:
            del line.findings[before:]
            line.refuse(told.column, told.text, "act_code")
        return code

    def _day(self, line: Line, name: str) -> date | None:
        column = self._columns[name]
        if column is None or not column.read(line.cells):
            return None
        found = fields.moment(line, column, required=True, future=name in COMING)
        return found.moment.day if found else None

    def _place(self, line: Line, told: Told | None) -> str | None:
        if told is None or not told.text:
            return None
        found = self._lookup.places(told.text)
        if len(found) != 1:
            line.refuse(told.column, told.text, "ambiguous_area" if found else "body_area", count=len(found))
            return None
        return found[0].code

    def _unit(self, line: Line, told: Told | None, area: str | None) -> str | None:
        if told is None or not told.text or area is None:
            return None
        found = self._lookup.units(told.text, area)
        if len(found) != 1:
            line.refuse(told.column, told.text, "act_units" if found else "act_unit", count=len(found))
            return None
        return found[0]

    def _number(self, line: Line, told: Told | None, starts_on: date | None) -> int | None:
        """The number alone, or as it stands on the paper after the year."""
        if told is None or not told.text:
            return None
        number = _after_year(plain(told.text), starts_on)
        if number is None:
            line.refuse(told.column, told.text, "act_number")
        return number

    def _points(self, line: Line) -> Decimal | None:
        return fields.number(line, self._columns["points"])[0]


class Lookup:
    """The places and units that rows name, and the place whose office brings the list."""

    def __init__(self, session: Session, places: Places, own: str) -> None:
        self.own = own
        self._places = places
        self._units: dict[tuple[str, str], list[str]] = {}
        for code, name, area in queries.units_of_places(session):
            for written in dict.fromkeys((plain(code), plain(name))):
                self._units.setdefault((written, area), []).append(code)

    def places(self, text: str) -> list[Place]:
        place = self._places.by_code("GB/T 2260", text)
        return [place] if place else self._places.by_name(text, None)

    def units(self, text: str, area: str) -> list[str]:
        """Of the units of a place those that are called so."""
        return self._units.get((plain(text), area), [])


def _after_year(written: str, starts_on: date | None) -> int | None:
    digits = "".join(sign if sign.isascii() and sign.isdigit() else " " for sign in written).split()
    if not digits or len(digits) > 2 or not 1 <= int(digits[-1]) <= 99_999:
        return None
    if len(digits) == 2 and starts_on is not None and int(digits[0]) != starts_on.year:
        return None
    return int(digits[-1])
