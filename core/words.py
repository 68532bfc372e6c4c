"""The words behind codes: from the catalogue for what it lists, from the records for what offices name themselves."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from core import catalogue
from core.areas import AreaTree
from core.scope import UNKNOWN
from db.queries import care, names
from db.queries.names import CategoryName
from db.read_model.tables import AREA_LEVELS
from db.session import Records

CATEGORIES = ("category", "category_detail")


class RoomNames:
    """Names of mediation rooms by code. There are tens of thousands, which most pages don't show: read when asked."""

    def __init__(self, records: Records) -> None:
        self._records = records

    def __getstate__(self) -> dict[str, Mapping[str, str]]:
        # A connection can't be sent anywhere; a copy knows the names that were read.
        return {"all": self.__dict__.get("all", {})}

    @cached_property
    def all(self) -> Mapping[str, str]:
        with self._records.reading() as session:
            return names.rooms(session)


@dataclass(frozen=True)
class Words:
    """Names of areas, types and bodies as they are at one data version."""

    areas: AreaTree
    categories: Mapping[str, CategoryName]
    units: Mapping[str, str]
    rooms: "RoomNames"
    groups: Mapping[str, str] = field(default_factory=dict)
    """What the office calls the groups it serves."""

    def of(self, dimension: str, code: str | None) -> str:
        """The Chinese name of a dimension's value; a missing or unknown one reads as unknown."""
        if not code or code == UNKNOWN:
            return catalogue.code_labels("missing").get(dimension, catalogue.say("common.unknown"))
        if dimension in CATEGORIES:
            return self.categories[code].name if code in self.categories else catalogue.say("common.unknown")
        if dimension == "handling_unit":
            return self.units.get(code, catalogue.say("common.unknown"))
        if dimension == "room":
            return self.rooms.all.get(code, catalogue.say("common.unknown"))
        if dimension == "service_group" and code in self.groups:
            return self.groups[code]
        if dimension == "mediator":
            return catalogue.say("mediation.mediator", number=code)
        if dimension == "area" or dimension in AREA_LEVELS:
            return self.areas.name(code) or catalogue.say("common.unknown")
        return catalogue.label(dimension, code)

    def find(self, dimension: str, text: str) -> str | None:
        """The code of a dimension's value, from itself or from its Chinese name; None where nothing is called so."""
        if text in (UNKNOWN, catalogue.say("common.unknown"), self.of(dimension, None)):
            return UNKNOWN
        known = self.values(dimension)
        return text if text in known else next((code for code, name in known.items() if name == text), None)

    def values(self, dimension: str) -> dict[str, str]:
        """All values by which a dimension can be filtered, code and name. Of `category` these are the top classes."""
        if dimension in CATEGORIES:
            top = dimension == "category"
            counted = (entry for entry in self.categories.values() if entry.counts_as is None)
            return {entry.key: entry.name for entry in counted if not top or entry.parent is None}
        if dimension == "handling_unit":
            return dict(self.units)
        if dimension == "room":
            return dict(self.rooms.all)
        return catalogue.code_labels(dimension)

    def classes(self) -> dict[str, list[CategoryName]]:
        """The classes under which statistics count, by code list."""
        found: dict[str, list[CategoryName]] = {}
        for category in self.categories.values():
            if category.parent is None and category.counts_as is None:
                found.setdefault(category.code_list, []).append(category)
        return found


def load(records: Records, areas: AreaTree) -> Words:
    with records.reading() as session:
        categories = {category.key: category for category in names.categories(session)}
        called = {row.code: row.label for row in care.groups(session) if row.label}
        return Words(areas, categories, names.units(session), RoomNames(records), called)
