"""`make faults`: every fault in its long form, and a table of what came of it; any bad line fails the command."""

import sys
import time

from faults import (
    again,
    asleep,
    backups,
    commit_order,
    crowd,
    damaged_model,
    full_disk,
    killed,
    one_case,
    sequences,
    served,
    workbooks,
)

MODULES = (
    *(again, damaged_model, full_disk, crowd, asleep, commit_order, backups, one_case),
    *(sequences, killed, served, workbooks),
)


def main() -> None:
    bad = 0
    for module in MODULES:
        began = time.monotonic()
        for figure in module.run():
            bad += not figure.good
            print(f"{'ok ' if figure.good else 'BAD'}  {figure.fault:44}  {figure.result}", flush=True)
        print(f"     {module.__name__}: {time.monotonic() - began:.0f} s", flush=True)
    sys.exit(bool(bad))


if __name__ == "__main__":
    main()
