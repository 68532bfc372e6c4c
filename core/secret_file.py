"""Secrets that belong to an installation but not into its database: one file each in the data folder, for its owner."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path


def kept(file: Path, make: Callable[[], bytes]) -> bytes:
    """What the file holds; where there is none yet, what `make` gives is kept in it, whole or not at all.

    Of several processes that ask at once, one writes and all go on with the same.
    """
    if file.exists():
        return file.read_bytes()
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as written:
        written.write(make())
    try:
        # Unlike a rename, a link doesn't take the place of what another process has put there meanwhile.
        os.link(fresh, file)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
    return file.read_bytes()
