"""A run is computed again a hundred times from what was kept: in other processes, in other orders, to the last byte."""

import os
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from core.scoring import run as computing
from core.scoring import snapshot
from tests.core.scoring import worked
from trust.figure import Figure

TIMES, PROCESSES = 100, 4


def run_times(packed: bytes, times: int, seed: int) -> Counter[str]:
    """How often each hash came out, the kept inputs shuffled each time."""
    chance, found = random.Random(seed), Counter[str]()
    kept = snapshot.unpacked(packed)
    for _ in range(times):
        parts = {name: tuple(chance.sample(part, len(part))) for name, part in _parts(kept).items()}
        counts = dict(chance.sample(list(kept.counts.items()), len(kept.counts)))
        found[computing.compute(worked.scheme(), replace(kept, counts=counts, **parts)).hash] += 1
    return found


def _parts(kept: snapshot.Snapshot) -> dict[str, list]:
    return {"bodies": list(kept.bodies), "entries": list(kept.entries), "acts": list(kept.acts)}


def run() -> Iterator[Figure]:
    """One figure."""
    expected = computing.compute(worked.scheme(), worked.snapshot()).hash
    found = Counter[str]()
    with TemporaryDirectory(prefix="fengqiao-trust-") as folder:
        file = Path(folder) / "inputs"
        file.write_bytes(worked.snapshot().packed())
        for number in range(PROCESSES):
            found += _elsewhere(file, TIMES // PROCESSES, number)
    good = found == Counter({expected: TIMES})
    result = f"{found[expected]} of {found.total()} equal to the last byte, in {PROCESSES} processes"
    yield Figure(f"{TIMES} score runs recomputed", result, good)


def _elsewhere(file: Path, times: int, number: int) -> Counter[str]:
    """In a process whose sets and dictionaries of text are ordered otherwise, and whose decimals are careless."""
    code = (
        "import sys, decimal; decimal.getcontext().prec = 6;"
        "from trust.score_runs import run_times; from pathlib import Path;"
        "found = run_times(Path(sys.argv[1]).read_bytes(), int(sys.argv[2]), int(sys.argv[3]));"
        "print('\\n'.join(f'{one} {many}' for one, many in found.items()))"
    )
    words = [sys.executable, "-c", code, str(file), str(times), str(number)]
    told = subprocess.run(words, env=os.environ | {"PYTHONHASHSEED": str(number)}, capture_output=True, check=True)
    lines = (line.split() for line in told.stdout.decode().splitlines())
    return Counter({one: int(many) for one, many in lines})
