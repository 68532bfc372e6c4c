"""A rename, a merger, a split and a change of code, counted by hand as it was and in today's borders.

Until 2026 the county 古城 530702 had 大研 001, 束河 002, 大东 100 (with 甲村 1001 and 乙村 1002) and 金山 101
(with 丙村 1011). On 1 January 2026 束河 is renamed and keeps its code; 大研 and 金山 merge into 新城 003, but 丙村
goes to 七河 102, which is new; 大东 is split into 东上 103 (with 甲村) and 东下 104 (with 乙村). The county 玉龙 530721
becomes 530722 with all in it. On 1 December 2026 七河 will end.
"""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy.orm import Session

from core import access, areas
from core.metrics import measure
from core.periods import Period
from core.scope import Request, Scope
from db.models import Area, AreaSuccession, IndicatorReturn
from db.models.area import ROOT_CODE
from db.read_model.model import ReadModel
from db.session import Records
from tests import factories

CHANGE, TODAY, FOREVER = date(2026, 1, 1), date(2026, 11, 21), date(1949, 10, 1)
COUNTY = "530702"


@pytest.fixture(scope="module")
def store(prepared_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Records]:
    """The places and their matters, for tests that only read."""
    file = shutil.copy(prepared_file, tmp_path_factory.mktemp("territory") / "records.sqlite")
    records = Records(f"sqlite:///{file}")
    with records.writing() as session:
        _plant(session)
    yield records
    records.close()


@pytest.fixture(scope="module")
def told(store: Records, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReadModel]:
    model = ReadModel(store, tmp_path_factory.mktemp("read_model"))
    model.catch_up()
    yield model
    model.close()


def _plant(session: Session) -> None:
    tree = {ROOT_CODE: session.query(Area).filter_by(code=ROOT_CODE).one()}

    def area(
        code: str, level: str, parent: str, *, key: str = "", to: date | None = None, since: date = FOREVER
    ) -> None:
        row = Area(code=code, name=f"{code}号", level=level, parent=tree[parent], valid_from=since, valid_to=to)
        tree[key or code] = row
        session.add(row)

    area("5307", "prefecture", ROOT_CODE)
    area(COUNTY, "county", "5307")
    area("001", "township", COUNTY, to=CHANGE)
    area("002", "township", COUNTY, key="old 002", to=CHANGE)
    area("100", "township", COUNTY, to=CHANGE)
    area("101", "township", COUNTY, to=CHANGE)
    for code, parent in (("1001", "100"), ("1002", "100"), ("1011", "101")):
        area(code, "village", parent, key=f"old {code}", to=CHANGE)
    area("530721", "county", "5307", to=CHANGE)
    area("721100", "township", "530721", to=CHANGE)
    area("002", "township", COUNTY, since=CHANGE)
    area("003", "township", COUNTY, since=CHANGE)
    area("102", "township", COUNTY, since=CHANGE, to=date(2026, 12, 1))
    area("103", "township", COUNTY, since=CHANGE)
    area("104", "township", COUNTY, since=CHANGE)
    # The villages keep their codes under another township.
    for code, parent in (("1001", "103"), ("1002", "104"), ("1011", "102")):
        area(code, "village", parent, since=CHANGE)
    area("530722", "county", "5307", since=CHANGE)
    area("722100", "township", "530722", since=CHANGE)
    session.flush()
    after = {
        "old 002": ["002"], "001": ["003"], "101": ["003"], "100": ["103", "104"],
        "old 1001": ["1001"], "old 1002": ["1002"], "old 1011": ["1011"],
        "530721": ["530722"], "721100": ["722100"],
    }  # fmt: skip
    for one, others in after.items():
        for other in others:
            row = AreaSuccession(predecessor_id=tree[one].id, successor_id=tree[other].id, happened_on=CHANGE)
            session.add(row)
    feed = factories.data_source(session)
    # The first record, of no known place: November 2025 lies within the records.
    factories.matter(session, feed, None, [("reported", "2025-10-20"), ("closed", "2025-10-21")])
    # (where, how many) before and after the change
    before = {
        "001": 1, "old 002": 2, "100": 3, "old 1001": 4, "old 1002": 5, "101": 6, "old 1011": 7, "721100": 8, COUNTY: 1,
    }  # fmt: skip
    since = {"002": 1, "003": 2, "103": 3, "1001": 1, "104": 4, "102": 5, "722100": 6}
    for day, counts in (("2025-11-05", before), ("2026-11-05", since)):
        for where, count in counts.items():
            for _ in range(count):
                factories.matter(session, feed, tree[where], [("reported", day)])
    year = {"period_start": date(2025, 1, 1), "period_end": date(2025, 12, 31), "unit": "person"}
    for code, people in (("001", 1000), ("101", 3000)):
        told_on = {"reported_at": factories.moment("2026-02-01"), "data_source_id": feed.id}
        session.add(IndicatorReturn(area=tree[code], indicator="population", value=people, **year, **told_on))


def scope(records: Records, period: str, *codes: str, borders: str = "today", area: str = ROOT_CODE) -> Scope:
    person = access.Person(1, "somebody", "某人", "county_office", area)
    request = Request(Period.parse(period), codes, (), borders)  # type: ignore[arg-type]
    return access.scope(person, request, areas.load(records, TODAY), TODAY)


def by(frame: pd.DataFrame, column: str, part: str = "value") -> dict[str | None, float]:
    pairs = zip(frame[column], frame[part], strict=True)
    return {None if pd.isna(key) else key: value for key, value in pairs if value and not pd.isna(value)}


