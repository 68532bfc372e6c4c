"""Attacks on the protected cube of services: what somebody who asks every question learns of a true small count.

Whoever sees a cell alone guesses right once in five: of a 10 most often a 9, of a 0 most often a 1. An attack gains
where it is right more often. All draws have fixed seeds.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from core import disclosure
from core.disclosure import Cell, Draws
from trust import integer_programme, sampling
from trust.figure import Figure
from trust.integer_programme import Table

LINES, GROUPS, STATES = 4, 12, ("on_time", "late", "undone")
ENOUGH = disclosure.NEAR_FROM
COUNTIES, PLACE = 1, 2
"""The key of a cell that names its county, and its township."""
TOLERANCE = 0.02
"""Beyond one guess; four standard errors of the least number of cells that is guessed at."""


COUNTY = 13
"""Townships in a county, as a rule."""


def true_table(seed: int, townships: int, county: int = COUNTY) -> Table:
    """Counts as townships have them: on time mostly large, late and undone mostly small; every tenth place is tiny."""
    chance, table = random.Random(seed), {}
    for place in range(townships):
        size = chance.lognormvariate(0.25, 0.4) * (0.1 if place % 10 == 9 else 1)
        for line in range(LINES):
            for group in range(GROUPS):
                due = chance.randrange(1, round(55 * size) + 2)
                late = min(due, chance.randrange(10))
                undone = min(due - late, chance.randrange(8))
                for state, count in zip(STATES, (due - late - undone, late, undone), strict=True):
                    table["due", f"c{place // county}", f"t{place}", state, f"l{line}", f"g{group}"] = count
    return table


def protected(true: Table, secret: bytes = b"bench", version: int = 1) -> Table:
    return disclosure.protect(true, Draws(secret, "2026-10", version))


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


def by_programme(true: Table, kept: Table, places: int, key: int = PLACE) -> tuple[float, float]:
    """How often the likeliest counts that fit all rules at once are right, for so many places; and one guess there.

    A place is what cells of the same `key` lie in: each township by itself, or all of a county's with its columns.
    Known to the attacker besides what is shown: which cells are small and not zero.
    """
    within: dict[str, list[Cell]] = defaultdict(list)
    for cell in kept:
        within[cell[key]].append(cell)
    chosen = list(within.values())[:places]
    guess = {cell: value for cells in chosen for cell, value in integer_programme.likeliest(cells, true, kept).items()}
    known = {cell: true[cell] for cells in chosen for cell in cells}
    fitted = _right(known, lambda cell: guess.get(cell, _likeliest(kept[cell])))
    return fitted, one_guess(known, kept)


def by_sampling(true: Table, kept: Table, rounds: int, seed: int) -> float:
    """How often the likeliest of many tables is right that fit all rows, all columns and all cells at once."""
    guess = sampling.likeliest(true, kept, rounds, seed)
    return _right(true, lambda cell: guess[cell])


def of_lone_townships(seeds: Sequence[int]) -> tuple[float, float]:
    """As `by_programme`, of prefectures where a single township reported: all columns are its own."""
    several = [(one := true_table(seed, 1), protected(one, b"%d" % seed)) for seed in seeds]
    found = [by_programme(one, shown, 1) for one, shown in several]
    sizes = [sum(0 < count < disclosure.LEAST for count in one.values()) for one, _ in several]
    fitted, alone = (float(np.average(column, weights=sizes)) for column in zip(*found, strict=True))
    return fitted, alone


def learned(true: Table, kept: Table, seeds: Sequence[int], county: int = COUNTY) -> list[float]:
    """How often the count is right that was most often behind such a cell in other prefectures, wholly known: where
    "such" includes what is shown of its row's margins, of its columns', and where it is only the cell itself and how
    large its township is."""
    townships = len({cell[PLACE] for cell in true})
    others = [(one := true_table(seed, townships, county), protected(one, b"%d" % seed)) for seed in seeds]
    return [_learned(true, kept, others, margins) for margins in (_of_row, _of_column, _of_nothing)]


Traits = Callable[[Cell], tuple[Cell, ...]]
"""The margins of a cell that an attacker looks at."""


def _of_row(cell: Cell) -> tuple[Cell, ...]:
    return cell[:5], cell[:4]


def _of_column(cell: Cell) -> tuple[Cell, ...]:
    return (*cell[:2], *cell[3:]), (cell[0], *cell[4:])


def _of_nothing(_cell: Cell) -> tuple[Cell, ...]:
    return ()


def _learned(true: Table, kept: Table, others: Sequence[tuple[Table, Table]], margins: Traits) -> float:
    known: dict[tuple[object, ...], Counter[int]] = defaultdict(Counter)
    for one, shown in others:
        for cell, traits in _traits(one, shown, margins).items():
            known[traits][one[cell]] += 1
    met = _traits(true, kept, margins)
    likely = {traits: counted.most_common(1)[0][0] for traits, counted in known.items()}
    return _right(true, lambda cell: likely.get(met[cell], _likeliest(kept[cell])))


def _traits(true: Table, kept: Table, margins: Traits) -> dict[Cell, tuple[object, ...]]:
    """Of each small cell what is shown of it, how large its township is, and the mean of the other small cells in each
    of its margins."""
    size: Counter[Cell] = Counter()
    shown: dict[Cell, list[int]] = defaultdict(list)
    for cell, value in kept.items():
        size[cell[:3]] += value
        if 0 < true[cell] < disclosure.LEAST:
            for margin in margins(cell):
                shown[margin].append(value)
    small = [cell for cell, count in true.items() if 0 < count < disclosure.LEAST]
    return {
        cell: (
            *(cell[3], kept[cell], min(size[cell[:3]] // 200, 8)),
            *(round((sum(shown[one]) - kept[cell]) / max(1, len(shown[one]) - 1)) for one in margins(cell)),
        )
        for cell in small
    }


def before_after(true: Table, versions: int, seed: int, *, fresh: bool) -> tuple[float, float]:
    """What all versions of a month tell together, where one cell in twenty has one service more each time: of cells
    that never changed, and of those that did, whose changes the attacker knows.

    `fresh` draws anew for each version, which is what the scheme doesn't do.
    """
    now, seen, added = dict(true), [protected(true)], dict.fromkeys(true, 0.0)
    for version, after in _restated(true, versions, seed):
        drawn = disclosure.protect_again(after, Draws(b"bench", "2026-10", version), now, seen[-1])
        seen.append(protected(after, version=version) if fresh else drawn)
        now = after
        for cell in true:
            added[cell] += (after[cell] - true[cell]) / versions
    means = {cell: float(np.mean([one[cell] for one in seen])) for cell in true}
    still = {cell: count for cell, count in true.items() if now[cell] == count}
    moved = {cell: count for cell, count in true.items() if now[cell] != count and now[cell] < disclosure.LEAST}
    right = (_right(some, lambda cell: _of_mean(means[cell] - added[cell])) for some in (still, moved))
    return next(right), next(right)


def _restated(true: Table, versions: int, seed: int) -> Iterator[tuple[int, Table]]:
    chance, now = random.Random(seed), true
    for version in range(2, versions + 1):
        more = set(chance.sample(list(true), len(true) // 20))
        now = {cell: count + (cell in more) for cell, count in now.items()}
        yield version, now


def restated_errors(true: Table, versions: int, seed: int) -> list[tuple[int, int]]:
    """As `township_errors`, of the last of so many versions."""
    now, kept = true, protected(true)
    for version, after in _restated(true, versions, seed):
        kept = disclosure.protect_again(after, Draws(b"bench", "2026-10", version), now, kept)
        now = after
    return township_errors(now, kept)


def column_errors(true: Table, kept: Table, *keys: int) -> list[int]:
    """By how much each total of what shares these keys is off, over all townships."""
    off: Counter[Cell] = Counter()
    for cell, count in true.items():
        off[tuple(cell[key] for key in keys)] += kept[cell] - count
    return [abs(one) for one in off.values()]


def township_errors(true: Table, kept: Table) -> list[tuple[int, int]]:
    """Of each township what it had due, and by how many that is off."""
    whole: Counter[str] = Counter()
    off: Counter[str] = Counter()
    for cell, count in true.items():
        whole[cell[2]] += count
        off[cell[2]] += kept[cell] - count
    return [(whole[place], abs(off[place])) for place in whole]


def run() -> Iterator[Figure]:
    """The long form: rows 17 and 18 of the scoreboard."""
    true = true_table(1, 130)
    kept = protected(true)
    base = one_guess(true, kept)
    yield Figure("one guess at a small cell", f"{100 * base:.1f} % right", base < 0.22)
    fitted, alone = by_programme(true, kept, 40)
    narrow = true_table(7, 24, county=4)
    drawn = protected(narrow)
    of_county, in_county = by_programme(narrow, drawn, 6, COUNTIES)
    lone, in_lone = of_lone_townships(range(200, 230))
    still, moved = before_after(true, 12, 4, fresh=False)
    several = [(one := true_table(seed, 52), protected(one, b"%d" % seed)) for seed in range(401, 404)]
    sampled = [by_sampling(one, shown, 40, 1) - one_guess(one, shown) for one, shown in several]
    by_rows, by_columns, by_itself = learned(true, kept, range(100, 130))
    _, narrow_columns, narrow_itself = learned(narrow, drawn, range(100, 200), 4)
    tried = {
        "400 pairs of questions that differ by one cell": differencing(true, kept, 400, 2) - base,
        "the same question 400 times": averaging(true_table(1, 13), b"bench", 400) - base,
        "least squares over 400 totals of a township": linear(true, kept, 400, 3) - base,
        "the likeliest counts by integer programme, 40 townships": fitted - alone,
        "the same over all margins of counties of four townships": of_county - in_county,
        "the same over all margins where one township reported, 30 times": lone - in_lone,
        "the likeliest of tables that fit all margins, 3 x 52 townships": float(np.mean(sampled)),
        "what was behind such cells in 30 other prefectures, by rows": by_rows - by_itself,
        "the same by columns": by_columns - by_itself,
        "the same by columns of counties of four townships": narrow_columns - narrow_itself,
        "12 versions of a month side by side": still - base,
        "12 versions, of cells that changed": moved - base,
    }
    for name, gain in tried.items():
        # Of 400 cells, and of one township's, the error of the count itself is larger.
        few = name[:3] in ("400", "lea")
        yield Figure(name, f"gain {100 * gain:+.1f} points over one guess", gain < (0.08 if few else TOLERANCE))
    fresh = before_after(true, 12, 4, fresh=True)[0] - base
    yield Figure(
        "were each version drawn anew, 12 of them", f"gain {100 * fresh:+.1f} points (not so built)", fresh > 0
    )
    yield from _usefulness(true, kept)


def _usefulness(true: Table, kept: Table) -> Iterator[Figure]:
    several = {"": township_errors(true, kept), ", 4th version": restated_errors(true, 4, 5)}
    for name, errors in several.items():
        enough = [100 * off / whole for whole, off in errors if whole >= ENOUGH]
        mean, worst = float(np.mean(enough)), max(enough)
        yield Figure(
            f"townships from {ENOUGH} services a month{name}", f"{mean:.2f} % off, at most {worst:.2f} %", mean <= 1
        )
    totals = {"a group": (5,), "a group on a line": (4, 5), "a group on a line in a county": (1, 4, 5)}
    for name, keys in totals.items():
        errors = column_errors(true, kept, *keys)
        bound = disclosure.spread(3 if COUNTIES in keys else 1)
        near = float(np.mean([off <= bound for off in errors]))
        told = f"{np.mean(errors):.1f} services off, at most {max(errors)}, {100 * near:.0f} % within {bound}"
        yield Figure(f"{name} over all its townships", told, near >= 0.95)
    fewer = [off for whole, off in several[""] if whole < ENOUGH]
    told = f"{np.mean(fewer):.1f} services off, at most {max(fewer)}"
    yield Figure(f"{len(fewer)} townships below", told, max(fewer) < disclosure.LEAST)


def _right(true: Table, guess: Callable[[Cell], int]) -> float:
    small = [cell for cell, count in true.items() if 0 < count < disclosure.LEAST]
    return sum(guess(cell) == true[cell] for cell in small) / len(small)


def _likeliest(kept: int) -> int:
    """The likeliest count from 1 to 9 behind a protected cell."""
    return 1 if kept < disclosure.BASE else 9


def _of_mean(mean: float) -> int:
    """The likeliest count from 1 to 9 behind several protected cells of that mean."""
    return min(9, max(1, round(mean)))
