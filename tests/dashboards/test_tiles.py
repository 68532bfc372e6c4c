"""Every tile of the board: what it shows, what `fengqiao measure` says, what is exported and what is listed are equal.

Tiles are those that the board draws: a new one is walked through without being named here.
"""

import json
from collections.abc import Callable, Iterator
from io import BytesIO
from itertools import combinations
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pyarrow
import pytest
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from core import cases, clock, numbers
from core.definitions import definition
from core.demo import accounts as demo_accounts
from core.documents import workbook
from core.metrics import measure
from core.tiles import Asked
from dashboards import cli, downloads, stores
from dashboards.components import tools
from dashboards.components.tools import Tile
from dashboards.viewing import View
from db.session import Records
from tests import factories, scenario
from tests.dashboards.conftest import forget
from tests.dashboards.test_session import cookie, send
from tests.dashboards.test_situation import PAGE, charts, html

VIEWS = {
    "this month, the prefecture": {"period": "2026-11"},
    "a county, a year": {"period": "2026", "area": "530702"},
    "a town with a village": {"period": "2026-11", "area": "530702001"},
    "a town without": {"period": "2026", "area": "530721100"},
    "filtered, some days": {"period": "2026-10-01..2026-11-20", "source": "visit,grid_patrol", "category": "A.02"},
}
Drawn = list[tuple[View, Tile]]


