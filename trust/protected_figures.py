"""Attacks on the protected cube of services: what somebody who asks every question learns of a true small count.

Whoever sees a cell alone guesses right once in five: of a 10 most often a 9, of a 0 most often a 1. An attack gains
where it is right more often. All draws have fixed seeds.
"""

import random
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from core import disclosure
from core.disclosure import Cell, Draws
from trust.figure import Figure

LINES, GROUPS, STATES = 4, 12, ("on_time", "late", "undone")
TOLERANCE = 0.02
"""Beyond one guess; four standard errors of the least number of cells that is guessed at."""
Table = dict[Cell, int]


def true_table(seed: int, townships: int) -> Table:
    """Counts as townships have them: on time mostly large, late and undone mostly small."""
    chance, table = random.Random(seed), {}
    for place in range(townships):
        size = chance.lognormvariate(0.25, 0.4)
        for line in range(LINES):
            for group in range(GROUPS):
                due = chance.randrange(1, round(55 * size) + 2)
                late = min(due, chance.randrange(10))
                undone = min(due - late, chance.randrange(8))
                for state, count in zip(STATES, (due - late - undone, late, undone), strict=True):
                    table[state, f"c{place // 13}", f"t{place}", f"l{line}", f"g{group}"] = count
    return table


def protected(true: Table, secret: bytes = b"bench", month: str = "2026-10") -> Table:
    return disclosure.protect(true, Draws(secret, month))


def one_guess(true: Table, kept: Table) -> float:
    """How often who sees only the cell itself is right."""
    return _right(true, lambda cell: _likeliest(kept[cell]))


def differencing(true: Table, kept: Table, pairs: int, seed: int) -> float:
    """Two questions that differ by one cell, for so many cells: the difference is the protected cell, no more."""
    chance, cells = random.Random(seed), list(kept)
    right = asked = 0
    small = [cell for cell in true if 0 < true[cell] < disclosure.LEAST]
    for cell in chance.sample(small, pairs):
        others = chance.sample(cells, 60)
        without = sum(kept[one] for one in others if one != cell)
        within = without + kept[cell]
        right += _likeliest(within - without) == true[cell]
        asked += 1
    return right / asked


def averaging(true: Table, secret: bytes, times: int) -> float:
    """The same question so many times: the answer is frozen, so its mean is the answer."""
    asked = [protected(true, secret) for _ in range(times)]
    return _right(true, lambda cell: _likeliest(round(float(np.mean([one[cell] for one in asked])))))


def linear(true: Table, kept: Table, questions: int, seed: int) -> float:
    """Least squares over random totals of one township: what comes out are its protected cells."""
    chance = np.random.default_rng(seed)
    cells = [cell for cell in kept if cell[2] == "t0"]
    chosen = chance.random((questions, len(cells))) < 0.5
    totals = chosen @ np.array([kept[cell] for cell in cells])
    found = np.rint(np.linalg.lstsq(chosen.astype(float), totals, rcond=None)[0])
    guess = dict(zip(cells, found, strict=True))
    return _right({cell: true[cell] for cell in cells}, lambda cell: _likeliest(int(guess[cell])))


def integer_programme(true: Table, kept: Table, margins: int) -> tuple[float, float]:
    """The likeliest counts that fit all rules of the scheme at once, for so many margins; and one guess of the same.

    Known to the attacker: which cells are small and not zero, how likely each count is behind what is shown, and that
    in each margin of a township, state and line the small cells sum to what is shown, give or take less than a step.
    """
    within: dict[Cell, list[Cell]] = {}
    for cell in kept:
        if 0 < true[cell] < disclosure.LEAST:
            within.setdefault(cell[:4], []).append(cell)
    right = alone = asked = 0
    for cells in list(within.values())[:margins]:
        for cell, value in zip(cells, _fitted([kept[cell] for cell in cells]), strict=True):
            asked += 1
            right += value == true[cell]
            alone += _likeliest(kept[cell]) == true[cell]
    return right / asked, alone / asked


