"""A small installation to be attacked: areas, demo accounts, a server of its own in a folder of its own."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core import foundation
from core.demo import accounts
from db.session import Records, sqlite_url
from tests import factories
from tests.serving import Server, serving


@contextmanager
def records(*, people: bool = True) -> Iterator[Records]:
    """A prepared database; without `people` it has no account yet."""
    with tempfile.TemporaryDirectory(prefix="fengqiao-trust-") as folder:
        opened = _prepared(Path(folder), people)
        try:
            yield opened
        finally:
            opened.close()


@contextmanager
def server(*, people: bool = True) -> Iterator[Server]:
    with tempfile.TemporaryDirectory(prefix="fengqiao-trust-") as folder:
        _prepared(Path(folder), people).close()
        with serving(Path(folder)) as running:
            yield running


def _prepared(home: Path, people: bool) -> Records:
    opened = Records(sqlite_url(home))
    foundation.prepare(opened)
    with opened.writing() as session:
        factories.areas(session)
        if people:
            factories.data_source(session, generated=True)
            accounts.create(session)
    return opened
