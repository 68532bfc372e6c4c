"""`fengqiao demo-data`: generates the demo data, or takes it out again, and prints the demo accounts."""

import time
from datetime import date, datetime
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from core.care import months
from core.catalogue import label, say
from core.clock import SHANGHAI
from core.demo import accounts, load, supervision
from core.demo.plan import MATTERS, SEED, Plan, plan
from core.settings import settings
from dashboards import stores
from dashboards.commands.console import fail, out


def demo_data(
    today: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], metavar=say("demo.command.day"), help=say("demo.command.today")),
    ] = None,
    matters: Annotated[int | None, typer.Option(help=say("demo.command.matters"))] = None,
    scale: Annotated[float, typer.Option(help=say("demo.command.scale"))] = 1.0,
    seed: Annotated[int | None, typer.Option(min=0, help=say("demo.command.seed"))] = None,
    replace: Annotated[bool, typer.Option("--replace-demo", help=say("demo.command.replace"))] = False,
    remove: Annotated[bool, typer.Option("--remove", help=say("demo.command.remove"))] = False,
) -> None:
    if remove:
        _remove()
        return
    asked = today is not None or matters is not None or seed is not None or scale != 1.0
    chosen = _plan(today.date() if today else None, round((matters or MATTERS) * scale), SEED if seed is None else seed)
    began = time.monotonic()
    outcome = _create(chosen, replace)
    if outcome.changed:
        _say_done(chosen, outcome.rows, time.monotonic() - began)
    elif outcome.same or not asked:
        out.print(say("demo.command.unchanged", plan=outcome.plan), markup=False)
    else:
        fail(say("demo.command.other_plan", plan=outcome.plan))
    _print_accounts()
    if outcome.changed:
        supervision.create(stores.records(), stores.read_model(), chosen.today)


def _plan(today: date | None, matters: int, seed: int) -> Plan:
    try:
        return plan(today, matters, seed)
    except ValueError:
        fail(say("demo.command.bad_plan"))


def _create(chosen: Plan, replace: bool) -> load.Outcome:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    try:
        with Progress(*columns, console=out) as bars:
            secret = months.secret_of(settings().home.resolve())
            return load.create(stores.records(), chosen, _reporter(bars), replace=replace, secret=secret)
    except load.OtherMatters as other:
        fail(say("demo.command.other_matters", count=other.count))


def _reporter(bars: Progress) -> load.Progress:
    """One bar a step, opened when the step is first heard of."""
    tasks: dict = {}

    def report(step: str, done: int, total: int) -> None:
        if step not in tasks:
            tasks[step] = bars.add_task(say(f"demo.step.{step}"))
        bars.update(tasks[step], completed=done, total=total)

    return report


def _remove() -> None:
    counts = load.remove(stores.records())
    out.print(say("demo.command.removed", **counts) if counts else say("demo.command.nothing"), markup=False)


def _say_done(chosen: Plan, rows: dict[str, int], seconds: float) -> None:
    table = Table(say("demo.command.thing"), say("demo.command.count"), title=say("demo.command.rows"))
    table.columns[1].justify = "right"
    for name, count in rows.items():
        table.add_row(say(f"demo.count.{name}"), f"{count:,}")
    out.print(table)
    until = f"{chosen.now.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    words = {"matters": f"{rows['matter']:,}", "events": f"{rows['matter_event']:,}", "until": until}
    out.print(say("demo.command.done", **words, seconds=f"{seconds:.1f}"), markup=False)


def _print_accounts() -> None:
    title = say("demo.command.accounts", password=accounts.public_password())
    table = Table(*(say(f"demo.command.{name}") for name in ("username", "office", "role", "area")), title=title)
    for account in load.open_accounts(stores.records()):
        area = account.area.name if account.area else say("demo.command.no_area")
        table.add_row(account.username, account.display_name, label("role", account.role), area)
    out.print(table)
