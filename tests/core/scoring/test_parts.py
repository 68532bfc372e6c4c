"""That the rows beside a score add up to it, whatever was left out, capped or taken: all of the worked example."""

from dataclasses import replace
from decimal import Decimal

import pytest

from core import numbers
from core.scoring import exact, parts, run, wording
from core.scoring.outcome import Correction, Outcome, Standing
from core.scoring.parts import Rescaling
from core.scoring.snapshot import Act
from tests.core.scoring import worked
from tests.core.scoring.worked import JANUARY, key


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    """The worked example, with an act that takes all that S1 has, and a correction for T2."""
    plain = worked.snapshot()
    heavy = Act(key("S1"), "yellow_card", JANUARY, None, "deduction", Decimal(500))
    deeper = worked.scheme().model_copy(
        update={"item": tuple(_deeper(item) for item in worked.scheme().item), "bonus_cap": Decimal("1.2")}
    )
    return run.compute(deeper, replace(plain, acts=(*plain.acts, heavy)), [Correction(key("T2"), "false", Decimal(4))])


def _deeper(item):  # type: ignore[no-untyped-def]
    return item.model_copy(update={"floor": Decimal(-600)}) if item.rule.kind == "acts" else item


def rows(group: str, now: Standing) -> list[parts.Part]:
    scheme = worked.scheme().model_copy(update={"bonus_cap": Decimal("1.2")})
    return parts.parts(scheme, group, now)


def test_the_rows_add_up_to_the_total_as_they_are_written(outcome: Outcome) -> None:
    seen = set()
    for sheet in outcome.sheets:
        for now in sheet.standings:
            if now.total is None:
                continue
            told = rows(sheet.body.group, now)
            seen |= {part.kind for part in told}
            written = [wording.number(part.points, 4) for part in told if part.points is not None]
            added = sum((Decimal(one.replace(numbers.MINUS, "-")) for one in written), Decimal(0))
            assert exact.total(added) == now.total, (sheet.body.key, now.month)
    assert seen == {"item", "rescaled", "bonus", "bonus_cap", "acts", "at_zero"}


def test_what_is_not_assessed_is_made_up_for_and_said(outcome: Outcome) -> None:
    # T3 had no mark: 84.5 of 90 are 93.8889 of 100.
    now = outcome.of(key("T3")).standings[-1]
    told = {part.item.key if part.item else part.kind: part.points for part in rows("towns", now)}
    assert (told["mark"], told["rescaled"]) == (None, Decimal("9.3889"))
    found = parts.rescaling(worked.scheme(), "towns", now)
    assert found == Rescaling(Decimal("84.5"), Decimal(90), Decimal(100))
    assert found.left_out == 10
    assert parts.rescaling(worked.scheme(), "towns", outcome.of(key("T1")).standings[-1]) is None
