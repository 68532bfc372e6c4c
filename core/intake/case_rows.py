"""Reading one row of a list of mediation cases: who, where and what as codes and numbers, and the day of each step."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from core.intake import fields
from core.intake.cell_rules import CODED
from core.intake.cells import code as as_code
from core.intake.cells import plain
from core.intake.header import Column, Header
from core.intake.line import Line
from core.intake.mapping import CaseColumns, Cases
from core.intake.places import Place, Places
from core.mediation import money
from core.mediation.money import UnclearAmount
from core.mediation.registering import LISTS
from db.queries import intake as queries
from db.queries import names
from db.session import Session

LONGEST_REF = 40
DAYS = ("applied", "accepted", "agreed", "ended", "performed", "confirmed", "visited")
"""The steps that a row may tell of, by the column of their day."""


@dataclass(frozen=True)
class Told:
    """A cell: its column's title and what stands in it."""

    column: str
    text: str


@dataclass(frozen=True)
class CaseRow:
    """What a row says. `days` are those of the steps it tells of; `cells` lead back to where each thing stands."""

    ref: str
    room: str
    matter: str | None
    area: str | None
    mediator: str | None
    code_list: str
    category: str
    channel: str
    link: str | None
    difficulty: str | None
    parties: int | None
    amount_fen: int | None
    agreed_fen: int | None
    form: str | None
    end_reason: str | None
    satisfaction: str | None
    days: Mapping[str, date]
    cells: Mapping[str, Told]

    @property
    def key(self) -> str:
        """A room's own number is its own."""
        return f"{self.room} {self.ref}"

    def content(self) -> str:
        """A hash of all that it says."""
        said = [str(getattr(self, name)) for name in self.__dataclass_fields__ if name != "cells"]
        return sha256("\n".join(said).encode()).hexdigest()


class CaseReader:
    """Binds the columns of a sheet; rooms and types are looked up by code or by name."""

    def __init__(self, rules: Cases, header: Header, lookup: "Lookup") -> None:
        self._lookup = lookup
        self._columns: dict[str, Column | None] = {
            name: header.bind(getattr(rules.columns, name)) for name in CaseColumns.model_fields
        }
        self._coders = {
            name: fields.Coder(name, column, rules.codes.get(name, {}))
            for name, column in self._columns.items()
            if name in CODED and column
        }
        header.prove()

    def read(self, line: Line) -> CaseRow | None:
        """None where the line is refused."""
        cells = {name: Told(one.title, one.read(line.cells)) for name, one in self._columns.items() if one}
        coded = {name: coder.read(line) for name, coder in self._coders.items()}
        column = self._columns["ref"]
        ref = fields.identifier(line, column, LONGEST_REF) if column else ""
        days = {step: day for step in DAYS if (day := self._day(line, f"{step}_on")) is not None}
        room, code_list = self._room(line, cells["room"]), coded.get("code_list")
        if code_list not in LISTS:
            told = cells["code_list"]
            line.refuse(told.column, told.text, "case_list")
        category = self._lookup.category(line, code_list or "", cells["category"]) if code_list else None
        amount, agreed = (self._money(line, cells.get(name)) for name in ("amount", "agreed_amount"))
        parties = self._parties(line, cells.get("parties"))
        area = self._lookup.area(line, cells.get("area"))
        if line.refused or room is None or category is None:
            return None
        texts = {name: cells[name].text if name in cells else "" for name in ("matter", "mediator")}
        return CaseRow(
            ref,
            room,
            texts["matter"] or None,
            area.code if area else None,
            as_code(texts["mediator"]) or None,
            str(code_list),
            category,
            coded.get("channel") or "people",
            coded.get("link"),
            coded.get("difficulty"),
            parties,
            amount,
            agreed,
            coded.get("form"),
            coded.get("end_reason"),
            coded.get("satisfaction"),
            days,
            cells,
        )

    def _day(self, line: Line, name: str) -> date | None:
        """A day that is there must be readable; only that of the application must be there."""
        column = self._columns[name]
        if column is None or not (column.read(line.cells) or name == "applied_on"):
            return None
        found = fields.moment(line, column, required=True)
        return found.moment.day if found else None

    def _room(self, line: Line, told: Told) -> str | None:
        if not told.text:
            line.refuse(told.column, "", "missing")
            return None
        found = self._lookup.rooms(told.text)
        if len(found) != 1:
            line.refuse(told.column, told.text, "case_rooms" if found else "case_room", count=len(found))
        return found[0] if len(found) == 1 else None

    @staticmethod
    def _money(line: Line, told: Told | None) -> int | None:
        try:
            return money.fen(told.text) if told else None
        except UnclearAmount:
            if told:
                line.refuse(told.column, told.text, "case_amount")
            return None

    @staticmethod
    def _parties(line: Line, told: Told | None) -> int | None:
        if told is None or not told.text:
            return None
        written = as_code(told.text)
        if not written.isdigit() or not 2 <= int(written) <= 9_999:
            line.refuse(told.column, told.text, "case_parties")
            return None
        return int(written)


class Lookup:
    """The rooms, types and places that rows name."""

    def __init__(self, session: Session, places: Places) -> None:
        self._places = places
        self._rooms: dict[str, list[str]] = {}
        for code, name in names.rooms(session).items():
            for written in (code, plain(name)):
                self._rooms.setdefault(written, []).append(code)
        self._types: dict[str, dict[str, str]] = {}
        for code_list in LISTS:
            known = self._types.setdefault(code_list, {})
            for key, code, name in queries.categories(session, code_list):
                known |= {key: key, code: key, plain(name): key}

    def rooms(self, text: str) -> list[str]:
        return list(dict.fromkeys(self._rooms.get(plain(text), ())))

    def category(self, line: Line, code_list: str, told: Told) -> str | None:
        """The type of the list that the row names; one of the other list is refused as such."""
        if not told.text:
            line.refuse(told.column, "", "missing")
            return None
        key = self._of(code_list, told.text)
        if key is None:
            other = next((one for one in LISTS if one != code_list and self._of(one, told.text)), None)
            reason = "case_other_list" if other else "case_type"
            line.refuse(told.column, told.text, reason, list=code_list, other=other)
        return key

    def area(self, line: Line, told: Told | None) -> Place | None:
        if told is None or not told.text:
            return None
        place = self._places.by_code("GB/T 2260", told.text)
        named = self._places.by_name(told.text, None) if place is None else []
        place = place or (named[0] if len(named) == 1 else None)
        if place is None:
            line.refuse(told.column, told.text, "ambiguous_area" if named else "body_area", count=len(named))
        return place

    def _of(self, code_list: str, text: str) -> str | None:
        known, code = self._types.get(code_list, {}), as_code(text)
        # Spreadsheets drop leading zeros, which only list A has: 1 is 01 and 201 is 0201.
        forms = (code, code.zfill(2), code.zfill(4)) if code_list == "A" and code.isdigit() else (code, plain(text))
        return next((known[form] for form in forms if form in known), None)
