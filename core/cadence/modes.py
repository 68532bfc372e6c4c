"""Which areas are in wartime mode, since when and why; an area is in it when one that it lies in is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core import clock
from core.areas import AreaTree
from db.models import OperatingMode
from db.queries import accounts, operating_modes
from db.session import Records, Session

_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True)
class Spell:
    """One spell of wartime mode of an area; `begun_by` and `ended_by` are the offices that ordered it."""

    id: int
    area_code: str
    begins_at: datetime
    ends_at: datetime | None
    reason: str
    begun_by: str
    ended_by: str | None
    version: int

    def holds(self, at: datetime) -> bool:
        return self.begins_at <= at and (self.ends_at is None or self.ends_at > at)


class Modes:
    """All spells there were, asked for areas and instants."""

    def __init__(self, spells: Iterable[Spell]) -> None:
        self._by_area: dict[str, list[Spell]] = {}
        for spell in spells:
            self._by_area.setdefault(spell.area_code, []).append(spell)

    @property
    def any(self) -> bool:
        return bool(self._by_area)

    def over(self, path: Iterable[str], at: datetime) -> Spell | None:
        """The spell of the outermost area of a path (codes from the root down) in wartime mode; None in peacetime."""
        return next((one for code in path for one in self._by_area.get(code, ()) if one.holds(at)), None)

    def on_day(self, path: Iterable[str], day: date, now: datetime) -> Spell | None:
        """The spell that holds when a day ends, or now where it hasn't ended."""
        return self.over(path, min(clock.start_of(day + timedelta(days=1)) - _MOMENT, now))

    def of(self, areas: AreaTree, code: str, at: datetime | None = None) -> Spell | None:
        """The spell in force for an area now (or at an instant); None in peacetime."""
        return self.over([area.code for area in areas.path(code)], at or clock.now())

    def below(self, areas: AreaTree, code: str, at: datetime | None = None) -> list[Spell]:
        """The spells in force for areas within one that isn't in wartime mode as a whole, outermost first."""
        now = at or clock.now()
        held = [one for spells in self._by_area.values() for one in spells if one.holds(now)]
        inside = [one for one in held if one.area_code != code and areas.contains(code, one.area_code)]
        return sorted(inside, key=lambda one: (len(areas.path(one.area_code)), one.area_code))

    def history(self, areas: AreaTree, code: str) -> list[Spell]:
        """All spells of an area, of those that it lies in and of those within it, the latest first."""
        found = [
            one
            for spells in self._by_area.values()
            for one in spells
            if areas.contains(code, one.area_code) or areas.contains(one.area_code, code)
        ]
        return sorted(found, key=lambda one: one.begins_at, reverse=True)


def load(records: Records) -> Modes:
    with records.reading() as session:
        return read(session)


def read(session: Session) -> Modes:
    names = accounts.display_names(session)
    return Modes(_spell(row, names) for row in operating_modes.all_spells(session))


def in_force(records: Records, areas: AreaTree, code: str) -> Spell | None:
    """The spell of wartime mode that an area is in now; None in peacetime."""
    return load(records).of(areas, code)


def _spell(row: OperatingMode, names: Mapping[str, str]) -> Spell:
    by = row.ended_by and names.get(row.ended_by, row.ended_by)
    begun_by = names.get(row.begun_by, row.begun_by)
    return Spell(row.id, row.area_code, row.begins_at, row.ends_at, row.reason, begun_by, by, row.version)
