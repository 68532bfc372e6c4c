"""Every metric of the catalogue, by everything it can be divided by: DuckDB and PostgreSQL say the very same."""

import random
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from sqlalchemy.orm import Session

from core import clock
from core.definitions import definitions
from core.metrics import measure
from core.periods import UNITS
from core.scope import FILTERS, UNKNOWN
from db.models import Area, Centre, CentrePost, Grid, IndicatorReturn, MediationRoom, MemberUnit
from db.models.centre import CENTRE_TYPES
from db.models.matter import MATTER_CLASSES, NATURES, RISK_LEVELS, SATISFACTIONS, SCALES, SEVERITIES
from db.models.mediation_room import ROOM_KINDS
from db.queries import counts, daily_sums, figures
from db.queries.figures import Answer, Question
from db.read_model import tables
from db.read_model.daily import DAILY
from db.read_model.model import Reading, ReadModel
from db.session import Records
from tests import acts, care_months, factories, mediations, reports, scenario
from tests.postgresql import Cluster

MATTERS = 160
STEPS = ("accepted", "dispatched", "arrived", "resolved")
CATEGORIES = (None, "A.02", "A.0201", "A.06", "C.1")
PERIODS = ("2026-11", "2025-11-25..2026-03-10")
METRICS = dict(definitions())
DIMENSIONS = tuple(dict.fromkeys(name for metric in METRICS.values() for name in metric.dimensions))
COMPARED = ("year", "previous")
Pair = tuple[ReadModel, ReadModel]


@pytest.fixture(scope="module")
def stored(prepared_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Records]:
    """The scenario, and around it many matters with every kind of trail, gap and place."""
    file = shutil.copy(prepared_file, tmp_path_factory.mktemp("engines") / "records.sqlite")
    records = Records(f"sqlite:///{file}")
    with records.writing() as session:
        scenario.plant(session)
        _scatter(session, random.Random(7))
    yield records
    records.close()


