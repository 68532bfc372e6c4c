"""The columns of the standard tables, as the shipped mapping tells them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from core.intake.cell_rules import words_of
from core.intake.mapping import rules
from core.intake.mapping_file import DEFAULT, load


@dataclass(frozen=True)
class TableColumn:
    """One column: its name, other names that are understood, whether a table must have it, what it may hold."""

    name: str
    also: tuple[str, ...]
    required: bool
    values: tuple[str, ...] = ()
    field: str = ""
    """The mapping's key of it, such as "reported_at" or "area_names_0"."""
    words: tuple[str, ...] = ()
    """What the mapping understands besides codes of a list, one word for each."""

    @property
    def key(self) -> str:
        """The field's own name, without the group it stands in."""
        return self.field.partition("_")[2] if self.field.startswith(("unit_id", "unit_name")) else self.field


def standard(kind: str) -> list[TableColumn]:
    """The columns of the standard table of a kind (mapping.KINDS), in the mapping's order."""
    section = getattr(load(DEFAULT).rules, kind)
    return [
        TableColumn(
            rule.names[0],
            rule.names[1:],
            not rule.optional,
            words_of(key.rpartition(".")[2]),
            re.sub(r"\W+", "_", key.removeprefix("columns.")).strip("_"),
            _words(section.codes.get(key.rpartition(".")[2], {})),
        )
        for key, rule in rules(section).items()
        if rule.names
    ]


def _words(codes: Mapping[str, str]) -> tuple[str, ...]:
    """The first word for each code."""
    return tuple({code: word for word, code in reversed(list(codes.items()))}.values())[::-1]
