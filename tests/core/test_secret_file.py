"""Secrets of an installation: made once, the same for all who ask, readable by their owner only."""

import itertools
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from core import secret_file


def test_of_many_who_ask_at_once_all_get_the_same(tmp_path: Path) -> None:
    file, numbers = tmp_path / "deep" / "key", itertools.count()
    with ThreadPoolExecutor(16) as pool:
        found = set(pool.map(lambda _: secret_file.kept(file, lambda: str(next(numbers)).encode()), range(64)))
    assert found == {file.read_bytes()}
    assert file.stat().st_mode & 0o777 == 0o600
    assert list(file.parent.iterdir()) == [file]


def test_what_was_kept_is_not_made_again(tmp_path: Path) -> None:
    file = tmp_path / "key"
    secret_file.kept(file, lambda: b"first")
    assert secret_file.kept(file, lambda: b"second") == b"first"
