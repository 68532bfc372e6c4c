"""`fengqiao score`: an example to begin with, whether a scheme is sound, and what it would have made of past months."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from core import access, areas, clock
from core.catalogue import label, say
from core.periods import BadPeriod, Span, unit_end
from core.scoring import published, reading, runs, schemes, wording
from core.scoring.faults import BadScheme, NotAllowed, Refused
from core.scoring.outcome import Outcome, Sheet, Standing
from core.scoring.scheme import Scheme
from dashboards import stores
from dashboards.commands import chinese
from dashboards.commands.console import fail, out
from db.queries import scoring_runs

app = chinese.group(say("scoring.command.help"))
File = Annotated[Path, typer.Argument(metavar=say("cli.argument.file"), help=say("scoring.command.scheme"))]
Months = Annotated[str, typer.Argument(metavar=say("scoring.command.months_name"), help=say("scoring.command.months"))]
Code = Annotated[str, typer.Argument(metavar=say("scoring.command.code_name"), help=say("scoring.command.code"))]
Number = Annotated[int, typer.Argument(metavar=say("cli.type.number"), help=say("scoring.command.number"))]
COLUMNS = ("rank", "body", "total", "base", "bonus", "acts", "change", "overall", "why")
OnlyGroup = Annotated[str | None, typer.Option("--group", help=say("scoring.command.group"))]


@app.command("example", cls=chinese.Command, help=say("scoring.command.help_example"))
def example(
    file: Annotated[
        Path | None, typer.Argument(metavar=say("cli.argument.file"), help=say("scoring.command.out"))
    ] = None,
) -> None:
    if file is None:
        typer.echo(schemes.example(), nl=False)
        return
    if file.exists():
        fail(say("scoring.command.exists", file=file))
    file.write_text(schemes.example(), encoding="utf-8")
    out.print(say("scoring.command.written", file=file), markup=False)


@app.command("check", cls=chinese.Command, help=say("scoring.command.help_check"))
def check(file: File) -> None:
    scheme = _read(file)
    counts = {"groups": len(scheme.group), "items": len(scheme.item)}
    out.print(say("scoring.command.good", title=scheme.title, hash=scheme.hash[:12], **counts), markup=False)


@app.command("try", cls=chinese.Command, help=say("scoring.command.help_try"))
def try_on(file: File, months: Months, group: OnlyGroup = None) -> None:
    scheme, span = _read(file), _span(months)
    try:
        stores.read_model().catch_up()
        snapshot, outcome = runs.reckoned(stores.records(), stores.read_model(), scheme, span, access.operator())
    except Refused as refused:
        fail(refused.told)
    except NotAllowed:
        fail(say("scoring.command.not_allowed"))
    for table in _tables(scheme, outcome, group):
        out.print(table)
    if unsaid := runs.unentered(scheme, snapshot):
        titles = say("common.list_separator").join(item.title for item in unsaid)
        out.print(say("supervision.desk.unentered", items=titles), markup=False)
    hashes = {"inputs": snapshot.hash[:12], "outputs": outcome.hash[:12]}
    as_of = clock.briefly(published.told_until(date.fromisoformat(snapshot.as_of), span))
    out.print(say("scoring.command.tried", title=scheme.title, months=months, as_of=as_of, **hashes), markup=False)


@app.command("load", cls=chinese.Command, help=say("scoring.command.help_load"))
def load(file: File) -> None:
    _read(file)
    try:
        with stores.records().writing() as session:
            tree = areas.load(stores.records())
            kept = schemes.load(session, tree, text=_text(file), by=access.operator())
    except (Refused, NotAllowed) as refused:
        fail(refused.told)
    out.print(say("scoring.command.loaded", title=kept.title, edition=kept.edition, code=kept.code), markup=False)


@app.command("run", cls=chinese.Command, help=say("scoring.command.help_run"))
def make(code: Code, months: Months) -> None:
    span, records = _span(months), stores.records()
    stores.read_model().catch_up()
    try:
        computed = runs.compute(records, stores.read_model(), _edition(code), span, access.operator())
        with records.writing() as session:
            made = runs.keep(session, areas.load(records), computed, by=access.operator())
    except Refused as refused:
        fail(refused.told)
    out.print(say("scoring.command.made", id=made.id, hash=made.output_hash[:12]), markup=False)


@app.command("verify", cls=chinese.Command, help=say("scoring.command.help_verify"))
def verify(number: Number) -> None:
    with stores.records().reading() as session:
        found = scoring_runs.run(session, number)
        if found is None:
            fail(say("scoring.refused.no_run"))
        same = runs.verify(session, number) == found.output_hash
    if not same:
        fail(say("scoring.command.differs", id=number))
    out.print(say("scoring.command.same", id=number, hash=found.output_hash), markup=False)


def _edition(code: str) -> int:
    """The last edition of a scheme that was loaded."""
    with stores.records().reading() as session:
        editions = scoring_runs.editions(session, code)
        return editions[0].id if editions else fail(say("scoring.refused.no_scheme"))


def _read(file: Path) -> Scheme:
    if not file.is_file():
        fail(say("scoring.command.missing", file=file))
    try:
        return reading.read(_text(file))
    except BadScheme as bad:
        out.print(say("scoring.command.faults", count=len(bad.faults)), markup=False)
        fail("\n".join(fault.told for fault in bad.faults))


def _text(file: Path) -> str:
    """What stands in it; what isn't UTF-8 stays to be seen where it stands."""
    return file.read_text(encoding="utf-8-sig", errors="replace")


def _span(text: str) -> Span:
    found = re.fullmatch(r"(\d{4})-(\d{2})\.\.(\d{4})-(\d{2})", text.strip())
    if not found:
        fail(say("scoring.command.bad_months", text=text))
    try:
        first, last = (date(int(found[at]), int(found[at + 1]), 1) for at in (1, 3))
        return Span(first, unit_end(last, "month"))
    except (ValueError, BadPeriod):
        fail(say("scoring.command.bad_months", text=text))


def _tables(scheme: Scheme, outcome: Outcome, only: str | None) -> list[Table]:
    """One table a group, the best first, those without a rank last."""
    tables = []
    for group in scheme.group:
        sheets = [sheet for sheet in outcome.sheets if sheet.body.group == group.key and sheet.last]
        if only in (None, group.key, group.title) and sheets:
            table = Table(title=group.title)
            for name in COLUMNS:
                side = "left" if name in ("body", "why") else "right"
                table.add_column(say(f"scoring.command.column_{name}"), justify=side, overflow="fold")
            for sheet in sorted(sheets, key=_order):
                table.add_row(*_row(sheet))
            tables.append(table)
    return tables


def _order(sheet: Sheet) -> tuple[int, str]:
    return (sheet.standings[-1].rank or 10**6, sheet.body.key)


def _row(sheet: Sheet) -> tuple[str, ...]:
    now = sheet.standings[-1]
    before = sheet.standings[-2].shown if len(sheet.standings) > 1 else None
    change = now.shown - before if now.shown is not None and before is not None else None
    why = label("scoring_unranked", now.reason) if now.reason else ""
    return (
        str(now.rank or ""),
        sheet.body.called,
        _points(now.shown),
        *_parts(now),
        wording.changed(change),
        str(now.overall or ""),
        why,
    )


def _parts(now: Standing) -> tuple[str, str, str]:
    """What a total is the sum of, where there is one."""
    base = wording.number(now.base if now.shown is not None else None, 4)
    return base, wording.signed(now.bonus, 4), wording.signed(now.acts, 4)


def _points(value: Decimal | None) -> str:
    return wording.number(None) if value is None else f"{value}"
