"""`fengqiao template`: an empty workbook to fill in and import."""

from pathlib import Path
from typing import Annotated

import typer

from core import intake
from core.catalogue import say
from core.intake import template as templates
from dashboards.commands.console import fail, out

_KINDS = say("common.list_separator").join(f"{kind}（{say(f'intake.kind.{kind}')}）" for kind in intake.KINDS)


def template(
    kind: Annotated[
        str,
        typer.Argument(
            metavar=say("templates.command_kind_name"),
            help=say("templates.command_kind", kinds=_KINDS),
            show_default=False,
        ),
    ],
    file: Annotated[
        Path,
        typer.Argument(metavar=say("cli.argument.file"), help=say("templates.command_file"), show_default=False),
    ],
) -> None:
    names = {say(f"intake.kind.{name}"): name for name in intake.KINDS}
    chosen = names.get(kind, kind)
    if chosen not in intake.KINDS:
        fail(say("templates.unknown_kind", kind=kind, kinds=_KINDS))
    if file.exists():
        fail(say("templates.exists", path=file))
    try:
        file.write_bytes(templates.make(chosen))
    except OSError as error:
        fail(say("templates.unwritable", path=file, reason=error.strerror or ""))
    out.print(say("templates.written", path=file), markup=False)
