"""The columns of the standard tables, as the shipped mapping tells them."""

from dataclasses import dataclass

from core import catalogue
from core.intake.mapping import CODED, codes_of, rules
from core.intake.mapping_file import DEFAULT, load


@dataclass(frozen=True)
class TableColumn:
    """One column: its name, other names that are understood, whether a table must have it, what it may hold."""

    name: str
    also: tuple[str, ...]
    required: bool
    values: tuple[str, ...] = ()


def standard(kind: str) -> list[TableColumn]:
    """The columns of the standard table of a kind (mapping.KINDS), in the mapping's order."""
    section = getattr(load(DEFAULT).rules, kind)
    return [
        TableColumn(rule.names[0], rule.names[1:], not rule.optional, _values(key.rpartition(".")[2]))
        for key, rule in rules(section).items()
        if rule.names
    ]


def _values(field: str) -> tuple[str, ...]:
    code_list = CODED.get(field)
    if code_list is None:
        return ()
    if code_list == "truth":
        words = catalogue.document("reading")["truth"]
        return words["yes"][0], words["no"][0]
    known = codes_of(field) or ()
    return tuple(label for code, label in catalogue.code_labels(code_list).items() if code in known)
