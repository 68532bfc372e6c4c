"""Bodies of the demo: what was published for them adds up, and names name places and offices, nobody."""

from decimal import Decimal

import pandas as pd
import pytest
from sqlalchemy import select

from core.demo.places import demo_places
from core.demo.published import figures
from db.models import Area, DataSource, IndicatorReturn
from db.session import Records
from tests.core.demo.conftest import rows


def test_lijiangs_posts_sum_to_the_published_figures(demo: Records) -> None:
    now = rows(
        demo,
        "select p.*, a.code as area from centre_post p join centre c on c.id = p.centre_id"
        " join area a on a.id = c.area_id where p.valid_to is null",
    )
    lijiang = now[now["area"].str.startswith("5307")]
    assert (lijiang["resident"].sum(), lijiang["seconded"].sum()) == (2653, 1874)


def test_every_place_has_its_governance_centre(demo: Records) -> None:
    centres = rows(demo, "select a.code, a.level from centre c join area a on a.id = c.area_id"
                         " where c.centre_type = 'governance'")  # fmt: skip
    assert sorted(centres["code"]) == sorted(place.code for place in demo_places())
    assert ((centres["level"] == "township") & centres["code"].str.startswith("5307")).sum() == 66


def test_midus_grids_and_workers_are_the_published_ones(demo: Records) -> None:
    grids = rows(demo, "select g.*, a.code as area from grid g join area a on a.id = g.area_id")
    midu = grids[grids["area"].str.startswith("532925")]
    assert len(midu) == 1038
    assert midu[["leaders", "full_time", "part_time"]].sum().sum() == 1903
    assert set(midu["grid_level"]) == {2, 3, 4, 5}
    assert (midu[["full_time", "part_time"]].sum(axis=1) <= 4).all()


@pytest.mark.parametrize(
    ("area", "kind", "count"),
    [
        ("532925", "joint_centre", 8),
        ("532925", "committee", 89),
        ("532925", "village_group", 1271),
        ("532925", "workroom", 101),
        ("532925", "women_team", 97),
        ("5307", "litigation_link", 6),
    ],
)
def test_rooms_are_as_many_as_published(demo: Records, area: str, kind: str, count: int) -> None:
    rooms = rows(demo, "select r.kind, a.code as area from mediation_room r join area a on a.id = r.area_id")
    assert (rooms["area"].str.startswith(area) & (rooms["kind"] == kind)).sum() == count


@pytest.mark.parametrize(
    ("word", "area"),
    [("阿勒丘", "5307"), ("古城和正", "530702"), ("摩萨", "530724"), ("福撒玛", "530723"),
     ("金花", "532901104"), ("博士", "532901104")],
)  # fmt: skip
def test_the_rooms_of_the_seeds_are_there(demo: Records, word: str, area: str) -> None:
    found = rows(demo, "select r.name, a.code from mediation_room r join area a on a.id = r.area_id")
    assert found[found["name"].str.contains(word, regex=False)]["code"].tolist() == [area]


def test_every_published_figure_is_kept_as_reported(demo: Records) -> None:
    with demo.reading() as session:
        statement = select(IndicatorReturn, Area.code, DataSource).join(Area, Area.id == IndicatorReturn.area_id)
        statement = statement.join(DataSource, DataSource.id == IndicatorReturn.data_source_id)
        found = session.execute(statement.where(DataSource.key != "demo")).all()
    assert {(source.key, source.mode, source.generated) for _row, _area, source in found} == {
        ("published", "one_off", False)
    }
    kept = {(row.indicator, area, row.period_start, row.period_end): row for row, area, _source in found}
    assert len(kept) == len(figures()) == 39
    for figure in figures():
        row = kept[figure.indicator, figure.area, figure.period_start, figure.period_end]
        assert (row.value, row.change_percent, row.qualifier) == (figure.value, figure.change_percent, figure.qualifier)
        assert row.citation is not None
        assert row.citation.startswith("00")


def test_totals_from_outside_are_invented_for_whole_months_of_counties_and_marked_so(demo: Records) -> None:
    found = rows(demo, "select r.indicator, r.period_start, r.period_end, r.value, a.level, d.generated"
                       " from indicator_return r join area a on a.id = r.area_id"
                       " join data_source d on d.id = r.data_source_id where d.key = 'demo'")  # fmt: skip
    assert set(found["indicator"]) == {"letters_and_visits", "criminal_cases", "homicide_cases"}
    assert set(found["level"]) == {"county"}
    assert found["generated"].astype(bool).all()
    starts, ends = found["period_start"].astype(str), found["period_end"].astype(str)
    assert (starts.str[:7] == ends.str[:7]).all()
    assert set(starts.str[8:]) == {"01"}
    assert (found["value"].astype(float) >= 0).all()


def test_a_change_keeps_the_decimals_it_was_published_with(demo: Records) -> None:
    changes = rows(demo, "select indicator, change_percent, change_decimals from indicator_return"
                         " where change_percent is not null")  # fmt: skip
    decimals = changes.set_index("indicator")["change_decimals"].to_dict()
    assert (decimals["pre_litigation_mediations"], decimals["new_civil_cases"], decimals["robbery_calls"]) == (1, 2, 0)
    assert [figure.change_percent for figure in figures()][1] == Decimal("-28.75")


def test_names_are_of_places_and_offices(demo: Records) -> None:
    """Every name that isn't in the seeds begins with a place's name and goes on with words of the catalogue.

    Bodies whose names an article doesn't tell are called just that.
    """
    places = {name for place in demo_places() for name in (place.name, place.name.rstrip("会").rstrip("委"))}
    stems = {name[:2] for name in places}
    for table in ("centre", "member_unit", "grid", "mediation_room"):
        names = rows(demo, f"select code, name from {table} where code not like '%named%'")["name"]
        assert names.str[:2].isin(stems).all(), table
        assert names.str.len().max() <= 64


def test_codes_fit_the_columns_of_every_database(demo: Records) -> None:
    codes = pd.concat([rows(demo, f"select code from {table}")["code"] for table in
                       ("centre", "member_unit", "grid", "mediation_room", "matter")])  # fmt: skip
    assert codes.str.len().max() <= 40
