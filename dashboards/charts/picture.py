"""Charts as pictures for documents: those of the pages, drawn to PNG on the server, in the light theme."""

import json
from collections.abc import Callable
from typing import Any

import pandas as pd
import vl_convert

from dashboards.charts import AnyChart, standing
from dashboards.theme import LIGHT

WIDTH, SCALE = 620, 2.0


def png(draw: Callable[..., AnyChart], table: pd.DataFrame, **shape: Any) -> bytes:
    """The chart with its rows inside, as wide as the text of a page; nothing is fetched from anywhere."""
    # What isn't there is null, as the browser gets it: JSON knows no NaN.
    known = table.astype(object).where(table.notna(), None)
    spec = standing(draw, known, LIGHT, **shape) | {"width": WIDTH, "background": "white"}
    return vl_convert.vegalite_to_png(json.dumps(spec, default=_written), scale=SCALE, allowed_base_urls=[])


def _written(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value.item()
