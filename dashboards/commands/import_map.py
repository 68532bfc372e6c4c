"""`fengqiao import-map`: the centre's own borders, so that the board can draw a map instead of cells."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from core import access, areas, borders
from core.areas import AreaTree
from core.borders import NoBorders, Outcome, files
from core.catalogue import say
from dashboards import stores
from dashboards.commands.console import errors, fail, out

LISTED = 20

File = Annotated[
    Path | None,
    typer.Argument(metavar=say("cli.argument.file"), help=say("borders.command.file"), show_default=False),
]
Licence = Annotated[
    str | None,
    typer.Option(
        "--licence", metavar=say("borders.command.text_name"), help=say("borders.command.licence"), show_default=False
    ),
]
CodeProperty = Annotated[
    str | None,
    typer.Option(metavar=say("borders.command.property_name"), help=say("borders.command.code_property")),
]
NameProperty = Annotated[
    str | None,
    typer.Option(metavar=say("borders.command.property_name"), help=say("borders.command.name_property")),
]
Remove = Annotated[bool, typer.Option("--remove", help=say("borders.command.remove"))]


def import_map(
    file: File = None,
    licence: Licence = None,
    code_property: CodeProperty = None,
    name_property: NameProperty = None,
    remove: Remove = False,
) -> None:
    if remove:
        count = borders.remove(stores.records(), by=access.operator())
        out.print(say("borders.command.removed" if count else "borders.command.nothing_to_remove", count=count))
        return
    if file is not None and not file.is_file():
        fail(say("borders.refused.missing", detail=file))
    known = areas.load(stores.records())
    try:
        found = files.features(file, code_property, name_property) if file else files.package_features(known)
        outcome = _taken_in(known, found, file.name if file else files.PACKAGE, licence)
    except NoBorders as refused:
        fail(say(f"borders.refused.{refused.reason}", detail=refused.detail))
    for line in _told(outcome, known, licence):
        out.print(line, markup=False)


def _taken_in(known: AreaTree, found: Sequence[borders.Feature], origin: str, licence: str | None) -> Outcome:
    with Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), console=errors, transient=True
    ) as bars:
        task = bars.add_task(say("borders.command.reading"), total=None)
        return borders.take_in(
            stores.records(),
            known,
            found,
            origin=origin,
            approval=licence,
            by=access.operator(),
            progress=lambda done, total: bars.update(task, completed=done, total=total),
        )


def _told(outcome: Outcome, known: AreaTree, licence: str | None) -> list[str]:
    counts = {"count": len(outcome.taken), "points": outcome.points, "before": outcome.points_before}
    lines = [say("borders.command.done", **counts)]
    lines.append(say("borders.command.approval", approval=licence) if licence else say("borders.command.sketch"))
    misses = {
        "by_name": _places(known, outcome.by_name),
        "repaired": _places(known, outcome.repaired),
        "without": _places(known, [area.code for area in outcome.without]),
        "broken": list(outcome.broken),
        "unplaced": list(outcome.unplaced),
    }
    for kind, names in misses.items():
        if names:
            lines.append(say(f"borders.command.{kind}", count=len(names), places=_some(names), features=_some(names)))
    if not any(misses[kind] for kind in ("without", "broken", "unplaced")):
        lines.append(say("borders.command.complete"))
    return lines


def _places(known: AreaTree, codes: Sequence[str]) -> list[str]:
    return [say("borders.command.named", name=known[code].name, code=code) for code in codes]


def _some(names: Sequence[str]) -> str:
    listed = say("borders.command.joint").join(names[:LISTED])
    return say("borders.command.more", listed=listed) if len(names) > LISTED else listed
