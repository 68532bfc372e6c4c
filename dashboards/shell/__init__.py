"""The page that every screen of Streamlit lives in: its Chinese frame, style sheet, script and icon."""

import hashlib
import json
from collections.abc import Collection
from functools import cache
from importlib import resources
from pathlib import Path
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from streamlit import file_util

from core import catalogue, login_sessions
from dashboards import cookies, refusal, stores

FILES = resources.files(__name__)
STYLE = "/shell/shell.css"
SCRIPT = "/shell/shell.js"
# Sent as one.
SCRIPTS = ("shell.js", "drafts.js")
TRANSLATED = ("words", "announcements", "sentences")
EDITORS = ("data-grid-overlay-editor.*.js", "number-overlay-editor.*.js")
"""What Streamlit's table fetches only when the first number is typed into it, and loses what is typed meanwhile."""
ICONS = ("/favicon.png", "/favicon.ico")
# A link on another site brings no cookie (SameSite=Strict); asked for once more from here, the same address does.
BOUNCE = '<!DOCTYPE html><html lang="zh-CN"><meta charset="utf-8"><meta http-equiv="refresh" content="0">'


async def page(request: Request) -> Response:
    """Streamlit's page. A browser that comes without a live session is given an anonymous one to sign in with."""
    token = cookies.token(request.scope)
    login = await run_in_threadpool(login_sessions.find, stores.records(), token) if token else None
    if login is not None:
        await run_in_threadpool(login_sessions.seen, stores.records(), login)
        return _html(index())
    if token is None and request.headers.get("sec-fetch-site") == "cross-site":
        return _html(BOUNCE)
    response = _html(index())
    if token and (reason := await run_in_threadpool(login_sessions.why_ended, stores.records(), token)):
        cookies.leave_notice(response, request.scope, reason)
    cookies.plant(response, request.scope, await run_in_threadpool(login_sessions.open_anonymous, stores.records()))
    return response


async def style(_request: Request) -> Response:
    return _asset(_text("shell.css"), "text/css")


async def script(_request: Request) -> Response:
    """The script, with Streamlit's own English words and what we call them."""
    theirs = catalogue.document("streamlit_words")
    known = (f"const {name.upper()} = {json.dumps(theirs[name], ensure_ascii=False)};\n" for name in TRANSLATED)
    fetched = f"const EDITORS = {json.dumps(editors())};\n"
    return _asset("".join((*known, fetched)) + "\n".join(map(_text, SCRIPTS)), "text/javascript")


@cache
def editors() -> list[str]:
    """The addresses of EDITORS. Raises ValueError where a new Streamlit names them otherwise."""
    folder = Path(file_util.get_static_dir()) / "static" / "js"
    found = [file.name for name in EDITORS for file in folder.glob(name)]
    if len(found) != len(EDITORS):
        raise ValueError(f"Streamlit no longer holds {EDITORS!r} once each")
    return [f"/static/js/{name}" for name in found]


async def icon(_request: Request) -> Response:
    return _asset(_text("icon.svg"), "image/svg+xml")


def routes(pages: Collection[str]) -> list[Route]:
    """The pages by their paths, the shell's own files, and a Chinese answer for every other address of one step."""
    return [
        *(Route(path, page, methods=["GET"]) for path in ("/", *pages)),
        Route(STYLE, style),
        Route(SCRIPT, script),
        *(Route(path, icon) for path in ICONS),
        Route("/{unknown}", refusal.not_found),
    ]


def public(routes: Collection[Route]) -> frozenset[str]:
    """The addresses that anybody may ask for: the fixed ones among these routes."""
    return frozenset(route.path for route in routes if "{" not in route.path)


@cache
def index() -> str:
    """Streamlit's index.html in Chinese, with our files and without its pointers to an agent API that is off.

    Raises ValueError where a new Streamlit words it otherwise, so that nothing is lost silently.
    """
    html = (Path(file_util.get_static_dir()) / "index.html").read_text(encoding="utf-8")
    html = html[html.index("<!DOCTYPE") :]
    html = _replaced(html, '<html lang="en">', '<html lang="zh-CN">')
    html = _replaced(html, "<title>Streamlit</title>", f"<title>{catalogue.say('common.product')}</title>{_links()}")
    html = _cut(html, '<link\n      rel="preload"', "/>")
    html = _cut(html, "<!--\n      Machine-readable", 'openapi.json" />')
    html = _cut(html, "<!-- initialize window.prerenderReady", "</script>")
    html = _cut(html, "<noscript>", "</noscript>")
    return _replaced(html, "<body>", f"<body>\n    <noscript>{catalogue.say('shell.refused.noscript')}</noscript>")


def _links() -> str:
    return (
        f'<link rel="stylesheet" href=".{STYLE}?v={_version("shell.css")}">'
        f'<script src=".{SCRIPT}?v={_version(*SCRIPTS)}" defer></script>'
    )


def _replaced(html: str, old: str, new: str) -> str:
    if html.count(old) != 1:
        raise ValueError(f"Streamlit's index.html no longer holds {old!r} once")
    return html.replace(old, new)


def _cut(html: str, start: str, end: str) -> str:
    before, found, rest = html.partition(start)
    _inside, closed, after = rest.partition(end)
    if not found or not closed:
        raise ValueError(f"Streamlit's index.html no longer holds {start!r} … {end!r}")
    return before + after


def _text(name: str) -> str:
    return (FILES / name).read_text(encoding="utf-8")


def _version(*names: str) -> str:
    told = [*map(_text, names), *editors()]
    return quote(hashlib.sha256("".join(told).encode()).hexdigest()[:12])


def _html(text: str) -> Response:
    return HTMLResponse(text, headers={"cache-control": "no-store"})


def _asset(text: str, media_type: str) -> Response:
    # An hour: the address of the two that change with a release carries their hash.
    return Response(text, media_type=media_type, headers={"cache-control": "public, max-age=3600"})