def before_after(true: Table, versions: int, seed: int, *, fresh: bool) -> float:
    """What all versions of a month tell together of cells that never changed, where one in twenty did each time.

    `fresh` draws anew for each version, which is what the scheme doesn't do.
    """
    chance, now, touched = random.Random(seed), dict(true), set()
    seen = [protected(now)]
    for version in range(1, versions):
        before = dict(now)
        for cell in chance.sample(list(true), len(true) // 20):
            now[cell] += 1
            touched.add(cell)
        anew = protected(now, month=f"2026-10 {version}") if fresh else None
        draws = Draws(b"bench", "2026-10")
        seen.append(anew or disclosure.protect_again(now, draws, before, seen[-1]))
    still = {cell: count for cell, count in true.items() if cell not in touched}
    return _right(still, lambda cell: _of_mean(float(np.mean([one[cell] for one in seen]))))


def township_error(true: Table, kept: Table) -> float:
    """By how many percent the due of a township is off, on average."""
    off = []
    for place in {cell[2] for cell in true}:
        inside = [cell for cell in true if cell[2] == place]
        whole = sum(true[cell] for cell in inside)
        off.append(100 * abs(sum(kept[cell] for cell in inside) - whole) / whole)
    return float(np.mean(off))


def run() -> Iterator[Figure]:
    """The long form: rows 17 and 18 of the scoreboard."""
    true = true_table(1, 130)
    kept = protected(true)
    base = one_guess(true, kept)
    yield Figure("one guess at a small cell", f"{100 * base:.1f} % right", base < 0.22)
    by_programme, alone = integer_programme(true, kept, 1500)
    tried = {
        "400 pairs of questions that differ by one cell": differencing(true, kept, 400, 2) - base,
        "the same question 400 times": averaging(true_table(1, 13), b"bench", 400) - base,
        "least squares over 400 totals of a township": linear(true, kept, 400, 3) - base,
        "the likeliest counts by integer programme, 1,500 margins": by_programme - alone,
        "12 versions of a month side by side": before_after(true, 12, 4, fresh=False) - base,
    }
    for name, gain in tried.items():
        # Of 400 cells, and of one township's, the error of the count itself is larger.
        few = name[:3] in ("400", "lea")
        yield Figure(name, f"gain {100 * gain:+.1f} points over one guess", gain < (0.08 if few else TOLERANCE))
    fresh = before_after(true, 12, 4, fresh=True) - base
    yield Figure(
        "were each version drawn anew, 12 of them", f"gain {100 * fresh:+.1f} points (not so built)", fresh > 0
    )
    error = township_error(true, kept)
    yield Figure("error of a township's total", f"{error:.2f} % on average", error <= 1)


def _right(true: Table, guess: Callable[[Cell], int]) -> float:
    small = [cell for cell, count in true.items() if 0 < count < disclosure.LEAST]
    return sum(guess(cell) == true[cell] for cell in small) / len(small)


def _likeliest(kept: int) -> int:
    """The likeliest count from 1 to 9 behind a protected cell."""
    return 1 if kept < disclosure.BASE else 9


def _of_mean(mean: float) -> int:
    """The likeliest count from 1 to 9 behind several protected cells of that mean."""
    return min(9, max(1, round(mean)))


def _fitted(kept: list[int]) -> list[int]:
    """The likeliest counts from 1 to 9 behind small cells of one margin."""
    step, values, count = disclosure.LEAST, range(1, disclosure.LEAST), len(kept)
    width = len(values)
    cost = -np.log([value / step if one else 1 - value / step for one in kept for value in values])
    rules = np.zeros((count + 1, width * count))
    for at in range(count):
        rules[at, width * at : width * (at + 1)] = 1
        rules[count, width * at : width * (at + 1)] = values
    low: Any = np.ones(count + 1)
    high: Any = np.ones(count + 1)
    low[count], high[count] = sum(kept) - step + 1, sum(kept) + step - 1
    whole: Any = np.ones(width * count)
    solved = milp(
        cost, constraints=LinearConstraint(rules, low, high), integrality=whole, bounds=Bounds(0, 1)
    )  # fmt: skip
    if solved.x is None:
        return [_likeliest(one) for one in kept]
    return [values[value] for value in solved.x.reshape(count, width).argmax(axis=1)]
