"""Every figure of the scheme that was reckoned by hand (worked.py), and that nothing but the inputs decides it."""

import random
from dataclasses import replace
from decimal import Decimal

import pytest

from core.scoring import run, snapshot, wording
from core.scoring.outcome import Correction, Outcome, sheet_of
from core.scoring.snapshot import Body, Count
from tests.core.scoring import worked
from tests.core.scoring.worked import FEBRUARY, JANUARY, key

# Points by item as in the order of the scheme; None where the item isn't assessed.
POINTS = {
    # 45/50 = 90; 17/20 = 85; 36/50 = 72; 60, shared first; 3/50 = 6 under the mean 8/120; 1 x 2; 50 over the mean 40
    "T1": "20 10 6 10 10 8 10 5 8.5 5 0.5 0",
    # 30/50 = 60: 15 less; 75; 50; third of three; 10 - 3.333333; 6 x 2 is more than all; 50; one missing; 80: 3 less
    "T2": "5 2 0 2 6.6667 0 10 4.5 7 2 2 -1",
    # 17/20 = 85: 2.5 less; 80; 80; shared first; none; none; 20 under the mean; no mark; 90: 1 less
    "T3": "17.5 10 10 10 10 10 8 5 - 4 0 1",
    # 78/100: 6 less; 84; 90; alone; alone; 3 x 2; over 53.5; two missing; 9; 85: 2 less; 3 x 0.5; the act was lifted
    "S1": "14 10 10 10 10 4 10 4 9 3 1.5 0",
    # under ten everywhere but in counts: 7 is 46.5 under the mean
    "S2": "- - - - - - 5.35 5 10 - 0 0",
    # 92.5; 75; 60; second of two; 5 under 16/240; none; over 120; three meetings; (6+7+8)/3; 95
    "U1": "20 2 6 2 10 10 10 5 7 5 0 0",
    # 37.5: 26.25 less; 90; 27.5; first; 15 - 6.666667 = 8.333333 less; one; 80 under; two missing; 8; 25: 14 less
    "U2": "0 10 0 10 1.6667 8 2 4 8 0 0 0",
}
# base, bonus, acts, total, percent assessed, why there is no rank, rank of how many, normalised, overall
TOTALS = {
    "T1": ("92.5", "0.5", "0", "93.00", "100", "", (2, 3), "122.61", (2, 4)),
    "T2": ("39.1667", "1.5", "-1", "39.67", "100", "", (3, 3), "52.30", (4, 4)),
    "T3": ("93.8889", "0", "1", "94.89", "90", "", (1, 3), "125.10", (1, 4)),
    "S1": ("84", "1.5", "0", "85.50", "100", "", (1, 1), "100.00", (3, 4)),
    "S2": ("81.4", "0", "0", "81.40", "25", "few", None, None, None),
    "U1": ("77", "0", "0", "77.00", "100", "", (1, 1), "100.00", None),
    "U2": ("43.6667", "0", "0", "43.67", "100", "veto", None, None, None),
}
MEANS = {
    "reopened": {"T": "6.666667", "S": "5", "U": "6.666667"},
    "closed": {"T": "40", "S": "53.5", "U": "120"},
}


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    return run.compute(worked.scheme(), worked.snapshot())


@pytest.mark.parametrize("body", POINTS)
def test_every_point_of_every_item(outcome: Outcome, body: str) -> None:
    cells = outcome.of(key(body)).standings[-1].cells
    found = {item: cells[item].points for item, *_ in worked.ITEMS}
    wanted = [None if told == "-" else Decimal(told) for told in POINTS[body].split()]
    assert found == dict(zip(found, wanted, strict=True))


@pytest.mark.parametrize("body", TOTALS)
def test_every_total_rank_and_normalised_score(outcome: Outcome, body: str) -> None:
    base, bonus, acts, total, assessed, reason, rank, normal, overall = TOTALS[body]
    now = outcome.of(key(body)).standings[-1]
    assert (now.base, now.bonus, now.acts, now.total) == tuple(map(Decimal, (base, bonus, acts, total)))
    assert (now.assessed, now.reason) == (Decimal(assessed), reason)
    assert ((now.rank, now.of) if now.rank else None) == rank
    assert now.normal == (normal and Decimal(normal))
    assert ((now.overall, now.overall_of) if now.overall else None) == overall