@pytest.fixture(scope="module")
def pair(stored: Records, cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    url = cluster.database()
    models = (ReadModel(stored, tmp_path_factory.mktemp("duckdb")), ReadModel(stored, url))
    for model in models:
        model.catch_up()
    yield models
    for model in models:
        model.close()
    cluster.drop(url)


@pytest.fixture(autouse=True)
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    """One instant for both, since what has no source is known until now."""
    monkeypatch.setattr(clock, "now", lambda: factories.moment("2026-11-21 10:00"))


def _scatter(session: Session, chance: random.Random) -> None:
    feed = session.query(factories.DataSource).first()
    assert feed is not None
    places = [None, *factories.areas_of(session).values()]
    units = [None, *session.query(MemberUnit)]
    for unit, code in zip(units[1:], (scenario.V, scenario.D, scenario.GUCHENG), strict=False):
        unit.area_id = factories.areas_of(session)[code].id
    for _ in range(MATTERS):
        codes = {
            "matter_class": chance.choice(MATTER_CLASSES),
            "category_key": chance.choice(CATEGORIES),
            "source": chance.choice((None, "visit", "hotline")),
            "nature": chance.choice((None, *NATURES)),
            "scale": chance.choice((None, *SCALES)),
            "severity": chance.choice((None, *SEVERITIES)),
            "risk_level": chance.choice((None, *RISK_LEVELS)),
            "handling_unit": chance.choice(units),
        }
        factories.matter(session, feed, chance.choice(places), list(_trail(chance, units)), **codes)
    _bodies(session, [place for place in places if place], chance)
    mediations.scatter(session, chance)
    reports.scatter(session, random.Random(13))
    acts.scatter(session, random.Random(14))
    _returns(session, feed.id, chance)
    care_months.scatter(session, chance)


def _bodies(session: Session, places: list[Area], chance: random.Random) -> None:
    """A centre and a grid in every place, a room of every kind somewhere, some of them at an end."""
    for number, place in enumerate(places):
        held = {"valid_from": date(2025, 1, 1), "valid_to": chance.choice((None, date(2026, 5, 1)))}
        kind = chance.choice(CENTRE_TYPES)
        centre = Centre(code=f"X{number}", name="中心", centre_type=kind, area=place)
        session.add(CentrePost(centre=centre, resident=number, seconded=2, vacant=number % 3, **held))
        session.add(Grid(code=f"X{number}", name="网格", grid_level=4, area=place, vacant=1, part_time=number, **held))
    for number, kind in enumerate(ROOM_KINDS):
        place = places[number % len(places)]
        room = {"code": f"X{number}", "name": "调解室", "kind": kind, "valid_from": date(2025, 1, 1)}
        session.add(MediationRoom(area=place, speciality=chance.choice((None, "finance")), **room))


def _trail(chance: random.Random, units: list[MemberUnit | None]) -> Iterator[factories.Event]:
    day, status = date(2025, 10, 1) + timedelta(chance.randrange(410)), "reported"
    for _ in range(chance.randint(1, 2)):
        due = chance.choice((None, str(day + timedelta(chance.randrange(40)))))
        yield status, f"{day} {chance.choice(('00:05', '07:59', '23:30'))}", {"due_on": due}
        unit = chance.choice(units)
        for step in STEPS:
            if chance.random() < 0.7:
                day += timedelta(chance.randrange(6))
                yield step, str(day), {"unit_id": unit and unit.id}
        if chance.random() < 0.3:
            return
        said = {"dated": chance.random() < 0.8, "on_time": chance.choice((None, True, False))}
        yield "closed", str(day), said
        if chance.random() < 0.6:
            yield "followed_up", str(day), {"satisfaction": chance.choice((None, *SATISFACTIONS))}
        day, status = day + timedelta(chance.randrange(20)), "reopened"


def _returns(session: Session, source: int, chance: random.Random) -> None:
    """Totals of each reported metric for each county and month of two years, some restated, some bounds."""
    counties = [place for place in factories.areas_of(session).values() if place.level == "county"]
    for metric in METRICS.values():
        if metric.indicator:
            for county in counties:
                for number in range(24):
                    session.add(_total(metric.indicator, county, number, source, chance))


def _total(indicator: str, county: Area, number: int, source: int, chance: random.Random) -> IndicatorReturn:
    first = date(2025 + number // 12, number % 12 + 1, 1)
    last = (first + timedelta(31)).replace(day=1) - timedelta(1)
    return IndicatorReturn(
        indicator=indicator,
        area=county,
        period_start=first,
        period_end=last,
        value=Decimal(chance.randrange(100_000)) / 4,
        unit="case",
        change_percent=chance.choice((None, Decimal("-12.34"))),
        change_decimals=2,
        qualifier=chance.choice(("exact", "exact", "exact", "at_least")),
        as_of=last,
        data_source_id=source,
        reported_at=factories.moment(str(last)),
    )


def _same(pair: Pair, scope, keys: list[str], by: tuple[str, ...] = (), compare: tuple[str, ...] = ()) -> pd.DataFrame:
    duckdb, postgresql = (measure(model, keys, scope, by=by, compare=compare) for model in pair)
    pd.testing.assert_frame_equal(duckdb, postgresql, check_exact=True)
    return duckdb


def _able(*dimensions: str) -> list[str]:
    return [key for key, metric in METRICS.items() if set(dimensions) <= {*metric.dimensions}]


@pytest.mark.parametrize("place", [(), ("5307",), ("530702",), ("530702001", "530721"), ("530702001001",)])
def test_as_a_whole_and_compared_at_every_place(pair: Pair, stored: Records, place: tuple[str, ...]) -> None:
    _same(pair, scenario.scope(stored, PERIODS[bool(place)], *place), list(METRICS), compare=COMPARED)


@pytest.mark.parametrize("dimension", ["area", *DIMENSIONS])
def test_by_every_dimension_and_compared(pair: Pair, stored: Records, dimension: str) -> None:
    keys = _able("county" if dimension == "area" else dimension)
    assert len(_same(pair, scenario.scope(stored, PERIODS[1]), keys, by=(dimension,), compare=("year",)))


@pytest.mark.parametrize("unit", UNITS)
def test_along_time(pair: Pair, stored: Records, unit: str) -> None:
    compare = COMPARED if unit == "month" else ()
    _same(pair, scenario.scope(stored, PERIODS[1]), list(METRICS), by=(unit,), compare=compare)


def test_sums_by_day_tell_what_the_facts_tell(pair: Pair, stored: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every figure of every metric, by places and time, at random places and spans: counted either way the same."""
    chance = random.Random(11)
    told, real = set(), counts.ask

    def both(model: Reading, question: Question) -> list[Answer]:
        told.update(figure.key for figure in question.figures if daily_sums.tell(question, figure))
        assert _summed(real(model, question)) == _summed(figures.ask(model, question)), question
        return real(model, question)

    monkeypatch.setattr(counts, "ask", both)
    for model in pair:
        for number in range(8):
            places = (), ("5307",), ("530702",), ("530702001", "530721"), ("530702001001",), ("530702", "530721100")
            first = date(2025, 9, 1) + timedelta(chance.randrange(420))
            period = f"{first}..{first + timedelta(chance.randrange(120))}"
            scope = scenario.scope(stored, period, *chance.choice(places))
            by = (
                (),
                ("county",),
                ("township",),
                (chance.choice(UNITS),),
                ("month", "county"),
                ("prefecture", "source"),
            )
            able = _able(*(name for name in by[number % len(by)] if name not in UNITS))
            asked = [key for key in able if METRICS[key].kind in ("flow", "stock") and METRICS[key].fact in DAILY]
            measure(model, asked, scope, by=by[number % len(by)], compare=COMPARED if number % 3 else ())
    assert {"new_matters", "on_time_rate", "satisfaction_rate", "overdue_matters", "high_risk_disputes"} <= told
    assert {"mediation_accepted", "mediation_satisfaction_rate", "open_mediations", "mediations_due_soon"} <= told


def _summed(answers: list[Answer]) -> dict[tuple[Any, ...], tuple[int, int]]:
    """What answers of the same group come to; of a stock some may come and go on one day."""
    found: dict[tuple[Any, ...], tuple[int, int]] = {}
    for figure, window, keys, bucket, numerator, denominator in answers:
        before = found.get((figure, window, keys, bucket), (0, 0))
        found[figure, window, keys, bucket] = before[0] + numerator, before[1] + (denominator or 0)
    return {group: sums for group, sums in found.items() if any(sums)}


@pytest.mark.parametrize("dimension", DIMENSIONS)
def test_by_every_dimension_along_time(pair: Pair, stored: Records, dimension: str) -> None:
    _same(pair, scenario.scope(stored, PERIODS[1], "5307"), _able(dimension), by=("month", dimension))


@pytest.mark.parametrize("dimension", FILTERS)
def test_filtered_by_a_value_and_the_unknown(pair: Pair, stored: Records, dimension: str) -> None:
    column = next(table.c[dimension] for table in tables.FACTS.values() if dimension in table.c)
    known = sorted({row[0] for row in pair[0].execute(column.table.select().with_only_columns(column)) if row[0]})
    scope = scenario.scope(stored, PERIODS[1], filters=((dimension, (*known[:1], UNKNOWN)),))
    _same(pair, scope, list(METRICS))


def test_the_data_tell_something_of_every_metric(pair: Pair, stored: Records) -> None:
    scope = scenario.scope(stored, "2025-11-01..2026-10-31")
    frame = measure(pair[1], list(METRICS), scope, by=("month",))
    told = frame[frame["value"] > 0]["metric"].unique()
    assert set(METRICS) - {*told} <= {"sources_on_time_rate"}


def test_both_copies_hold_the_same_rows(pair: Pair) -> None:
    for table in tables.metadata.sorted_tables:
        duckdb, postgresql = (sorted(map(tuple, model.execute(table.select())), key=repr) for model in pair)
        assert duckdb == postgresql, table.name
