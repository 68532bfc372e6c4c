"""The addresses of the wall and of the phone that steers one; each judges by itself who asks."""

import json
from collections.abc import Callable
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from core import clock
from core.wall.devices import NotAdmitted
from core.wall.refusal import WallRefused
from dashboards.wall import admission, assets, broadcast, remote, screens
from dashboards.wall.shelf import SHELF

NEVER = {"cache-control": "no-store"}
# Seconds for which a file may be used without asking; its address carries the release.
LONG = {"cache-control": "public, max-age=86400"}
LONGEST_BODY = 1_000


def _page(name: str) -> Callable[[Request], Any]:
    async def page(_request: Request) -> Response:
        return Response(assets.page(name), media_type="text/html", headers=NEVER)

    return page


def _file(name: str) -> Callable[[Request], Any]:
    async def file(_request: Request) -> Response:
        return Response(assets.text(name), media_type=assets.TYPES[name.rpartition(".")[2]], headers=LONG)

    return file


async def style(_request: Request) -> Response:
    return Response(assets.style(), media_type="text/css", headers=LONG)


async def worker(_request: Request) -> Response:
    return Response(assets.worker(), media_type="text/javascript", headers=NEVER | {"service-worker-allowed": "/wall"})


async def state(request: Request) -> Response:
    """What to show. 304 where nothing has changed; 401 and 403 with the reason where nothing may be shown.

    What is known already is said at once: of hundreds of walls one a second waits for the database.
    """
    asks = admission.known(request)
    body = broadcast.known(*asks) if asks else None
    if asks is None or body is None:
        return await run_in_threadpool(_state, request)
    screens.note(request, asks[0])
    return _tagged(request, body)


def _state(request: Request) -> Response:
    try:
        asks = admission.asked(request)
    except NotAdmitted as refused:
        return _refused(refused)
    if asks.programme is None:
        gone = {"release": assets.release(), "reason": "no_programme", "every": broadcast.EVERY}
        body = json.dumps(gone, ensure_ascii=False).encode()
    else:
        body = broadcast.body(asks.programme, asks.canvas, asks.seat, asks.device, asks.theme)
    screens.note(request, asks.device)
    return _tagged(request, body)


async def item(request: Request) -> Response:
    """One picture by its key; only those of the wall's own programme are there for it."""
    asks, key = admission.known(request), request.query_params.get("key", "")
    if asks is not None and SHELF.has(key):
        return _picture(request, key, asks[0].programme_id)
    return await run_in_threadpool(_item, request, key)


def _item(request: Request, key: str) -> Response:
    try:
        asks = admission.asked(request)
    except NotAdmitted as refused:
        return _refused(refused)
    return _picture(request, key, asks.programme.id if asks.programme else None)


def _picture(request: Request, key: str, programme_id: int | None) -> Response:
    job = SHELF.job(key)
    if job is None or programme_id is None or job.programme.id != programme_id:
        return _said({"reason": "unknown"}, 404)
    picture = SHELF.picture(job.key)
    headers = NEVER | {"etag": f'"{picture.tag}"', "content-encoding": "gzip", "vary": "accept-encoding"}
    if request.headers.get("if-none-match") == headers["etag"]:
        return Response(status_code=304, headers=headers)
    return Response(picture.body, media_type="application/json", headers=headers)


async def pair(request: Request) -> Response:
    """POST: a fresh code for this device; GET: whether somebody has typed it."""
    kind = "remote" if request.query_params.get("kind") == "remote" else "screen"
    if request.method == "POST":
        return await run_in_threadpool(screens.begin, request, kind)
    return await run_in_threadpool(screens.claim, request, kind)


async def steer(request: Request) -> Response:
    """What the phone tells its screen, or that an urgent notice was taken note of."""
    body = await request.body()
    try:
        asked = json.loads(body[:LONGEST_BODY]) if len(body) <= LONGEST_BODY else None
    except ValueError:
        asked = None
    if not isinstance(asked, dict) or request.headers.get("content-type") != "application/json":
        return _said({"reason": "bad_request"}, 400)
    return await _for_phone(request, lambda device: remote.do(device, asked))


async def steered(request: Request) -> Response:
    """What the phone's screen shows now."""
    return await _for_phone(request, remote.told)


async def _for_phone(request: Request, answer: Callable[[Any], dict[str, Any]]) -> Response:
    def answered() -> Response:
        try:
            device = admission.phone(request)
            screens.note(request, device)
            return _said(answer(device))
        except NotAdmitted as refused:
            return _refused(refused)
        except WallRefused as refused:
            return _said({"reason": refused.reason}, 409)

    return await run_in_threadpool(answered)


def routes() -> list[Route]:
    """Fixed addresses, which the gate leaves to these functions: no person has to be signed in for a wall."""
    return [
        Route("/wall", _page(assets.WALL), methods=["GET"]),
        Route("/wall/wall.js", _file("wall.js"), methods=["GET"]),
        Route("/wall/draw.js", _file("draw.js"), methods=["GET"]),
        Route("/wall/kept.js", _file("kept.js"), methods=["GET"]),
        Route("/wall/wall.css", style, methods=["GET"]),
        Route("/wall/worker.js", worker, methods=["GET"]),
        Route("/wall/pair", pair, methods=["GET", "POST"]),
        Route("/wall/state", state, methods=["GET"]),
        Route("/wall/item", item, methods=["GET"]),
        Route("/remote", _page(assets.REMOTE), methods=["GET"]),
        Route("/remote/remote.js", _file("remote.js"), methods=["GET"]),
        Route("/remote/remote.css", _file("remote.css"), methods=["GET"]),
        Route("/remote/state", steered, methods=["GET"]),
        # Asked for by GET it would fall to the pages, which answer every address.
        Route("/remote/steer", steer, methods=["GET", "POST"]),
    ]


def _refused(refused: NotAdmitted) -> Response:
    return _said({"reason": refused.reason}, 403 if refused.reason == "network" else 401)


def _said(body: dict[str, Any], status: int = 200) -> Response:
    return JSONResponse(body, status, NEVER | _hour())


def _tagged(request: Request, body: bytes) -> Response:
    tag = f'"{assets.tag(body)}"'
    headers = NEVER | _hour() | {"etag": tag}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="application/json", headers=headers)


def _hour() -> dict[str, str]:
    """The server's clock, by which walls tell ages: their own may be wrong."""
    return {"x-wall-time": str(round(clock.now().timestamp() * 1000))}
