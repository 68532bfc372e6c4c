"""The faults of `make faults` in short: whatever is done to the stores, nothing is lost and they are up again."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from faults.town import DATABASES

ROOT = Path(__file__).parent.parent.parent
ALONE = """
from faults import {module}
bad = [figure for figure in {module}.{call} if not figure.good]
print(bad)
raise SystemExit(bool(bad))
"""


def inflict(module: str, call: str) -> None:
    """Runs one fault in a process of its own: it starts, kills and starves others, and this one holds a browser."""
    environment = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "FENGQIAO_HOME")}
    command = [sys.executable, "-c", ALONE.format(module=module, call=call)]
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=240)
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize("database", DATABASES)
def test_killed_at_any_moment_nothing_is_lost_or_doubled(database: str) -> None:
    inflict("killed", f"run(3, databases=('{database}',))")


def test_a_read_model_damaged_in_any_way_is_built_anew_by_itself() -> None:
    inflict("damaged_model", "run()")


def test_a_full_disk_is_said_in_chinese_and_loses_nothing() -> None:
    inflict("full_disk", "run(rows=1_500, mounting=False)")


@pytest.mark.parametrize("database", DATABASES)
def test_after_every_step_of_a_random_sequence_the_read_model_is_what_the_records_say(database: str) -> None:
    inflict("sequences", f"run(5, databases=('{database}',))")


@pytest.mark.parametrize("database", DATABASES)
def test_several_processes_share_one_folder_and_more_than_there_is_room_for_are_refused(database: str) -> None:
    inflict("crowd", f"run(seconds=1, databases=('{database}',))")


def test_a_server_killed_beside_an_import_is_up_again_with_everything() -> None:
    inflict("served", "run(1, databases=('sqlite',), limit=60)")


def test_pages_are_back_by_themselves_when_the_database_is() -> None:
    inflict("served", "run(0, databases=('postgresql',))")


def test_a_backup_under_load_restores_to_a_committed_state() -> None:
    inflict("backups", "run(2, 0, ('postgresql',))")


def test_a_reader_that_slept_and_one_whose_clock_jumps_are_level_again() -> None:
    inflict("asleep", "run(('sqlite',))")


def test_every_bad_cell_of_a_workbook_is_named_and_no_damaged_file_does_harm() -> None:
    inflict("workbooks", "run(3, 300, 60, 3)")


@pytest.mark.parametrize("database", DATABASES)
def test_of_many_at_one_case_one_is_written_and_all_others_are_told(database: str) -> None:
    inflict("one_case", f"run(8, 3, 6, databases=('{database}',))")


def test_a_wall_outlives_its_server_a_reload_and_the_next_release(chromium: str) -> None:
    inflict("wall", "short()")
