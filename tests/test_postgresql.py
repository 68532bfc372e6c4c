"""The tests' own PostgreSQL leaves nothing behind, even where the tests are killed."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests import postgresql
from tests.conftest import ROOT

SCRIPT = """
from tests import postgresql
with postgresql.running() as cluster:
    print(cluster.folder, cluster.process.pid, flush=True)
    input()
"""


def lives(process: int) -> bool:
    try:
        return " Z " not in Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return False


def test_a_cluster_ends_with_tests_that_were_killed_and_the_next_run_removes_its_folder() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", SCRIPT], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as tests:
        assert tests.stdout is not None
        folder, server = tests.stdout.readline().split()
        assert lives(int(server))
        tests.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 20
    while lives(int(server)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not lives(int(server))
    mine = Path(folder).with_name(f"{postgresql.PREFIX}mine")
    mine.mkdir()
    (mine / postgresql.MARK).write_text(postgresql._lifetime(os.getpid()), encoding="ascii")
    try:
        postgresql._clear_away()
        assert (Path(folder).exists(), mine.exists()) == (False, True)
    finally:
        (mine / postgresql.MARK).unlink()
        mine.rmdir()
