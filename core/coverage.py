"""How far the data of a scope reach: since when, until when, and how fresh each source is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache

from core import clock
from core.periods import unit_end
from core.scope import Scope
from db.queries import sources
from db.queries.sources import SourceState
from db.read_model.model import Reading, Version

MATTERS = "fact_matter"


@dataclass(frozen=True)
class Coverage:
    """`since` and `as_of` of the scope's data; None where nothing tells. Its sources are those that feed it."""

    since: date | None
    as_of: datetime | None
    sources: tuple[SourceState, ...]
    monthly: bool = False
    """Whether it is known by whole months, of which something may still be told after their end."""
    written_at: datetime | None = None
    """Of what is kept here: when its content was last made, where that isn't the time that it tells of."""
    demo: bool = False
    """Of what is kept here: whether it was made up."""

    @property
    def last_day(self) -> date | None:
        return clock.local_day(self.as_of) if self.as_of else None

    @property
    def fetched_at(self) -> datetime | None:
        """The oldest of the sources' last fetches; what has none is written here and needs no fetching."""
        if not self.sources:
            return self.written_at or self.as_of
        return min((source.fetched_at for source in self.sources if source.fetched_at), default=None)

    @property
    def generated(self) -> bool:
        return self.demo or any(source.generated for source in self.sources)

    def state(self, now: datetime) -> str:
        """ "current", "late" beyond twice a feed's interval, "stale" beyond four times, "none" without data.

        "finished" where nothing more will come: what one-offs tell is neither fresh nor stale.
        """
        if self.as_of is None:
            return "none"
        if self.sources and all(source.mode == "one_off" for source in self.sources):
            return "finished"
        feeds = [source for source in self.sources if source.mode == "feed" and source.as_of]
        oldest = max((feed.delay(now) for feed in feeds), default=0.0)
        return "stale" if oldest > 4 else "late" if oldest > 2 else "current"


def coverage(model: Reading, fact: str, scope: Scope) -> Coverage:
    """What is known of a fact within the scope's areas (filters don't narrow it: no case is news too).

    Its sources are those with rows there (where there are none: with rows anywhere); feeds are cut at the oldest of
    them, finished one-offs at their own end.
    Facts without a source of their own (posts, grids, rooms, mediation) are kept in the records and known until now;
    those that tell of something that happened, since the first of it. Monthly ones are known by whole months.
    Of a demo everything is made up, and the sources of its matters say so.
    """
    if sources.is_fed(fact):
        return _coverage(model, model.version, fact, scope.subtrees)
    known = (
        _monthly(model, model.version, fact, scope.subtrees)
        if sources.is_monthly(fact)
        else Coverage(_kept_since(model, model.version, fact), clock.now(), ())
    )
    return replace(known, demo=_coverage(model, model.version, MATTERS, scope.subtrees).generated)


@lru_cache(maxsize=1024)
def _coverage(model: Reading, version: Version, fact: str, areas: tuple[tuple[str, str], ...]) -> Coverage:
    states = sources.states(model, fact, areas, _begun(model, version, fact))
    feeding = [state for state in states if state.present] or [state for state in states if state.first_day]
    # Since a source's first row anywhere: a place where nothing happened yet was quiet, not unknown.
    since = min((state.first_day for state in feeding if state.first_day), default=None)
    told = _deciding(feeding)
    as_of = [state.as_of for state in told if state.as_of]
    feeds = bool(told) and told[0].mode == "feed"
    return Coverage(since, (min(as_of) if feeds else max(as_of)) if as_of else None, tuple(told))


@lru_cache(maxsize=1024)
def _monthly(model: Reading, _version: Version, fact: str, areas: tuple[tuple[str, str], ...]) -> Coverage:
    """What is told month by month is known until the end of the last one that was told of in these areas."""
    first, last = sources.months(model, fact, areas)
    end = clock.start_of(unit_end(last, "month") + timedelta(days=1)) - timedelta(seconds=1) if last else None
    return Coverage(first, end, (), monthly=True)


@lru_cache(maxsize=16)
def _begun(model: Reading, _version: Version, fact: str) -> Mapping[str, date | None]:
    return sources.begun(model, fact)


@lru_cache(maxsize=16)
def _kept_since(model: Reading, _version: Version, fact: str) -> date | None:
    return sources.kept_since(model, fact)


def _deciding(states: Sequence[SourceState]) -> list[SourceState]:
    """The feeds; where there are none, the one-offs."""
    known = [state for state in states if state.as_of]
    return [state for state in known if state.mode == "feed"] or known
