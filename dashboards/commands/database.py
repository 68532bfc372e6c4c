"""`fengqiao db`: the database's roles and tables, for whoever runs PostgreSQL."""

import secrets
from typing import Annotated

import typer

from core import foundation
from core.catalogue import say
from core.settings import settings
from dashboards.commands import chinese
from dashboards.commands.console import fail, out
from db import roles
from db.session import Records

app = chinese.group(say("database.help"))


@app.command("init", cls=chinese.Command, help=say("database.help_init"))
def init(
    admin: Annotated[str, typer.Option(help=say("database.option_admin"), envvar="ADMIN_DATABASE_URL")],
    database: Annotated[str, typer.Option(help=say("database.option_database"))] = "fengqiao",
    reset: Annotated[bool, typer.Option("--reset", help=say("database.option_reset"))] = False,
) -> None:
    if (known := roles.present(admin)) and not reset:
        fail(say("database.roles_exist", roles="、".join(known)))
    passwords = {role: secrets.token_urlsafe(24) for role in (roles.OWNER, roles.APP)}
    urls = roles.create(admin, database, passwords)
    _upgrade(Records(urls[roles.OWNER].render_as_string(hide_password=False)))
    out.print(say("database.ready", database=database))
    figures = urls[roles.APP].set(database=f"{database}{roles.ANALYTICS}")
    for name, url in {**urls, "analytics": figures}.items():
        shown = url.set(drivername="postgresql").render_as_string(hide_password=False)
        out.print(say(f"database.address_{name}", url=shown), markup=False)


@app.command("upgrade", cls=chinese.Command, help=say("database.help_upgrade"))
def upgrade() -> None:
    _upgrade(Records(settings().records_url))
    out.print(say("database.upgraded"))


def _upgrade(records: Records) -> None:
    if records.url.get_backend_name() == "postgresql":
        roles.upgrade(records)
    foundation.prepare(records)
    records.close()
