"""`fengqiao user`: the accounts, made, listed, disabled, enabled, given a new password, freed of a lost phone."""

import getpass
from collections.abc import Callable
from typing import Annotated

import typer
from rich.table import Table

from core import access, accounts, passwords, second_factor
from core.catalogue import code_labels, label, say
from dashboards import stores
from dashboards.commands import chinese
from dashboards.commands.console import fail, out
from db.session import Session

ROLES = "、".join(f"{code}（{name}）" for code, name in code_labels("role").items())
Username = Annotated[
    str, typer.Argument(metavar=say("cli.argument.username"), help=say("accounts.cli.username"), show_default=False)
]
Password = Annotated[str | None, typer.Option(help=say("accounts.cli.password_option"))]

app = chinese.group(say("accounts.cli.help"))


@app.command("add", cls=chinese.Command, help=say("accounts.cli.add"))
def add(
    username: Username,
    role: Annotated[str, typer.Option(help=say("accounts.cli.role", roles=ROLES))],
    display_name: Annotated[str, typer.Option(help=say("accounts.cli.display_name"))],
    area: Annotated[str | None, typer.Option(help=say("accounts.cli.area"))] = None,
    password: Password = None,
) -> None:
    wanted = {"display_name": display_name, "role": role, "area_code": area, "password": _asked(password)}
    _change(
        lambda session: accounts.create(session, username=username, by=access.operator(), **wanted),
        username=username,
        area=area,
    )
    out.print(say("accounts.cli.added", username=accounts.plain_name(username), role=label("role", role)))


@app.command("list", cls=chinese.Command, help=say("accounts.cli.list"))
def listing() -> None:
    rows = accounts.listed(stores.records())
    if not rows:
        out.print(say("accounts.cli.none"))
        return
    table = Table(*(say(f"accounts.cli.column_{name}") for name in ("username", "name", "role", "area", "state")))
    for row in rows:
        state = "disabled" if not row.enabled else "locked" if row.locked else "demo" if row.demo else "enabled"
        role, area = (
            label("role", row.role),
            f"{row.area_name} {row.area_code}" if row.area_code else say("common.none"),
        )
        table.add_row(row.username, row.display_name, role, area, say(f"accounts.cli.state_{state}"))
    out.print(table)


@app.command("disable", cls=chinese.Command, help=say("accounts.cli.disable"))
def disable(username: Username) -> None:
    by = access.operator()
    _change(lambda session: accounts.disable(session, username=username, by=by), username=username)
    out.print(say("accounts.cli.disabled", username=username))


@app.command("enable", cls=chinese.Command, help=say("accounts.cli.enable"))
def enable(username: Username) -> None:
    by = access.operator()
    _change(lambda session: accounts.enable(session, username=username, by=by), username=username)
    out.print(say("accounts.cli.enabled", username=username))


@app.command("password", cls=chinese.Command, help=say("accounts.cli.password"))
def password(username: Username, password: Password = None) -> None:
    by, fresh = access.operator(), _asked(password)
    _change(lambda session: accounts.set_password(session, username=username, password=fresh, by=by), username=username)
    out.print(say("accounts.cli.password_set", username=username))


@app.command("second-factor", cls=chinese.Command, help=say("accounts.cli.second_factor"))
def reset_second_factor(username: Username) -> None:
    by = access.operator()
    _change(lambda session: second_factor.reset(session, username=username, by=by), username=username)
    out.print(say("accounts.cli.second_factor_reset", username=username))


def _change(act: Callable[[Session], object], *, username: str, area: str | None = None) -> None:
    try:
        with stores.records().writing() as session:
            act(session)
    except accounts.AccountRefused as refusal:
        fail(say(f"accounts.refused.{refusal.reason}", username=username, area=area, roles=ROLES))
    except passwords.WeakPassword as refusal:
        fail(say(f"accounts.weak.{refusal.reason}"))


def _asked(given: str | None) -> str:
    """The password from the option, else typed twice without being shown."""
    if given is not None:
        return given
    typed = getpass.getpass(say("accounts.cli.ask_password") + "：")
    if getpass.getpass(say("accounts.cli.ask_again") + "：") != typed:
        fail(say("accounts.cli.mismatch"))
    return typed
