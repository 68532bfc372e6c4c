"""`make trust`: every attack, one after the other, and a table of what came of it; any bad line fails the command."""

import importlib
import sys
import time

MODULES = (
    "scope",
    "pages",
    "cache",
    "audit_chain",
    "settings",
    "session_attacks",
    "anonymous_sweep",
    "sign_in_checks",
    "injections",
    "guards",
)


def main() -> None:
    bad = 0
    for name in sys.argv[1:] or MODULES:
        began = time.monotonic()
        for figure in importlib.import_module(f"trust.{name}").run():
            bad += not figure.good
            print(f"{'ok ' if figure.good else 'BAD'}  {figure.attack:60}  {figure.result}", flush=True)
        print(f"     {name}: {time.monotonic() - began:.0f} s", flush=True)
    sys.exit(bool(bad))


if __name__ == "__main__":
    main()
