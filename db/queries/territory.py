"""All places that ever were and which followed which, from the read model."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, select

from db.read_model.model import Reading
from db.read_model.tables import dim_area, dim_succession


def places(model: Reading) -> Sequence[Row[*tuple[Any, ...]]]:
    return model.execute(select(dim_area))


def successions(model: Reading) -> Sequence[Row[*tuple[Any, ...]]]:
    return model.execute(select(dim_succession))
