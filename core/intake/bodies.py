"""Handling units as sources write them: known by id under several names, or by name alone; new ones are registered."""

from hashlib import sha256

from core.intake.cells import code as as_code
from core.intake.cells import plain
from core.intake.ledger import Portion
from core.intake.line import Line
from core.intake.personal import holds_number
from db.models import MemberUnit, MemberUnitAlias
from db.queries import intake as queries
from db.session import Session

LONGEST_CODE = 40
LONGEST_NAME = 64


class Bodies:
    """All member units in memory; what a file adds waits until `write`."""

    def __init__(self, session: Session, source: str, prefixed: bool) -> None:
        self._source = source
        self._prefixed = prefixed
        self._names: dict[str, set[str]] = {}
        self._by_name: dict[str, set[str]] = {}
        self._ids: dict[str, int] = {}
        self._new: dict[str, str] = {}
        self._new_names: list[tuple[str, str]] = []
        self.seen: set[str] = set()
        self.unnamed = 0
        codes: dict[int, str] = {}
        for id_, code, name in queries.units(session):
            self._ids[code], codes[id_] = id_, code
            self._learn(code, name)
        for id_, alias in queries.unit_aliases(session):
            self._learn(codes[id_], alias)

    def find(self, line: Line, number: tuple[str, str], name: tuple[str, str]) -> str | None:
        """The unit's code for an (id, its column) and a (name, its column); None where the row names none."""
        called = self._name(line, *name)
        code = self._code(line, number, called, name[1])
        if code is None:
            self.unnamed += 1
            return None
        if code not in self._names:
            self._new[code] = called or as_code(number[0])
            self._learn(code, self._new[code])
        elif called and called not in self._names[code]:
            self._new_names.append((code, called))
            self._learn(code, called)
        self.seen.add(code)
        return code

    def id_of(self, code: str | None) -> int | None:
        """The stored key of a unit, after `write`."""
        return self._ids[code] if code else None

    def many_named(self) -> int:
        """How many of the units seen go by more than one name."""
        return sum(len(self._names[code]) > 1 for code in self.seen)

    def write(self, portion: Portion) -> None:
        """Stores new units and names with the portion's rows; another import may have stored some meanwhile."""
        session, area_id = portion.session, portion.source_area_id
        if self._new:
            here = queries.present_keys(session, MemberUnit, "code", self._new)
            rows = [
                {"code": code, "name": name, "area_id": area_id} for code, name in self._new.items() if code not in here
            ]
            queries.insert_rows(session, MemberUnit, rows)
            self._ids |= {code: id_ for id_, code, _ in queries.units(session)}
            portion.note_added(MemberUnit, [self._ids[row["code"]] for row in rows])
            self._new.clear()
        if self._new_names:
            known = {(unit_id, alias) for unit_id, alias in queries.unit_aliases(session)}
            wanted = {(self._ids[code], name) for code, name in self._new_names} - known
            rows = [{"member_unit_id": unit_id, "alias": alias} for unit_id, alias in sorted(wanted)]
            queries.insert_rows(session, MemberUnitAlias, rows)
            self._new_names.clear()

    def _learn(self, code: str, name: str) -> None:
        self._names.setdefault(code, set()).add(name)
        self._by_name.setdefault(plain(name), set()).add(code)

    def _name(self, line: Line, name: str, column: str) -> str:
        if name and holds_number(name):
            line.doubt(column, name, "personal")
            return ""
        if len(name) > LONGEST_NAME:
            line.doubt(column, name, "too_long", length=len(name), limit=LONGEST_NAME)
            return ""
        return name

    def _code(self, line: Line, number: tuple[str, str], called: str, column: str) -> str | None:
        given = as_code(number[0])
        if given:
            code = f"{self._source}.{given}" if self._prefixed else given
            if len(code) > LONGEST_CODE or holds_number(given):
                line.doubt(number[1], number[0], "unit_code")
                return None
            if code not in self._names and not self._prefixed and not called:
                line.doubt(number[1], number[0], "unknown_unit")
                return None
            return code
        return self._by_its_name(line, called, column) if called else None

    def _by_its_name(self, line: Line, called: str, column: str) -> str | None:
        found = self._by_name.get(plain(called), set())
        if len(found) > 1:
            line.doubt(column, called, "ambiguous_unit", count=len(found))
            return None
        if found:
            return next(iter(found))
        line.doubt(column, called, "new_unit")
        return code_by_name(self._source, called)


def code_by_name(source: str, name: str) -> str:
    """The code of a unit that a source names without one."""
    return f"{source}.{sha256(plain(name).encode()).hexdigest()[:12]}"
