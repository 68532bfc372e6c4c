"""Dividing and drawing by weight."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from core.demo.shares import apportion, generator, pick, pick_by


@given(st.integers(0, 5000), st.lists(st.floats(0.01, 100), min_size=1, max_size=50))
def test_parts_sum_to_the_whole_and_are_within_one_of_their_share(total: int, weights: list[float]) -> None:
    parts = apportion(total, weights)
    exact = np.array(weights) / sum(weights) * total
    assert parts.sum() == total
    assert (np.abs(parts - exact) <= 1).all()


def test_what_weighs_nothing_is_never_drawn() -> None:
    drawn = pick(generator(1, "a"), [0.0, 1.0, 0.0, 3.0, 0.0], 4000)
    assert set(drawn) == {1, 3}
    assert 0.70 < (drawn == 3).mean() < 0.80
    assert set(pick_by(generator(1, "b"), np.array([[0.0, 1.0], [1.0, 0.0]]), np.array([0, 1, 0]))) == {0, 1}


def test_a_part_of_the_data_has_chance_of_its_own() -> None:
    assert generator(1, "a").random() == generator(1, "a").random()
    assert generator(1, "a").random() != generator(1, "b").random()
    assert generator(1, "a").random() != generator(2, "a").random()
