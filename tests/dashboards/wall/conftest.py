"""A wall of a prefecture: its addresses without a server around them."""

import warnings
from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware

from dashboards import shell
from dashboards.gate import Gate
from dashboards.wall import broadcast, doors, shelf
from db.session import Records

with warnings.catch_warnings():
    # It would rather use a library that nothing else here needs.
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient


@pytest.fixture
def client(place: Records) -> Iterator[TestClient]:
    broadcast.clear()
    shelf.SHELF.clear()
    routes = doors.routes()
    app = Starlette(routes=routes, middleware=[Middleware(Gate, public=shell.public(routes))])
    with TestClient(app, base_url="http://localhost") as opened:
        yield opened
    broadcast.clear()
    shelf.SHELF.clear()
