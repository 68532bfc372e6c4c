"""A file's header: which columns are never read, and how a mapping's rules find theirs."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache

from core import catalogue
from core.intake.cell_rules import PLACEHOLDER, CellRule
from core.intake.cells import BROKEN, EMPTY, clean, key, plain
from core.intake.forbidden import header_reason
from core.intake.line import shown
from core.intake.refusal import UnreadableFile
from core.intake.table import letters

# Refusals that say that a header isn't the one asked for.
WRONG_HEADER = ("missing_columns", "foreign_header")
Read = Callable[[Sequence[str]], str]
# Half of the characters in common, as between two words for the date of one step.
NEAR = 0.5


@dataclass(frozen=True, slots=True)
class Column:
    """A cell rule bound to the columns of one file: `read` gives a row's text, "" for nothing.

    `places` are the cells that it looks at, so that a row with the same cells needn't be read again.
    """

    title: str
    read: Read
    rule: CellRule
    places: tuple[int, ...]


class Header:
    """The columns of one file by their cleaned names. Forbidden ones are kept apart and never bound."""

    def __init__(self, names: Sequence[str], empty: Sequence[str] | None, file: str) -> None:
        self._file = file
        self._names = names
        self._empty = (EMPTY if empty is None else frozenset((*empty, ""))) | BROKEN
        self.refused = {name: reason for name in names if (reason := header_reason(name))}
        self._index = {key(name): n for n, name in enumerate(names) if name not in self.refused}
        self._repeated = {written for written, count in Counter(map(key, names)).items() if count > 1}
        self._missing: list[str] = []
        self._bound: set[str] = set()
        self._absent: list[str] = []

    @property
    def names(self) -> Sequence[str]:
        return self._names

    @property
    def width(self) -> int:
        return len(self._names)

    def is_nameless(self, place: int) -> bool:
        """Whether a column, counted from 0, has no name."""
        return place >= len(self._names) or not self._names[place]

    def reads(self, name: str) -> bool:
        """Whether a rule has bound the column of this name."""
        return key(name) in self._bound

    @property
    def unused(self) -> dict[str, str]:
        """The columns that no rule has bound, each with the nearest one that a rule has looked for, or ""."""
        idle = [name for name in self._names if name and name not in self.refused and key(name) not in self._bound]
        return {shown(name): next(iter(get_close_matches(name, self._absent, 1, NEAR)), "") for name in idle}

    def bind(self, rule: CellRule | None) -> Column | None:
        """The column for a rule; None where the rule is absent or its optional columns aren't in the file."""
        if rule is None:
            return None
        found = [name for name in rule.names if key(name) in self._index]
        self._bound.update(map(key, found))
        if repeated := [name for name in found if key(name) in self._repeated]:
            cells = [letters(n) for n, name in enumerate(self._names) if key(name) == key(repeated[0])]
            joint = catalogue.say("common.list_separator")
            raise UnreadableFile("repeated_header", file=self._file, column=shown(repeated[0]), cells=joint.join(cells))
        absent = [name for name in rule.names if name not in found]
        if absent and (rule.template or not found):
            self._absent += absent
            self._missing += [] if rule.optional else absent if rule.template else absent[:1]
            return None
        title = " + ".join(found) or plain(rule.constant or "")
        places = tuple(self._index[key(name)] for name in found)
        return Column(title, self._reader(rule, places), rule, places)

    def prove(self) -> None:
        """Raises UnreadableFile once, naming every required column that the file lacks."""
        if not self._missing:
            return
        words = {"file": self._file, "found": _listed(self._names), "missing": _listed(self._missing)}
        raise UnreadableFile("missing_columns" if self._bound else "foreign_header", **words)

    def _reader(self, rule: CellRule, places: Sequence[int]) -> Read:
        empty = self._empty | set(rule.empty)

        # Tables repeat themselves: most cells have been seen before.
        @lru_cache(20_000)
        def said(written: str) -> str:
            text = clean(written)
            return "" if text in empty else text

        def cell(row: Sequence[str], place: int) -> str:
            return said(row[place])

        if rule.constant is not None:
            return lambda row, text=rule.constant: text
        if rule.template is not None:
            form = PLACEHOLDER.sub("{}", rule.template.replace("{}", ""))
            return lambda row: _filled(form, [cell(row, place) for place in places])
        if len(places) == 1:
            return lambda row, place=places[0]: said(row[place])
        return lambda row: next(filter(None, (cell(row, place) for place in places)), "")


def _filled(form: str, parts: list[str]) -> str:
    return form.format(*map(_whole, parts)) if all(parts) else ""


def _whole(part: str) -> str:
    """A number without the ".0" that a number column leaves behind; anything else as it stands."""
    return part[:-2] if part.endswith(".0") and part[:-2].isdigit() else part


def _listed(names: Sequence[str]) -> str:
    return ", ".join(dict.fromkeys(shown(name)[:20] for name in names[:30]))
