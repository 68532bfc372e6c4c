"""`fengqiao serve`: prepares the database and hands over to the server of the pages."""

import os
import secrets
import socket
import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from core import first_run, secret_file
from core.catalogue import say
from core.settings import settings
from dashboards import stores
from dashboards.commands.console import fail, out

ROOT = Path(__file__).parents[2]
LOOPBACK = ("127.0.0.1", "::1", "localhost")


def command(
    port: Annotated[int, typer.Option(min=1, max=65535, help=say("cli.serve.port"))] = 8501,
    host: Annotated[str, typer.Option(help=say("cli.serve.host"))] = "127.0.0.1",
    name: Annotated[list[str] | None, typer.Option(help=say("cli.serve.name"))] = None,
    proxy: Annotated[list[str] | None, typer.Option(help=say("cli.serve.proxy"))] = None,
) -> None:
    if not _is_free(host, port):
        fail(say("cli.serve.port_taken", port=port))
    code = first_run.new_code(stores.records())
    stores.records().close()
    out.print(say("cli.serve.starting", port=port))
    if host not in LOOPBACK:
        out.print(say("cli.serve.outside"))
    if code is not None:
        out.print(say("identity.first_run.printed", code=code))
    if proxy:
        # Whose word is taken for where a browser is; by default only that of a proxy on this machine.
        os.environ["FORWARDED_ALLOW_IPS"] = ",".join(proxy)
    _hand_over(["--server.address", host, "--server.port", str(port), *_names(name or [])])


def _hand_over(options: list[str]) -> NoReturn:
    # The settings lie beside the project, wherever the command was typed; what it was told to use stays where it is.
    home = settings().home.resolve()
    environment = {"STREAMLIT_SERVER_COOKIE_SECRET": _cookie_secret(home)} | os.environ | {"FENGQIAO_HOME": str(home)}
    url = stores.records().url
    if settings().database_url and url.get_backend_name() == "sqlite" and url.database:
        environment["DATABASE_URL"] = f"sqlite:///{Path(url.database).resolve()}"
    os.chdir(ROOT)
    entry = str(ROOT / "dashboards" / "app.py")
    os.execve(sys.executable, [sys.executable, "-m", "streamlit", "run", entry, *options], environment)  # noqa: S606 - our own interpreter with our own arguments


def _cookie_secret(home: Path) -> str:
    """What Streamlit signs its cookies with: the same for all processes on this data folder, behind one proxy."""
    return secret_file.kept(home / "cookie.secret", lambda: secrets.token_hex(32).encode()).decode()


def _names(names: list[str]) -> list[str]:
    allowed = (*LOOPBACK, *names) if names else ()
    return [part for name in allowed for part in ("--server.allowedHosts", name)]


def _is_free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True
