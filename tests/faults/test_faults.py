"""The faults of `make faults` in short: whatever is done to the stores, nothing is lost and they are up again."""

import pytest

from faults import crowd, damaged_model, full_disk, killed, sequences
from faults.town import Figure


def bad(figures: list[Figure]) -> list[Figure]:
    return [figure for figure in figures if not figure.good]


def test_killed_at_any_moment_nothing_is_lost_or_doubled() -> None:
    assert not bad(killed.run(kills=3, rows=1_000))


@pytest.mark.parametrize("damage", damaged_model.DAMAGES, ids=lambda damage: damage.__name__)
def test_a_damaged_read_model_is_built_anew_by_itself(damage) -> None:
    assert not bad(damaged_model.run((damage,)))


def test_a_full_disk_is_said_in_chinese_and_loses_nothing() -> None:
    assert not bad(full_disk.run(rows=1_500, mounting=False))


def test_after_every_step_of_a_random_sequence_the_read_model_is_what_the_records_say() -> None:
    assert not bad(sequences.run(5))


def test_several_processes_share_one_folder_and_more_than_there_is_room_for_are_refused() -> None:
    assert not bad(crowd.run(seconds=1))
