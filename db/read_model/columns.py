"""What the read model's tables share: their metadata and the columns that say where a row lies."""

from typing import Any

from sqlalchemy import Column, MetaData, String

metadata = MetaData()
AREA_LEVELS = ("prefecture", "county", "township", "village")
DISTRIBUTED_BY = "county_key"


def area_columns() -> list[Column[Any]]:
    return [Column(level, String) for level in AREA_LEVELS]


def key_column() -> Column[Any]:
    """The county once more, "" where a row lies in none: what a fact is distributed by can't be missing (Citus)."""
    return Column(DISTRIBUTED_BY, String, nullable=False)


def matter_columns() -> list[Column[Any]]:
    """What a matter is and who handles it, in every fact that tells of matters."""
    told = ("category", "category_detail", "nature", "source", "scale", "severity", "risk_level", "handling_unit")
    return [Column("matter_class", String, nullable=False), *(Column(name, String) for name in told)]
