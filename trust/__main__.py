"""`make trust`: every attack, and a table of what came of it; any bad line fails the command."""

import sys
import time

from trust.attacks import ALONE, TOGETHER, attacked


def main() -> None:
    chosen = sys.argv[1:] or [*TOGETHER, *ALONE]
    began, bad = time.monotonic(), 0
    for name, figures, seconds in attacked(chosen):
        for figure in figures:
            bad += not figure.good
            print(f"{'ok ' if figure.good else 'BAD'}  {figure.attack:60}  {figure.result}", flush=True)
        print(f"     {name}: {seconds:.0f} s", flush=True)
    print(f"     {len(chosen)} kinds of attack: {time.monotonic() - began:.0f} s, {bad} bad", flush=True)
    sys.exit(bool(bad))


if __name__ == "__main__":
    main()
