"""Matter types as sources write them: codes of a shipped list, or the source's own list, which the import registers."""

from typing import NamedTuple

from core import catalogue
from core.intake import forbidden
from core.intake.cells import code as as_code
from core.intake.cells import plain
from core.intake.line import Line
from core.intake.mapping import Type
from core.intake.personal import holds_number
from db.models import Category
from db.models.matter import MATTER_CLASSES
from db.queries import intake as queries
from db.session import Session

LONGEST_CODE = 32
LONGEST_KEY = 40
LONGEST_NAME = 64
# The lists that hold disputes only; list W names the class in its codes.
DISPUTE_LISTS = ("A", "C")


class Written(NamedTuple):
    """A type as a row writes it: code and name, and the finer code and name below it; "" for nothing."""

    code: str
    name: str = ""
    detail: str = ""
    detail_name: str = ""


class Types:
    """One code list in memory; what a file adds to its own list waits until `write`."""

    def __init__(self, session: Session, rule: Type) -> None:
        self._rule = rule
        rows = queries.categories(session, rule.list)
        self._keys = {code: key for key, code, _ in rows}
        self._by_name = {plain(name): key for key, _, name in rows}
        self._further = _further(session, rule) if rule.shipped else {}
        self._found: dict[tuple[Written, str | None], tuple[str | None, str, str]] = {}
        self._new: dict[str, dict[str, str | None]] = {}
        self.barred = 0

    def find(self, line: Line, written: Written, column: str, said: str | None = None) -> str | None:
        """The key of a row's type; None with a doubt where the list doesn't know it.

        A name that several classes have ("other") is that of the class the row has `said`.
        """
        if not (written.code or written.name):
            return None
        if (written, said) not in self._found:
            key, doubt = self._judge(written)
            if key and said and class_of(key) not in (None, said):
                key = self._within(written.code or written.name, said) or key
            near = self._near(written.code or written.name) if doubt == "unknown_type" else ""
            self._found[written, said] = key, f"{doubt}_near" if near else doubt, near
        key, doubt, near = self._found[written, said]
        if doubt:
            self.barred += doubt == "barred_type"
            line.doubt(column, written.code or written.name, doubt, near=near)
        return key

    def _near(self, text: str) -> str:
        """The one name that the text is a part of; "" for none or several."""
        names = [*self._by_name, *self._further] if len(plain(text)) > 1 else []
        holding = {name for name in names if plain(text) in name and "." not in name}
        return holding.pop() if len(holding) == 1 else ""

    def _within(self, text: str, said: str) -> str:
        """The key of the one type of a class whose name holds the text; "" for none or several."""
        known = (self._by_name | self._further).items()
        keys = {key for name, key in known if plain(text) in name and "." not in name and class_of(key) == said}
        return keys.pop() if len(keys) == 1 else ""

    def write(self, session: Session) -> None:
        """Stores the list's new codes, parents first, in the caller's transaction."""
        if self._new:
            here = queries.present_keys(session, Category, "key", self._new)
            rows = [row for key, row in self._new.items() if key not in here]
            for finer in (False, True):
                part = [row for row in rows if (row["parent_key"] is not None) is finer]
                queries.insert_rows(session, Category, part)
            self._new.clear()

    def _judge(self, written: Written) -> tuple[str | None, str]:
        if self._rule.known:
            if (known := self._rule.known.get(written.code)) is None:
                return None, "unknown_type"
            written = Written(known.code, known.name, written.detail, written.detail_name)
        names = (written.name, written.detail_name)
        if any(forbidden.is_barred_type(self._rule.list, as_code(written.code), name) for name in names):
            return forbidden.LANDS_IN, "barred_type"
        if self._rule.shipped:
            key = self._shipped(written)
            return key, "" if key else "unknown_type"
        return self._own(written)

    def _shipped(self, written: Written) -> str | None:
        code = as_code(written.code)
        # Spreadsheets drop leading zeros: 1 is 01 and 201 is 0201, as far as the list knows them.
        forms = (code, code.zfill(2), code.zfill(4)) if code else ()
        known = next((self._keys[form] for form in forms if form in self._keys), None)
        texts = (plain(written.code), plain(written.name))
        return known or next(
            (found[text] for found in (self._by_name, self._further) for text in texts if text in found), None
        )

    def _own(self, written: Written) -> tuple[str | None, str]:
        code = as_code(written.code)
        if not code:
            return (key, "") if (key := self._by_name.get(plain(written.name))) else (None, "unknown_type")
        parent = self._register(code, written.name, None)
        if parent is None or not as_code(written.detail):
            return parent, "" if parent else "type_code"
        finer = self._register(f"{code}.{as_code(written.detail)}", written.detail_name, parent)
        return (finer, "") if finer else (parent, "type_code")

    def _register(self, code: str, name: str, parent: str | None) -> str | None:
        """The key of a code of the source's own list, new or known; None where code or name can't be taken."""
        if code in self._keys:
            return self._keys[code]
        key = f"{self._rule.list}.{code}"
        if (
            len(code) > LONGEST_CODE
            or len(key) > LONGEST_KEY
            or len(name) > LONGEST_NAME
            or holds_number(code)
            or holds_number(name)
        ):
            return None
        row = {"key": key, "code_list": self._rule.list, "code": code, "name": name or code, "parent_key": parent}
        self._keys[code], self._new[key] = key, row
        return key


def _further(session: Session, rule: Type) -> dict[str, str]:
    """The types of the other shipped lists: by name, by key, and by those codes that no other list could mean."""
    found: dict[str, str] = {}
    for other in sorted({row["list"] for row in catalogue.table("matter_types")} - {rule.list}):
        for key, code, name in queries.categories(session, other):
            found.setdefault(plain(name), key)
            found[key] = key
            if not code.isdigit():
                found[code] = key
    return found


def class_of(key: str | None) -> str | None:
    """The class of matter that a type of a shipped list belongs to; None where the list doesn't say."""
    if key is None:
        return None
    code_list, code = key.split(".", 1)
    if code_list in DISPUTE_LISTS:
        return "dispute"
    shipped = {row["list"] for row in catalogue.table("matter_types")}
    return next((name for name in MATTER_CLASSES if code_list in shipped and code.startswith(name)), None)
