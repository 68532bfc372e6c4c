"""The files of the wall's and the phone's page, with their words, and the mark by which a wall knows a new release."""

import json
from functools import cache
from hashlib import sha256
from html import escape
from importlib import resources

from core import catalogue
from dashboards.theme import DARK, FONT, LIGHT, Theme

FILES = resources.files("dashboards.wall") / "files"
TYPES = {"js": "text/javascript", "css": "text/css", "html": "text/html"}
WALL, REMOTE = "wall", "remote"


@cache
def text(name: str) -> str:
    return (FILES / name).read_text(encoding="utf-8")


@cache
def release() -> str:
    """Changes whenever anything does that a wall has loaded."""
    names = sorted(file.name for file in FILES.iterdir() if file.name.rpartition(".")[2] in TYPES)
    whole = "".join(map(text, names)) + _words(WALL) + _words(REMOTE)
    return sha256(whole.encode()).hexdigest()[:12]


def page(name: str) -> str:
    """The page with its words inside, as data that no browser runs."""
    title = catalogue.say(f"wall.{name}.title")
    marks = {"TITLE": escape(title), "RELEASE": release(), "WORDS": _words(name).replace("</", "<\\/")}
    html = text(f"{name}.html")
    for mark, value in marks.items():
        html = html.replace(f"@{mark}@", value)
    return html


@cache
def style() -> str:
    """The style sheet with the colours of both of the pages' themes."""
    return "".join(map(_colours, (DARK, LIGHT))) + text("wall.css")


def worker() -> str:
    """The service worker, which keeps the shell of this release."""
    return text("worker.js").replace("@RELEASE@", release())


def _colours(theme: Theme) -> str:
    colours = {name: value for name, value in vars(theme).items() if isinstance(value, str) and value.startswith("#")}
    colours["level-2-fill"] = DARK.level_fills[1]
    lines = "".join(f"--{name.replace('_', '-')}:{value};" for name, value in colours.items())
    return f"body.{theme.name}{{{lines}--font:{FONT};color-scheme:{theme.name};}}"


def _words(name: str) -> str:
    return json.dumps(catalogue.document("text/wall")[name], ensure_ascii=False, sort_keys=True)


def tag(body: bytes) -> str:
    return sha256(body).hexdigest()[:24]
