"""Drawing and dividing by weight: the few operations that all generated data is made of."""

from collections.abc import Sequence
from zlib import crc32

import numpy as np


def generator(seed: int, *parts: object) -> np.random.Generator:
    """A source of chance of its own for one part of the data, so that parts don't depend on each other's order."""
    return np.random.default_rng([seed, *(crc32(str(part).encode()) for part in parts)])


def apportion(total: int, weights: Sequence[float] | np.ndarray) -> np.ndarray:
    """Whole numbers in proportion to `weights` that sum to `total` exactly (largest remainders, first ones on ties)."""
    weights = np.asarray(weights, dtype=float)
    exact = weights / weights.sum() * total
    whole = np.floor(exact).astype(np.int64)
    order = np.argsort(whole - exact, kind="stable")
    whole[order[: total - int(whole.sum())]] += 1
    return whole


def pick(rng: np.random.Generator, weights: Sequence[float] | np.ndarray, count: int) -> np.ndarray:
    """`count` positions drawn by weight."""
    edges = np.cumsum(np.asarray(weights, dtype=float))
    return np.minimum(np.searchsorted(edges, rng.random(count) * edges[-1], side="right"), len(edges) - 1)


def pick_by(rng: np.random.Generator, table: np.ndarray, row: np.ndarray) -> np.ndarray:
    """For each element of `row`, a position in that row of `table` (rows × weights) drawn by weight."""
    edges = np.cumsum(table, axis=1)
    edges /= edges[:, -1:]
    drawn = (rng.random(len(row))[:, None] >= edges[row]).sum(axis=1)
    return np.minimum(drawn, table.shape[1] - 1)


def table_of(rows: Sequence[dict[str, float]], codes: Sequence[str]) -> np.ndarray:
    """Rows × codes of weights; what a row doesn't name weighs nothing."""
    return np.array([[row.get(code, 0.0) for code in codes] for row in rows])