@pytest.fixture
def board(records: Records, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., AppTest]]:
    """The board over the scenario on the scenario's own day, for the command desk of the prefecture."""
    monkeypatch.setenv("FENGQIAO_HOME", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setattr(clock, "now", lambda: factories.moment("2026-11-21 10:00"))
    forget()
    with records.writing() as session:
        scenario.plant(session)
        demo_accounts.create(session)

    def opened(username: str, **query: str) -> AppTest:
        send(monkeypatch, cookie(stores.records(), username))
        test = AppTest.from_file(str(PAGE), default_timeout=60)
        for name, value in query.items():
            test.query_params[name] = value
        return test.run()

    yield opened
    stores.read_model().close()
    stores.records().close()
    forget()


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> Drawn:
    """Every tile that a run draws, with the view it was drawn for."""
    found: Drawn = []
    noted = tools.note

    def note(view: View, *given: Any) -> Tile:
        found.append((view, noted(view, *given)))
        return found[-1][1]

    monkeypatch.setattr(tools, "note", note)
    return found


@pytest.mark.parametrize("name", VIEWS)
def test_a_tile_s_figures_are_the_same_everywhere(board: Callable[..., AppTest], drawn: Drawn, name: str) -> None:
    test = board("zhihui", **VIEWS[name])
    shown = html(test)
    # A card has a head; the headline's cards are one tile without.
    assert shown.count('class="fq-head"') == len(drawn) - 1 >= 8
    on_charts = list(numbers_on_charts(test))
    assert len(on_charts) == charts(test)
    for view, tile in drawn:
        if isinstance(tile.shown, Asked):
            told = measure(stores.read_model(), tile.shown.metrics, tile.shown.scope, tile.shown.by)
            assert same_as_command(tile.shown, told), tile.key
            # The file has a row as well for what was there only in the periods compared with, and what is unknown last.
            assert sorted(present(exported(view, tile))) == sorted(present(values(told))), tile.key
            assert_listed(tile.shown)
        else:
            assert len(exported(view, tile)) == shown.count("<tr>") - shown.count("<thead>") - other_rows(shown)
    asked = {tile.key: tile.shown for _, tile in drawn if isinstance(tile.shown, Asked)}
    assert_headline(asked.pop("headline"), shown)
    assert_strength(asked.pop("external"), shown)
    possible = [figures_of(one) for one in asked.values()]
    for found in on_charts:
        assert any(found <= known for known in possible), found


def test_a_number_that_is_pressed_has_its_button(board: Callable[..., AppTest], drawn: Drawn) -> None:
    test = board("zhihui", period="2026-11")
    pressed = [part.split('"')[0] for part in html(test).split('data-press="')[1:]]
    assert len(pressed) == 7
    assert set(pressed) <= {button.key for button in test.button}
    measured = {f"cases_{tile.key}" for _, tile in drawn if isinstance(tile.shown, Asked)} - {"cases_headline"}
    assert measured <= {button.key for button in test.button}


def test_who_may_not_export_is_offered_none(board: Callable[..., AppTest]) -> None:
    assert board("dayan", period="2026-11").get("download_button") == []
    assert len(board("zhihui", period="2026-11").get("download_button")) >= 9


def test_the_whole_board_is_one_workbook_that_says_what_it_is(board: Callable[..., AppTest], drawn: Drawn) -> None:
    board("zhihui", **VIEWS["a county, a year"])
    view = drawn[0][0]
    metrics = [metric for tile in view.tiles for metric in tile.metrics]
    cover = downloads.cover(view, view.person, "态势总览", metrics)
    book = openpyxl.load_workbook(BytesIO(workbook.write([tile.sheet(view) for tile in view.tiles], cover)))
    assert len(book.sheetnames) == len(view.tiles) + 1
    said = "\n".join(str(cell) for row in book["说明"].iter_rows(values_only=True) for cell in row)
    for words in ("古城区", "2026年", "丽江市综治中心指挥席", "2026-11-20 20:00", "期间内首次上报的事项件数"):
        assert words in said
    assert downloads.file_name(view, "态势总览") == "古城区_2026年_态势总览.xlsx"


def present(found: list[float | None]) -> list[float]:
    return [value for value in found if value]


def values(told: pd.DataFrame) -> list[float | None]:
    return [None if pd.isna(value) else float(value) for value in told["value"]]


def same_as_command(asked: Asked, told: pd.DataFrame) -> bool:
    """`fengqiao measure` for the same places, days and filters gives the same rows."""
    span = asked.scope.span
    words = ["measure", *asked.metrics, "--from", str(span.start), "--to", str(span.end), "--format", "json"]
    for option, given in (("--area", [area.code for area in asked.scope.areas]), ("--by", asked.by)):
        words += [word for one in given for word in (option, one)]
    words += [word for name, kept in asked.scope.filters for word in ("--where", f"{name}={','.join(kept)}")]
    said = CliRunner().invoke(cli.app, [*words, "--as", "zhihui"])
    assert said.exit_code == 0, said.output
    return [row["value"] for row in json.loads(said.stdout)] == pytest.approx(values(told))


def exported(view: View, tile: Tile) -> list[float | None]:
    """The values in the workbook of one tile, as a reader of the file finds them."""
    cover = downloads.cover(view, view.person, tile.title, tile.metrics)
    sheet = openpyxl.load_workbook(BytesIO(workbook.write([tile.sheet(view)], cover))).worksheets[0]
    head, *rows = sheet.iter_rows(values_only=True)
    place = head.index("数值") if "数值" in head else 0
    return [None if row[place] is None else row[place] if place == 0 else float(row[place]) for row in rows]  # type: ignore[misc]


def assert_listed(asked: Asked) -> None:
    """The cases behind each part of each metric are as many as the part says."""
    whole = measure(stores.read_model(), asked.metrics, asked.scope).set_index("metric")
    for key in asked.metrics:
        for part in cases.parts(definition(key)):
            told = whole.loc[key, part]
            assert cases.size(stores.read_model(), key, asked.scope, part).amount == (0 if pd.isna(told) else told), key


def figures_of(asked: Asked) -> set[float]:
    """Every number that a tile may show: those of its groups, and what they sum to along some of its dimensions."""
    found: set[float] = set()
    for metric in asked.metrics:
        told = measure(stores.read_model(), (metric,), asked.scope, asked.by)
        found |= {value for value in values(told) if value is not None}
        for count in range(len(asked.by)):
            for some in combinations(asked.by, count):
                sums = told.groupby(list(some), dropna=False)["value"].sum() if some else [told["value"].sum()]
                found |= set(map(float, sums))
    return found | {0.0}


def numbers_on_charts(test: AppTest) -> Iterator[set[float]]:
    """The values in the table of each chart."""
    for chart in test.get("vega_lite_chart"):
        sent = chart.proto.data.data or chart.proto.datasets[0].data.data
        table = pyarrow.ipc.open_stream(sent).read_all().to_pandas()
        column = next(name for name in ("value", "actual") if name in table)
        yield {float(value) for value in pd.to_numeric(table[column]).dropna()}


def assert_headline(asked: Asked, shown: str) -> None:
    told = measure(stores.read_model(), asked.metrics, asked.scope).set_index("metric")["value"]
    for card in shown.split('data-press="open_')[1:]:
        metric = definition(card.split('"')[0])
        number, _ = numbers.quantity(told[metric.key], metric.unit, metric.decimals)
        assert f'<p class="fq-value">{number}<' in card, metric.key


def assert_strength(asked: Asked, shown: str) -> None:
    told = measure(stores.read_model(), asked.metrics, asked.scope)
    strength = shown.split('class="fq-strength"')[1]
    for row in told.to_dict("records"):
        metric = definition(row["metric"])
        number, _ = numbers.quantity(row["value"], metric.unit, metric.decimals)
        assert f"<b>{number}</b>" in strength, metric.key


def other_rows(shown: str) -> int:
    """Rows of the page's other tables: reported totals, and the definitions at its foot."""
    return sum(part.split("</table>")[0].count("<tr>") for part in shown.split("fq-figures")[1:]) + sum(
        part.split("</table>")[0].count("<tr>") for part in shown.split("fq-definitions")[1:]
    )
