"""Registers of bodies (units, rooms): one row a body, known by its code; what a row leaves blank stays as it is."""

import re
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from core.intake import fields
from core.intake.cell_rules import CODED
from core.intake.cells import code as as_code
from core.intake.header import Column, Header
from core.intake.ledger import Ledger, Portion
from core.intake.line import Line
from core.intake.mapping import Register
from core.intake.personal import holds_number
from core.intake.places import Place, Places
from db.models import Base
from db.queries import intake as queries

LONGEST_CODE = 40
LONGEST_NAME = 64
_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]*")


@dataclass(slots=True)
class Entry:
    """One body as its row tells it; `content` holds only what the row fills in."""

    line: Line
    code: str
    content: dict[str, Any]


class RegisterReader:
    """Reads the columns that all registers share; what is the kind's own is in `extra` of the intake."""

    def __init__(self, rules: Register, header: Header, places: Places, within: Place | None) -> None:
        self._places, self._within, self._system = places, within, rules.code_system
        names = type(rules.columns).model_fields
        self.columns: dict[str, Column | None] = {name: header.bind(getattr(rules.columns, name)) for name in names}
        self.coders = {
            name: fields.Coder(name, column, rules.codes.get(name, {}))
            for name, column in self.columns.items()
            if name in CODED and column
        }
        header.prove()

    def shared(self, line: Line) -> Entry:
        """Code, name and area of a line; the line is refused where one that is needed is missing or not one's own."""
        content: dict[str, Any] = {"name": self._name(line), "area_id": self._area(line)}
        return Entry(line, self._code(line), {name: value for name, value in content.items() if value})

    def _code(self, line: Line) -> str:
        column = self.columns["code"]
        text = as_code(column.read(line.cells)) if column else ""
        if column is None or not text:
            line.refuse(column.title if column else "", "", "missing")
        elif holds_number(text):
            line.refuse(column.title, text, "personal_identifier")
        elif len(text) > LONGEST_CODE:
            line.refuse(column.title, text, "too_long", length=len(text), limit=LONGEST_CODE)
        elif not _CODE.fullmatch(text):
            line.refuse(column.title, text, "body_code")
        return text

    def _name(self, line: Line) -> str:
        column = self.columns["name"]
        text = column.read(line.cells) if column else ""
        if column is None or not text:
            line.refuse(column.title if column else "", "", "missing")
        elif holds_number(text):
            line.refuse(column.title, text, "personal_name")
        elif len(text) > LONGEST_NAME:
            line.refuse(column.title, text, "too_long", length=len(text), limit=LONGEST_NAME)
        return text

    def _area(self, line: Line) -> int | None:
        column = self.columns["area"]
        text = column.read(line.cells) if column else ""
        title = column.title if column else ""
        place = self._places.by_code(self._system, text) if text else None
        named = self._places.by_name(text, self._within) if text and place is None else []
        place = place or (named[0] if len(named) == 1 else None)
        if place is None:
            line.refuse(title, text, "ambiguous_area" if len(named) > 1 else "body_area" if text else "missing")
        elif self._within and not place.within(self._within):
            line.refuse(title, text, "outside_own_area", area=self._within.name)
        return place.id if place else None


class RegisterIntake(ABC):
    """Writes portions of bodies: new ones are added, known ones take over what their row fills in."""

    model: ClassVar[type[Base]]

    def __init__(self, rules: Any, places: Places, within: Place | None) -> None:
        self._rules, self._places, self._within = rules, places, within
        self._seen: dict[str, tuple[str, dict[str, Any]]] = {}

    def reader(self, header: Header) -> RegisterReader:
        return RegisterReader(self._rules, header, self._places, self._within)

    def facts(self) -> dict[str, int]:
        return {}

    @property
    @abstractmethod
    def defaults(self) -> dict[str, Any]:
        """What a new body holds where its row says nothing."""

    @abstractmethod
    def read(self, reader: RegisterReader, line: Line) -> Entry:
        """The body of a line, with what is the kind's own. (A refused line's is not used.)"""

    def write(self, ledger: Ledger, reader: RegisterReader, lines: Sequence[Line]) -> None:
        read = [self.read(reader, line) for line in lines if not line.refused]
        entries = [entry for entry in read if not entry.line.refused]
        with ledger.portion(lines) as portion:
            self._store(portion, [entry for entry in entries if self._is_first(portion, entry)])

    def stored(self, portion: Portion, entries: Sequence[Entry]) -> dict[str, dict[str, Any]]:
        """What is known of the bodies, by the code that the file gives them."""
        return queries.register(portion.session, self.model, [entry.code for entry in entries])

    def _is_first(self, portion: Portion, entry: Entry) -> bool:
        first, content = self._seen.setdefault(entry.code, (entry.line.place, entry.content))
        if content is entry.content:
            return True
        if content == entry.content:
            portion.unchanged += 1
        else:
            entry.line.refuse("", entry.code, "body_twice", first=first)
        return False

    def _store(self, portion: Portion, entries: Sequence[Entry]) -> None:
        known = self.stored(portion, entries)
        new, changed = [], []
        for entry in entries:
            before = known.get(entry.code)
            if before is None:
                new.append(self.defaults | entry.content | {"code": entry.code})
            elif self._is_others(before):
                entry.line.refuse("", entry.code, "body_of_others")
            elif all(before[name] == value for name, value in entry.content.items()) and before["code"] == entry.code:
                portion.unchanged += 1
            else:
                changed.append(before | entry.content | {"code": entry.code})
        portion.insert(self.model, new)
        portion.update(self.model, changed)
        portion.added += len(new)
        portion.changed += len(changed)

    def _is_others(self, before: dict[str, Any]) -> bool:
        if self._within is None:
            return False
        place = self._places.by_id.get(before["area_id"])
        return place is None or not place.within(self._within)
