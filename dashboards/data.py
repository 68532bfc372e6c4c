"""What pages show, cached: the only module that knows Streamlit's cache.

That cache is one for all sessions, so everything kept in it is keyed by what it depends on: the data version, and the
sealed Scope by its full text. Nothing here reads who is signed in.
"""

from datetime import date, datetime
from decimal import Decimal

import pandas as pd
import streamlit as st

from core import annotations, areas, clock, coverage, curves, external, lag, situation, targets, words
from core import borders as core_borders
from core.access import Person
from core.annotations import Mark
from core.areas import AreaTree
from core.borders import Shapes
from core.care import overview
from core.care.groups import Group
from core.coverage import Coverage
from core.lag import Lag
from core.metrics import measure
from core.periods import Span
from core.scope import Scope
from core.scoring import appealed, behind, beside, published, schemes
from core.scoring.behind import Behind
from core.scoring.outcome import Standing
from core.scoring.published import Row, Run
from core.scoring.scheme import Item
from core.scoring.schemes import Loaded
from core.situation import Urgent
from core.targets import Goal
from core.words import Words
from dashboards import stores
from db.read_model.model import Version

# Tables of a board have tens of rows: pandas' strings in Arrow cost a page a seventh of its time, and give it nothing.
pd.set_option("mode.string_storage", "python")


def version() -> Version:
    """Takes in what was committed until now; every page asks once a run, and reads the writes of whoever looks."""
    return stores.read_model().catch_up()


def area_tree(version: Version) -> AreaTree:
    """The areas of today: at midnight one may end or begin without anything being written."""
    return _area_tree(version, clock.today())


@st.cache_resource(max_entries=2, show_spinner=False)
def _area_tree(version: Version, day: date) -> AreaTree:
    return areas.load(stores.records(), day)


def known_words(version: Version) -> Words:
    """What codes are called today."""
    return _known_words(version, clock.today())


@st.cache_resource(max_entries=2, show_spinner=False)
def _known_words(version: Version, day: date) -> Words:
    return words.load(stores.records(), _area_tree(version, day))


@st.cache_data(max_entries=2000, show_spinner=False, hash_funcs={Scope: repr})
def figures(
    version: Version,
    scope: Scope,
    metrics: tuple[str, ...],
    by: tuple[str, ...] = (),
    compare: tuple[str, ...] = (),
) -> pd.DataFrame:
    """The rows of `core.metrics.measure`, shared by everybody who may ask for the same."""
    return measure(stores.read_model(), metrics, scope, by, compare)


def reach(scope: Scope, fact: str = "fact_matter") -> Coverage:
    """How far the matters (or another fact) of a scope reach and how fresh their sources are."""
    return coverage.coverage(stores.read_model(), fact, scope)


@st.cache_data(max_entries=500, show_spinner=False, hash_funcs={Scope: repr})
def curve(version: Version, scope: Scope, metric: str) -> pd.DataFrame:
    """How the waits of a duration end, day by day."""
    return curves.settling(stores.read_model(), metric, scope)


def held_back(now: datetime) -> Lag | None:
    """Whether a transaction that doesn't end keeps changes from being taken in."""
    return lag.lag(stores.records(), now)


def most_urgent(scope: Scope, limit: int) -> list[Urgent]:
    """Which they are is known from what is counted, what they are from the records: lists are never cached."""
    return situation.most_urgent(stores.read_model(), stores.records(), scope, limit)


def newest(scope: Scope, limit: int) -> list[Urgent]:
    """In the same way."""
    return situation.newest(stores.read_model(), stores.records(), scope, limit)


def annotations_of(scope: Scope, areas: AreaTree, span: Span) -> list[Mark]:
    """What people and the calendar say of these days; fresh, since people edit it."""
    return annotations.shown(stores.records(), scope, areas, span)


def goals(scope: Scope, areas: AreaTree, metrics: tuple[str, ...]) -> dict[str, list[Goal]]:
    """The targets that hold for the scope's place; fresh, since people edit them."""
    return targets.goals(stores.records(), metrics, scope, areas)


def aims(scope: Scope, areas: AreaTree, metrics: tuple[str, ...]) -> dict[str, Goal]:
    """By metric the target that holds on the last day that the data tell of."""
    day = min(scope.span.end, reach(scope).last_day or scope.span.end)
    held = {key: targets.goal_on(found, day) for key, found in goals(scope, areas, metrics).items()}
    return {key: goal for key, goal in held.items() if goal is not None}


@st.cache_data(max_entries=500, show_spinner=False, hash_funcs={Scope: repr})
def reported_spans(version: Version, scope: Scope) -> dict[str, Span]:
    """Of which spans the totals from outside tell, by metric."""
    return external.latest_spans(stores.read_model(), scope, external.metrics())


def served_groups() -> list[Group]:
    """The groups of the special-group services that the office serves; fresh, since people edit them."""
    return overview.served(stores.records())


def borders(codes: tuple[str, ...]) -> Shapes:
    """The borders of these places, read once for each map that was taken in."""
    return _borders(core_borders.state(stores.records()), codes)


@st.cache_resource(max_entries=50, show_spinner=False)
def _borders(state: datetime | None, codes: tuple[str, ...]) -> Shapes:
    return core_borders.of(stores.records(), codes)


def scoring_schemes(person: Person) -> list[Loaded]:
    """The schemes of places within the person's own; fresh, since people load them."""
    return schemes.listed(stores.records(), area_tree(version()), person)


def scoring_runs(person: Person) -> list[Run]:
    """The runs that this person may see; fresh, since people publish them."""
    return published.runs(stores.records(), area_tree(version()), person)


@st.cache_resource(max_entries=200, show_spinner=False)
def scoring_behind(run_id: int, hashes: str, body: str, item: str, _item: Item) -> list[Behind]:
    """The entries or acts behind an item's points, kept under what the run came to: they never change."""
    return behind.behind(stores.records(), run_id, body, _item)


@st.cache_resource(max_entries=6, show_spinner=False)
def scoring_today(run_id: int, version: Version, _run: Run) -> dict[str, Standing]:
    """What the records of a version give for a run's scheme and months. Raises Refused."""
    return beside.today(stores.records(), stores.read_model(), _run)


@st.cache_resource(max_entries=20, show_spinner=False)
def scoring_after(run_id: int, hashes: str, decided: tuple[tuple[int, Decimal], ...]) -> dict[str, Standing]:
    """What a run would be if it were final now, kept under the appeals that were upheld; nothing where none was."""
    return appealed.after(stores.records(), run_id) if decided else {}


@st.cache_resource(max_entries=20, show_spinner=False)
def scoring_rows(run_id: int, hashes: str) -> list[Row]:
    """Every body's last standing of a run, kept under the hashes of what it came to: they never change."""
    return published.rows(stores.records(), run_id)
