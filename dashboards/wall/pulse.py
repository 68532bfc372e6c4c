"""What walls ask every few seconds, looked up once for all of them: the data's version, programmes, notices."""

import threading
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

from core import access, catalogue, lag
from core import clock as china
from core.access import OutOfScope, Person
from core.alarms import calling
from core.alarms.calling import Call
from core.cadence import modes
from core.lag import Lag
from core.scope import Request
from core.wall import devices, notices, programme
from core.wall.devices import Device
from core.wall.notices import Notice
from core.wall.pairing import digest
from core.wall.programme import Programme
from dashboards import data, stores
from db.read_model.model import Version

Found = TypeVar("Found")

# Seconds for which an answer holds: an urgent notice is on the wall within five (polling takes up to three).
NOTICES, PROGRAMMES, DATA, LAG = 1.0, 2.0, 15.0, 20.0
DEVICES, ALARMS = 1.0, 1.0
# So long an answer may be used up while another is looked up.
LATEST = 3.0
MOST = 500


class Held(Generic[Found]):
    """An answer that holds for a while; of those who ask when it is over, one looks, the others take the last one."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._lock = threading.Lock()
        self._found: dict[Hashable, tuple[float, Found]] = {}

    def get(self, key: Hashable, look: Callable[[], Found]) -> Found:
        at, found = self._found.get(key, (float("-inf"), None))
        if found is not None and time.monotonic() - at < self._seconds:
            return found
        if not self._lock.acquire(blocking=found is None) and found is not None:
            return found
        try:
            if len(self._found) > MOST:
                self._found.clear()
            fresh = look()
            self._found[key] = (time.monotonic(), fresh)
            return fresh
        finally:
            self._lock.release()

    def peek(self, key: Hashable) -> Found | None:
        """The answer without looking: None where it is over, unless somebody looks right now."""
        at, found = self._found.get(key, (float("-inf"), None))
        age = time.monotonic() - at
        return found if age < self._seconds or (self._lock.locked() and age < LATEST) else None

    def clear(self) -> None:
        self._found.clear()


@dataclass(frozen=True)
class Wartime:
    """What is written across the top of the walls of a place in wartime mode; empty in peacetime."""

    told: str = ""

    @property
    def is_on(self) -> bool:
        return bool(self.told)


_versions: Held[Version] = Held(DATA)
_programmes: Held[Programme] = Held(PROGRAMMES)
_notices: Held[list[Notice]] = Held(NOTICES)
_lags: Held[tuple[Lag | None]] = Held(LAG)
_modes: Held[Wartime] = Held(PROGRAMMES)
_calls: Held[Call] = Held(ALARMS)
_devices: Held[dict[str, Device]] = Held(DEVICES)


def version() -> Version:
    """Walls take in what was written four times a minute; a new day is seen at once."""
    return _versions.get(china.today(), stores.read_model().catch_up)


def device(token: str) -> Device | None:
    """The device of a token; one that is new is looked for by itself."""
    found = _devices.get(None, lambda: devices.known(stores.records())).get(digest(token))
    return found or devices.find(stores.records(), token)


def known_device(token: str) -> Device | None:
    """The same without asking the database; None where that has to be asked."""
    found = _devices.peek(None)
    return found.get(digest(token)) if found is not None else None


def forget_devices() -> None:
    _devices.clear()


def programme_of(programme_id: int) -> Programme | None:
    """Raises nothing for one that has gone: None."""
    try:
        return _programmes.get(programme_id, lambda: _existing(programme_id))
    except LookupError:
        return None


def notices_of(programme_id: int) -> list[Notice]:
    return _notices.get(programme_id, lambda: notices.current(stores.records(), programme_id))


def wartime_of(area_code: str) -> Wartime:
    return _modes.get(area_code, lambda: _wartime(area_code))


def call_of(viewer: Person) -> Call | None:
    """The alarms of a programme's place; None where it has gone."""
    try:
        return _calls.get(viewer.area_code, lambda: _call(viewer))
    except OutOfScope:
        return None


def lag_minutes() -> int:
    """For how long a transaction has kept changes from being taken in; 0 for not at all."""
    (found,) = _lags.get(None, lambda: (lag.lag(stores.records(), china.now()),))
    return found.minutes if found else 0


def clear() -> None:
    """Forgets all answers: after a change that its author wants to see."""
    for held in (_versions, _programmes, _notices, _lags, _modes, _calls, _devices):
        held.clear()


def _wartime(area_code: str) -> Wartime:
    spell = modes.in_force(stores.records(), data.area_tree(version()), area_code)
    if spell is None:
        return Wartime()
    words = {"since": china.briefly(spell.begins_at), "reason": catalogue.label("wartime_reason", spell.reason)}
    return Wartime(catalogue.say("wall.blank.wartime", **words))


def _call(viewer: Person) -> Call:
    scope = access.scope(viewer, Request(), data.area_tree(version()))
    return calling.call(stores.records(), scope, china.now())


def _existing(programme_id: int) -> Programme:
    found = programme.find(stores.records(), programme_id)
    if found is None:
        raise LookupError(programme_id)
    return found