def test_as_it_was_every_place_keeps_what_happened_in_it(told: ReadModel, store: Records) -> None:
    then = measure(told, ["new_matters"], scope(store, "2025-11", COUNTY, borders="then"), by=["township"])
    assert by(then, "township") == {"001": 1, "002": 2, "100": 12, "101": 13, None: 1}
    counties = measure(told, ["new_matters"], scope(store, "2025-11", borders="then"), by=["county"])
    assert by(counties, "county") == {COUNTY: 29, "530721": 8}
    # The new code has no past of its own.
    fresh = measure(told, ["new_matters"], scope(store, "2025-11", "530722", borders="then"))
    assert list(fresh["value"]) == [0]


def test_in_todays_borders_what_was_renamed_merged_split_and_recoded_is_followed(
    told: ReadModel, store: Records
) -> None:
    today = measure(told, ["new_matters"], scope(store, "2025-11", COUNTY), by=["township"])
    # 003 is 001 and 101 without 丙村, which is 102's; of 100 only the villages tell in which part they lay.
    assert by(today, "township") == {"003": 1 + 6, "002": 2, "102": 7, "103": 4, "104": 5, None: 1 + 3}
    counties = measure(told, ["new_matters"], scope(store, "2025-11"), by=["county"])
    assert by(counties, "county") == {COUNTY: 29, "530722": 8}
    villages = measure(told, ["new_matters"], scope(store, "2025-11", "103"), by=["village"])
    assert by(villages, "village") == {"1001": 4}


def test_like_is_compared_with_like_across_the_change(told: ReadModel, store: Records) -> None:
    bases = {"then": {"002": 2, "001": 1, "100": 12, "101": 13, None: 1}}
    bases["today"] = {"003": 7, "002": 2, "102": 7, "103": 4, "104": 5, None: 4}
    for borders, base in bases.items():
        asked = scope(store, "2026-11", COUNTY, borders=borders)
        frame = measure(told, ["new_matters"], asked, by=["area"], compare=["year"])
        assert by(frame, "township" if "township" in frame else "area", "base") == base


@pytest.mark.parametrize(("code", "count"), [("003", 7), ("102", 7), ("103", 4), ("104", 5), ("002", 2), ("722100", 8)])
def test_one_place_of_today_has_its_own_past_and_nobody_elses(
    told: ReadModel, store: Records, code: str, count: int
) -> None:
    metrics = ["new_matters", "open_matters", "median_days_to_close"]
    frame = measure(told, metrics, scope(store, "2025-11", code, area=code)).set_index("metric")
    assert frame["value"]["new_matters"] == frame["value"]["open_matters"] == count
    assert frame["denominator"]["median_days_to_close"] == count


@pytest.mark.parametrize("dimension", ["prefecture", "county", "township", "village"])
@pytest.mark.parametrize("borders", ["then", "today"])
def test_the_parts_sum_to_the_whole_in_either_borders(
    told: ReadModel, store: Records, dimension: str, borders: str
) -> None:
    for period in ("2025-11", "2026-11", "2025-10-01..2026-11-20"):
        asked = scope(store, period, borders=borders)
        metrics = ["new_matters", "open_matters"]
        whole = measure(told, metrics, asked)
        for by_ in ([dimension], [dimension, "month"], [dimension, "age_band"]):
            chosen = metrics[1:] if "age_band" in by_ else metrics
            parts = measure(told, chosen, asked, by=by_)
            if "month" not in by_:
                summed = parts.groupby("metric")["value"].sum()
                assert dict(summed) == {key: whole.set_index("metric")["value"][key] for key in chosen}
            else:
                assert parts[parts["metric"] == "new_matters"]["value"].sum() == whole["value"][0]


def test_people_counted_before_a_merger_are_those_of_the_merged_place(told: ReadModel, store: Records) -> None:
    frame = measure(told, ["population", "matters_per_10k"], scope(store, "2026-11", "003"))
    assert list(frame["value"]) == [4000, 2 / 4000 * 10_000]
    then = measure(told, ["population", "matters_per_10k"], scope(store, "2026-11", "003", borders="then"))
    assert list(then["reason"]) == ["no_population"] * 2


def test_an_end_that_lies_ahead_has_not_come(told: ReadModel, store: Records) -> None:
    assert "102" in areas.load(store, TODAY)
    assert "102" not in areas.load(store, date(2026, 12, 1))
    assert "003" not in areas.load(store, date(2025, 12, 31))
    tree = areas.load(store, date(2026, 12, 1))
    assert (tree.name("102"), tree.name("002")) == ("102号（已撤并）", "002号")


def test_a_place_that_ended_without_a_successor_is_told_of_the_place_above(told: ReadModel, store: Records) -> None:
    later = date(2026, 12, 5)
    person = access.operator()
    request = Request(Period.parse("2025-11"), (COUNTY,), (), "today")
    asked = access.scope(person, request, areas.load(store, later), later)
    assert by(measure(told, ["new_matters"], asked, by=["township"]), "township") == {
        "003": 7, "002": 2, "103": 4, "104": 5, None: 11,
    }  # fmt: skip


def test_the_switch_stands_in_the_link() -> None:
    request = Request.from_query({"period": "2025", "borders": "today"})
    assert request.borders == "today"
    assert request.to_query() == {"period": "2025", "borders": "today"}
    assert request.narrowed("source", "visit").borders == "today"
    assert Request.from_query({"period": "2025", "borders": "tomorrow"}).to_query() == {"period": "2025"}