def test_the_means_that_rules_look_at(outcome: Outcome) -> None:
    for item, means in MEANS.items():
        for initial, mean in means.items():
            assert outcome.of(key(f"{initial}1")).standings[-1].cells[item].mean == Decimal(mean)
    near = [outcome.of(key(body)).standings[-1].cells["near"].rank for body in ("T1", "T2", "T3", "U1", "U2")]
    assert near == [1, 3, 1, 2, 1]


def test_a_month_is_told_of_the_months_up_to_its_end(outcome: Outcome) -> None:
    before, now = outcome.of(key("S1")).standings
    assert (before.month, now.month) == (JANUARY, FEBRUARY)
    # 40/50 in January, 78/100 with February; the act that was lifted in February still held in January.
    assert (before.cells["due"].value, now.cells["due"].value) == (Decimal(80), Decimal(78))
    assert (before.acts, now.acts) == (Decimal(-5), Decimal(0))
    # One who joined in February has no January, and isn't expected to have met in it.
    assert [one.month for one in outcome.of(key("T3")).standings] == [FEBRUARY]


def test_one_hundred_runs_in_any_order_are_equal_to_the_last_byte(outcome: Outcome) -> None:
    plain, chance = worked.snapshot(), random.Random(8)
    found = set()
    for _ in range(100):
        parts = {name: chance.sample(getattr(plain, name), len(getattr(plain, name))) for name in ("bodies", "entries")}
        counts = dict(chance.sample(list(plain.counts.items()), len(plain.counts)))
        mixed = replace(plain, counts=counts, **{name: tuple(part) for name, part in parts.items()})
        found.add((mixed.hash, run.compute(worked.scheme(), snapshot.unpacked(mixed.packed())).hash))
    assert found == {(plain.hash, outcome.hash)}


@pytest.mark.parametrize("group", ["towns", "subdistricts", "units"])
def test_a_body_without_data_changes_nobody(outcome: Outcome, group: str) -> None:
    plain = worked.snapshot()
    new = Body("area:T9", "新设", group, worked.MONTHS)
    # As `measure` answers for a place where nothing happened.
    nothing = {
        (metric, "area:T9"): tuple(Count(month, Decimal(0), None) for month in worked.MONTHS)
        for metric in ("closed_matters", "false_closures", "checked_closures")
    }
    found = run.compute(worked.scheme(), replace(plain, bodies=(*plain.bodies, new), counts=plain.counts | nothing))
    now = found.of("area:T9").standings[-1]
    assert (now.rank, now.reason) == (None, "no_data")
    for body in worked.BODIES:
        assert found.of(key(body)) == outcome.of(key(body))


def test_sheets_are_read_as_they_were_written(outcome: Outcome) -> None:
    assert [sheet_of(sheet.body, sheet.text) for sheet in outcome.sheets] == list(outcome.sheets)


def test_a_correction_of_an_appeal_takes_the_place_of_the_rule(outcome: Outcome) -> None:
    given = Correction(key("T2"), "false", Decimal("4"))
    corrected = run.compute(worked.scheme(), worked.snapshot(), [given])
    now = corrected.of(key("T2")).standings[-1]
    assert (now.total, now.cells["false"].corrected) == (Decimal("43.67"), True)
    assert outcome.of(key("T2")).standings[-1].total == Decimal("39.67")
    assert corrected.of(key("T1")).standings[-1].total == Decimal("93.00")


def test_rules_and_points_are_told_in_words(outcome: Outcome) -> None:
    scheme, cells = worked.scheme(), outcome.of(key("T2")).standings[-1].cells
    assert wording.rule(scheme.item_of("due"), "towns") == "达到90%得20分，每低1个百分点扣0.5分"
    assert wording.figure(scheme.item_of("due"), cells["due"]) == "60%（30/50）"
    assert wording.reckoning(scheme.item_of("due"), cells["due"]) == "距90%还差30个百分点，得5分"
    # 45 of 50 are wanted, 30 there are.
    help_ = wording.what_would_help(scheme.item_of("due"), "towns", cells["due"])
    assert help_ == "再有15件达标（共50件），可达到90%，多得15分"
    assert wording.what_would_help(scheme.item_of("false"), "towns", cells["false"]) == "减少6次，可多得10分"
    for item in scheme.item:
        assert wording.rule(item, "towns")
        assert wording.reckoning(item, cells[item.key])
