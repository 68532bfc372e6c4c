"""Figures and points in words, as pages, files and commands tell them."""

from decimal import Decimal

from core.scoring import wording
from core.scoring.outcome import Cell
from tests.core.scoring import worked


def test_what_an_award_brings_is_told_as_brought() -> None:
    item = worked.scheme().item_of("acts")
    award, nothing = (Cell(Decimal(-n), Decimal(n), Decimal(n)) for n in (-2, 0))
    assert (wording.figure(item, award), wording.reckoning(item, award)) == ("+2 分", "加2分")
    assert (wording.figure(item, nothing), wording.reckoning(item, nothing)) == ("0 分", "不加不扣")
    assert wording.brought(item, award.numerator) == 2


def test_a_change_is_told_alike_on_the_page_and_on_the_command_line() -> None:
    told = [wording.changed(by) for by in (Decimal("1.50"), Decimal("-0.25"), Decimal("0.00"), None)]
    assert told == ["\N{BLACK UP-POINTING TRIANGLE} 1.50", "\N{BLACK DOWN-POINTING TRIANGLE} 0.25", "–", "—"]
