"""`fengqiao import`: areas, bodies, matters and indicator returns from tables, with a progress bar and a report."""

from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from core import access, area_successions, clock, intake
from core.catalogue import say
from core.intake import Counts, Outcome, columns, report_workbook
from core.intake.columns import TableColumn
from core.intake.header import WRONG_HEADER
from core.intake.refusal import UnreadableFile
from core.intake.report import Group
from dashboards import stores
from dashboards.commands import chinese
from dashboards.commands.console import errors, fail, out

SHOWN_GROUPS = 15
# Doubts that end when the areas are imported and the file is read again.
AREA_DOUBTS = ("unknown_area", "area_in_part")

# Told on a line of their own.
TOLD_APART = ("unused_column", "unused_column_near")


def _show_columns(context: typer.Context, asked: bool) -> None:
    if asked:
        kind = context.command.name or ""
        out.print(say("intake.command.columns_title", kind=say(f"intake.kind.{kind}")), markup=False)
        for column in columns.standard(kind):
            out.print(f"  {_column(column)}", markup=False)
        raise typer.Exit


app = chinese.group(say("intake.command.help"))
File = Annotated[
    Path, typer.Argument(metavar=say("cli.argument.file"), help=say("intake.command.file"), show_default=False)
]
Mapping = Annotated[
    str,
    typer.Option("--mapping", "-m", metavar=say("intake.command.mapping_name"), help=say("intake.command.mapping")),
]
Columns = Annotated[
    bool, typer.Option("--columns", help=say("intake.command.columns"), callback=_show_columns, is_eager=True)
]


@app.command("areas", cls=chinese.Command, help=say("intake.command.areas"))
def areas(file: File, mapping: Mapping = intake.DEFAULT, columns: Columns = False) -> None:
    _import("areas", file, mapping)


@app.command("units", cls=chinese.Command, help=say("intake.command.take_units"))
def units(file: File, mapping: Mapping = intake.DEFAULT, columns: Columns = False) -> None:
    _import("units", file, mapping)


@app.command("rooms", cls=chinese.Command, help=say("intake.command.take_rooms"))
def rooms(file: File, mapping: Mapping = intake.DEFAULT, columns: Columns = False) -> None:
    _import("rooms", file, mapping)


@app.command("matters", cls=chinese.Command, help=say("intake.command.matters"))
def matters(file: File, mapping: Mapping = intake.DEFAULT, columns: Columns = False) -> None:
    _import("matters", file, mapping)


@app.command("cases", cls=chinese.Command, help=say("intake.command.cases"))
def cases(file: File, mapping: Mapping = intake.DEFAULT, columns: Columns = False) -> None:
    _import("cases", file, mapping)


@app.command("acts", cls=chinese.Command, help=say("intake.command.acts"))
def acts(file: File, mapping: Mapping = intake.DEFAULT, columns: Columns = False) -> None:
    _import("acts", file, mapping)


@app.command("indicators", cls=chinese.Command, help=say("intake.command.indicators"))
def indicators(file: File, mapping: Mapping = intake.DEFAULT, columns: Columns = False) -> None:
    _import("indicators", file, mapping)


@app.command("populations", cls=chinese.Command, help=say("areas.populations"))
def populations(file: File, mapping: Mapping = "populations") -> None:
    _import("indicators", file, mapping)


@app.command("successions", cls=chinese.Command, help=say("areas.successions.help"))
def successions(
    file: Annotated[Path, typer.Argument(metavar=say("cli.argument.file"), help=say("areas.successions.file"))],
) -> None:
    try:
        told = area_successions.take_in(stores.records(), file, by=access.operator())
    except (area_successions.WrongColumns, UnreadableFile) as refused:
        fail(str(refused))
    for line, reason in told.refused:
        errors.print(say("areas.successions.refused", line=line, reason=reason), style="red", markup=False)
    out.print(say("areas.successions.done", added=told.added, unchanged=told.unchanged, refused=len(told.refused)))
    if told.refused:
        raise typer.Exit(1)


