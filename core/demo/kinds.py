"""The types of matters that the demo draws from: how many, when in the year, where, and who handles them."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from core import catalogue
from core.demo.places import SETTINGS
from core.demo.shares import table_of
from db.models.matter import MATTER_CLASSES


@dataclass(frozen=True)
class Kind:
    """One type (`key` of the category table) with its share of all matters of four average years."""

    key: str
    matter_class: str
    share: float
    season: str
    setting: str
    unit: str
    unit_share: float


@cache
def kinds() -> tuple[Kind, ...]:
    """All types. The dispute mix is one county-year's published composition; the rest is invented."""
    demo = catalogue.document("demo")
    cases = sum(group["cases"] for group in demo["disputes"])
    disputes = [_kind("dispute", group["cases"] / cases, row) for group in demo["disputes"] for row in group["types"]]
    return tuple(disputes + [_kind(group["class"], 1.0, row) for group in demo["works"] for row in group["types"]])


def _kind(matter_class: str, group_share: float, row: dict) -> Kind:
    share = catalogue.document("demo")["classes"][matter_class]["share"] * group_share * row["share"]
    return Kind(row["key"], matter_class, share, row["season"], row["setting"], row["unit"], row["unit_share"])


@cache
def columns() -> dict[str, np.ndarray]:
    """The same as arrays in the order of `kinds`: share, matter_class and setting as positions, unit_share."""
    listed = kinds()
    return {
        "share": np.array([kind.share for kind in listed]),
        "matter_class": np.array([MATTER_CLASSES.index(kind.matter_class) for kind in listed]),
        "setting": np.array([SETTINGS.index(kind.setting) for kind in listed]),
        "unit_share": np.array([kind.unit_share for kind in listed]),
    }


def by_class(section: dict[str, dict[str, float]], codes: tuple[str, ...]) -> np.ndarray:
    """Matter classes × codes of weights, from a section of demo.toml keyed by class."""
    return table_of([section[matter_class] for matter_class in MATTER_CLASSES], codes)
