"""The plain page that says, in Chinese, why the server doesn't answer."""

from html import escape

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from core import catalogue

PAGE = """<!DOCTYPE html>
<html lang="zh-CN">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{product}</title>
<link rel="stylesheet" href="/shell/shell.css"></head>
<body class="refusal"><main><h1>{title}</h1><p>{reason}</p><p><a href="/">{home}</a></p></main></body>
</html>
"""


def page(reason: str, status: int) -> Response:
    """`reason` names a text of shell.refused."""
    words = {
        "product": catalogue.say("common.product"),
        "title": catalogue.say("shell.refused.title"),
        "reason": catalogue.say(f"shell.refused.{reason}"),
        "home": catalogue.say("shell.refused.home"),
    }
    text = PAGE.format_map({name: escape(word) for name, word in words.items()})
    # Where the server itself is at fault, the page asks again by itself.
    again = {"refresh": "10"} if status == 503 else {}
    return HTMLResponse(text, status, {"cache-control": "no-store"} | again)


async def not_found(_request: Request) -> Response:
    return page("not_found", 404)
