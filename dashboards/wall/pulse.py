"""What walls ask every few seconds, looked up once for all of them: the data's version, programmes, notices."""

import threading
import time
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from core import catalogue, lag
from core import clock as china
from core.cadence import modes
from core.lag import Lag
from core.wall import notices, programme
from core.wall.notices import Notice
from core.wall.programme import Programme
from dashboards import data, stores
from db.read_model.model import Version

Found = TypeVar("Found")

# Seconds for which an answer holds: an urgent notice is on the wall within five (polling takes up to three).
NOTICES, PROGRAMMES, DATA, LAG = 1.0, 2.0, 15.0, 20.0
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

    def clear(self) -> None:
        self._found.clear()


_versions: Held[Version] = Held(DATA)
_programmes: Held[Programme] = Held(PROGRAMMES)
_notices: Held[list[Notice]] = Held(NOTICES)
_lags: Held[tuple[Lag | None]] = Held(LAG)
_modes: Held[tuple[str]] = Held(PROGRAMMES)


def version() -> Version:
    """Walls take in what was written four times a minute; a new day is seen at once."""
    return _versions.get(china.today(), stores.read_model().catch_up)


def programme_of(programme_id: int) -> Programme | None:
    """Raises nothing for one that has gone: None."""
    try:
        return _programmes.get(programme_id, lambda: _existing(programme_id))
    except LookupError:
        return None


def notices_of(programme_id: int) -> list[Notice]:
    return _notices.get(programme_id, lambda: notices.current(stores.records(), programme_id))


def wartime_of(area_code: str) -> str:
    """What is written across the top of the walls of a place in wartime mode; empty in peacetime."""
    (told,) = _modes.get(area_code, lambda: (_wartime(area_code),))
    return told


def lag_minutes() -> int:
    """For how long a transaction has kept changes from being taken in; 0 for not at all."""
    (found,) = _lags.get(None, lambda: (lag.lag(stores.records(), china.now()),))
    return found.minutes if found else 0


def clear() -> None:
    """Forgets all answers: after a change that its author wants to see."""
    for held in (_versions, _programmes, _notices, _lags, _modes):
        held.clear()


def _wartime(area_code: str) -> str:
    spell = modes.in_force(stores.records(), data.area_tree(version()), area_code)
    if spell is None:
        return ""
    words = {"since": china.briefly(spell.begins_at), "reason": catalogue.label("wartime_reason", spell.reason)}
    return catalogue.say("wall.blank.wartime", **words)


def _existing(programme_id: int) -> Programme:
    found = programme.find(stores.records(), programme_id)
    if found is None:
        raise LookupError(programme_id)
    return found
