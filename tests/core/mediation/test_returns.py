"""The statistical return adds up, and both errors of a published one are found."""

import pytest

from core import areas, words
from core.mediation import returns
from db.read_model.model import ReadModel
from db.session import Records
from tests import scenario
from tests.core.mediation.test_figures import figures, stored

__all__ = ["figures", "stored"]


@pytest.mark.parametrize("division", returns.DIVISIONS)
@pytest.mark.parametrize("period", ["2026-09", "2026-10", "2026", "2025"])
def test_every_form_adds_up(stored: Records, figures: ReadModel, division: str, period: str) -> None:
    assert returns.faults(returns.form(figures, scenario.scope(stored, period), division)) == []


def test_september_is_as_counted_by_hand(stored: Records, figures: ReadModel) -> None:
    table = returns.form(figures, scenario.scope(stored, "2026-09"), "channel").set_index("code")
    # Accepted: 48 by people's mediators, 6 administrative (J); 14 oral agreements (B, G), 26 written.
    assert table.loc["administrative", ["accepted", "agreed", "amount"]].tolist() == [6, 6, 120_000]
    assert table.loc[returns.TOTAL].tolist() == [54, 40, 14, 26, 4, 10, 24, 11, 20, 132_502.5]


def test_a_form_of_settled_cases_only_is_found(stored: Records, figures: ReadModel) -> None:
    table = returns.form(figures, scenario.scope(stored, "2026-09"), "category")
    settled = table.assign(accepted=table["agreed"], ended=0.0, going_on=0.0)
    assert returns.faults(settled) == ["only_settled"]


def test_sums_that_run_on_into_the_next_column_are_found(stored: Records, figures: ReadModel) -> None:
    table = returns.form(figures, scenario.scope(stored, "2026-09"), "category")
    at = table.index[table["code"] == returns.TOTAL]
    chained = table.copy()
    for before, name in zip(returns.COLUMNS[:-2], returns.COLUMNS[1:-1], strict=True):
        chained.loc[at, name] += chained.loc[at, before]
    assert "columns" in returns.faults(chained)


@pytest.mark.parametrize(("column", "fault"), [("agreed", "outcome"), ("oral", "agreement"), ("confirmed", "success")])
def test_a_number_that_is_too_high_is_found(stored: Records, figures: ReadModel, column: str, fault: str) -> None:
    table = returns.form(figures, scenario.scope(stored, "2026-09"), "category")
    table[column] += 100
    assert fault in returns.faults(table)


def test_the_sheet_is_in_words(stored: Records, figures: ReadModel) -> None:
    known = words.load(stored, areas.load(stored))
    table = returns.form(figures, scenario.scope(stored, "2026-09"), "channel")
    sheet = returns.sheet(table, "channel", "统计表", known)
    assert sheet.frame["code"].tolist() == ["行政调解", "人民调解", "合计"]
    assert [column.header for column in sheet.columns][:3] == ["调解渠道", "受理（件次）", "达成协议（件次）"]
