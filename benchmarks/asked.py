"""What a board asks, noted from the page itself, so that what is measured is what it shows."""

from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

import pandas as pd
from streamlit import config
from streamlit.testing.v1 import AppTest

from core import access
from core.metrics import measure
from core.scope import Scope
from dashboards import data, session
from db.read_model.model import ReadModel

PAGES = Path(__file__).parent.parent / "pages"


class Asked(NamedTuple):
    """One call of `measure`."""

    metrics: tuple[str, ...]
    scope: Scope
    by: tuple[str, ...]
    compare: tuple[str, ...]

    def answer(self, model: ReadModel) -> pd.DataFrame:
        return measure(model, self.metrics, self.scope, self.by, self.compare)


def by_board(board: str = "situation", **query: str) -> list[Asked]:
    """All that one run of the page `board` asks under this address, in its order, each once."""
    noted: dict[Asked, None] = {}
    real = data.figures

    def figures(
        version: Any,
        scope: Scope,
        metrics: tuple[str, ...],
        by: tuple[str, ...] = (),
        compare: tuple[str, ...] = (),
    ) -> pd.DataFrame:
        noted[Asked(metrics, scope, by, compare)] = None
        return real(version, scope, metrics, by, compare)

    # What a test of a page keeps of its widgets can't be written down, unlike what the page itself keeps.
    config.set_option("runner.enforceSerializableSessionState", False)
    with patch.object(data, "figures", figures), patch.object(session, "require", lambda _right: access.operator()):
        page = AppTest.from_file(str(PAGES / f"{board}.py"), default_timeout=300)
        for name, value in query.items():
            page.query_params[name] = value
        page.run()
    if page.exception:
        raise SystemExit(str(page.exception))
    return list(noted)
