"""Borders: found by code, else by a name only one place can mean; mended, wound for Vega, thinned without gaps."""

import json
from pathlib import Path
from typing import Any

import pytest
from shapely.geometry import shape
from shapely.geometry.polygon import LinearRing
from sqlalchemy import select

from core import access, areas, borders
from core.areas import AreaTree
from core.borders import NoBorders, Outcome, files, shaping
from core.borders.matching import Feature, by_code
from db.models import AuditEvent, BorderMap
from db.session import Records
from tests import factories


@pytest.fixture
def tree(records: Records) -> AreaTree:
    with records.writing() as session:
        factories.areas(session)
    return areas.load(records)


def square(west: float, south: float = 26.0, size: float = 1.0) -> dict[str, Any]:
    """A polygon wound the other way than Vega wants it."""
    ring = [[west, south], [west + size, south], [west + size, south + size], [west, south + size], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def take_in(records: Records, tree: AreaTree, *features: Feature, approval: str | None = None) -> Outcome:
    return borders.take_in(records, tree, features, origin="map.geojson", approval=approval, by=access.operator())


@pytest.mark.parametrize(
    ("code", "found"),
    [("530702", "530702"), ("530700", "5307"), ("530702001000", "530702001"), ("530799", None), ("", None)],
)
def test_a_code_filled_up_with_zeros_is_that_of_the_higher_place(tree: AreaTree, code: str, found: str | None) -> None:
    area = by_code(tree, code)
    assert (area and area.code) == found


def test_what_has_no_code_is_found_by_its_name_and_both_ways_of_missing_are_told(
    records: Records, tree: AreaTree
) -> None:
    features = [
        Feature("530702001", "", square(100)),
        Feature("530702999", "束河街道", square(101)),
        Feature("", "桃花岛", square(102)),
        Feature("530702001", "又一个大研", square(103)),
    ]
    outcome = take_in(records, tree, *features)
    assert outcome.taken == ("530702001", "530702002")
    assert outcome.by_name == ("530702002",)
    assert outcome.unplaced == ("530702001 又一个大研", "桃花岛")
    assert [area.name for area in outcome.without] == ["大东乡"]


def test_a_name_counts_only_within_the_place_that_the_code_begins_with(records: Records, tree: AreaTree) -> None:
    with pytest.raises(NoBorders, match="no_place"):
        take_in(records, tree, Feature("530721999", "束河街道", square(101)))


def test_a_border_that_crosses_itself_is_mended_and_what_has_no_area_or_no_degrees_is_left_out(
    records: Records, tree: AreaTree
) -> None:
    bow = {"type": "Polygon", "coordinates": [[[100, 26], [101, 27], [101, 26], [100, 27], [100, 26]]]}
    outcome = take_in(
        records,
        tree,
        Feature("530702001", "大研", bow),
        Feature("530702002", "束河", {"type": "LineString", "coordinates": [[100, 26], [101, 27]]}),
        Feature("530702100", "大东", square(500_000.0)),
        Feature("530721100", "黄山", {}),
    )
    assert (outcome.taken, outcome.repaired) == (("530702001",), ("530702001",))
    assert outcome.broken == ("530702002 束河", "530702100 大东", "530721100 黄山")
    drawn = borders.of(records, ["530702001"]).features[0]
    assert shape(drawn["geometry"]).is_valid
    assert shape(drawn["geometry"]).area == pytest.approx(0.5)


def test_outer_rings_run_clockwise_as_vega_expects(records: Records, tree: AreaTree) -> None:
    take_in(records, tree, Feature("530702001", "", square(100)))
    (feature,) = borders.of(records, ["530702001", "530702002"]).features
    assert feature["code"] == "530702001"
    assert not LinearRing(feature["geometry"]["coordinates"][0]).is_ccw


def test_thinning_keeps_neighbours_together(records: Records, tree: AreaTree, monkeypatch: pytest.MonkeyPatch) -> None:
    wavy = [[100 + 0.02 * (step % 2), 26 + step * 0.001] for step in range(1001)]
    left = {"type": "Polygon", "coordinates": [[[99, 26], *wavy, [99, 27], [99, 26]]]}
    right = {"type": "Polygon", "coordinates": [[[101, 26], [101, 27], *reversed(wavy), [101, 26]]]}
    monkeypatch.setattr(shaping, "MOST_POINTS", 100)
    outcome = take_in(records, tree, Feature("530702001", "", left), Feature("530702002", "", right))
    assert outcome.points_before > 2000
    assert outcome.points <= 100
    one, other = (shape(f["geometry"]) for f in borders.of(records, ["530702001", "530702002"]).features)
    assert one.intersection(other).area == pytest.approx(0, abs=1e-6)
    assert one.union(other).area == pytest.approx(2, abs=1e-3)


def test_a_second_map_takes_the_place_of_the_first_and_removing_leaves_nothing(
    records: Records, tree: AreaTree
) -> None:
    take_in(records, tree, Feature("530702001", "", square(100)))
    before = borders.state(records)
    take_in(records, tree, Feature("530702001", "", square(110)), approval="GS(2024)0001")
    shapes = borders.of(records, ["530702001"])
    assert shapes.approvals == ("GS(2024)0001",)
    assert shape(shapes.features[0]["geometry"]).bounds[0] == 110
    assert borders.state(records) != before
    with records.reading() as session:
        assert len(session.scalars(select(BorderMap)).all()) == 1
    assert borders.remove(records, by=access.operator()) == 1
    assert borders.state(records) is None
    with records.reading() as session:
        assert session.scalars(select(AuditEvent.action)).all() == ["import_map", "import_map", "remove_map"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("{", "unreadable"),
        ("[" * 100_000, "unreadable"),
        ("[]", "no_features"),
        ('{"type": "FeatureCollection", "features": []}', "no_features"),
        ('{"features": [{"properties": {"地区": "古城区"}, "geometry": null}]}', "no_property"),
    ],
)
def test_a_file_that_is_no_map_is_refused_with_its_reason(tmp_path: Path, content: str, reason: str) -> None:
    file = tmp_path / "map.geojson"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(NoBorders, match=reason):
        files.features(file)


def test_codes_are_read_from_common_properties_or_the_one_that_is_named(tmp_path: Path) -> None:
    file = tmp_path / "map.geojson"
    properties = [{"adcode": 530702.0, "name": "古城区"}, {"DM": "530721"}, "nonsense"]
    content = {"features": [{"properties": each, "geometry": square(100)} for each in properties]}
    file.write_text(json.dumps(content), encoding="utf-8")
    assert [feature.code for feature in files.features(file)] == ["530702", "", ""]
    assert [feature.code for feature in files.features(file, code_property="DM")] == ["", "530721", ""]
