"""`fengqiao db distribute`: spreads the read model that ANALYTICS_URL names over the machines of a Citus cluster."""

from typing import Annotated

import typer

from core import analytics
from core.analytics import AlreadyDistributed, NoCitus
from core.catalogue import say
from core.settings import settings
from dashboards import stores
from dashboards.commands.console import fail, out


def command(
    dry_run: Annotated[bool, typer.Option("--dry-run", help=say("analytics.option_dry_run"))] = False,
) -> None:
    if dry_run:
        for statement in analytics.statements():
            out.print(f"{statement};", markup=False)
        return
    if not settings().analytics_url:
        fail(say("analytics.no_url"))
    model = stores.read_model()
    model.catch_up()
    try:
        facts, small = analytics.distribute(model)
    except NoCitus as none:
        fail(say("analytics.no_citus", place=none.place))
    except AlreadyDistributed as done:
        fail(say("analytics.already", place=done.place), code=0)
    for statement in analytics.statements():
        out.print(f"{statement};", markup=False)
    out.print(say("analytics.done", place=model.name, facts=facts, small=small))
    out.print(say("analytics.rows"))