def _import(kind: str, file: Path, mapping: str) -> None:
    shown = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    try:
        with Progress(*shown, console=errors, transient=True) as bars:
            task = bars.add_task(say("intake.command.reading"), total=None)
            outcome = intake.run(
                stores.records(),
                kind,
                file,
                mapping,
                by=access.operator(),
                progress=lambda done, total: bars.update(task, completed=done, total=total),
            )
    except intake.Refusal as refusal:
        hint = f"{say('intake.command.columns_hint', kind=kind)}\n" if refusal.key in WRONG_HEADER else ""
        fail(f"{refusal}\n{hint}{say('intake.command.nothing_written')}")
    _print(outcome)


def _print(outcome: Outcome) -> None:
    out.print(say("intake.command.done", source=outcome.source, batch=outcome.batch_id), markup=False)
    out.print(_counts(outcome.counts))
    for line in _facts(outcome):
        out.print(line, markup=False)
    groups = [group for group in outcome.groups if group.reason not in TOLD_APART]
    for group in groups[:SHOWN_GROUPS]:
        out.print(_finding(group), style="red" if group.refused else "yellow", markup=False)
    if (hidden := len(groups) - SHOWN_GROUPS) > 0:
        out.print(say("intake.command.more", count=hidden), markup=False)
    if any(group.reason in AREA_DOUBTS for group in outcome.groups):
        out.print(say("intake.command.advice_areas"), style="bold yellow", markup=False)
    if outcome.report:
        out.print(say("intake.command.report", path=report_workbook.beside(outcome) or outcome.report), markup=False)


def _counts(counts: Counts) -> Table:
    table = Table(show_header=False)
    table.add_column()
    table.add_column(justify="right")
    for name in Counts.__dataclass_fields__:
        table.add_row(say(f"intake.command.{name}"), say("intake.command.rows", count=getattr(counts, name)))
    return table


def _facts(outcome: Outcome) -> list[str]:
    facts, lines = outcome.facts, []
    if not outcome.counts.read and not facts.get("built_from"):
        lines.append(say("intake.command.no_rows"))
    if facts.get("without_area_column"):
        lines.append(say("intake.command.no_area_column"))
    if facts.get("built_from"):
        lines.append(say("intake.command.built_from", rows=facts["built_from"]))
    if facts.get("units"):
        units = {"units": facts["units"], "many": facts["units_of_many_names"], "without": facts["without_unit"]}
        lines.append(say("intake.command.units", **units))
    lines += outcome.repeated
    if facts.get("barred_types"):
        lines.append(say("intake.command.barred", count=facts["barred_types"]))
    for column, reason in outcome.refused_columns.items():
        what = say(f"intake.forbidden.{reason}")
        lines.append(say("intake.command.refused_column", column=column, what=what))
    if unused := outcome.unused_columns:
        told = [say("intake.command.unused_near", column=c, near=near) if near else c for c, near in unused.items()]
        lines.append(say("intake.command.unused", columns=say("intake.command.joint").join(told)))
    if outcome.as_of:
        lines.append(say("intake.command.as_of", day=clock.local_day(outcome.as_of)))
    return lines


def _finding(group: Group) -> str:
    level = say(f"intake.level.{'refused' if group.refused else 'doubtful'}")
    words = {"level": level, "problem": group.problem, "count": group.count}
    subject = " ".join(filter(None, (group.column, group.value)))
    return (
        say("intake.command.group", subject=subject, **words) if subject else say("intake.command.group_row", **words)
    )


def _column(column: TableColumn) -> str:
    joint = say("intake.command.joint")
    parts = [column.name + (say("intake.command.required") if column.required else "")]
    if column.also:
        parts.append(say("intake.command.also", names=joint.join(column.also)))
    if column.values:
        parts.append(say("intake.command.values", values=joint.join(column.values)))
    return "  ".join(parts)
