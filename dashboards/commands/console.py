"""What every command says: to the terminal, in Chinese, errors on the error stream."""

from typing import NoReturn

import typer
from rich.console import Console

out = Console(highlight=False, soft_wrap=True)
errors = Console(stderr=True, highlight=False, soft_wrap=True)


def fail(message: str, code: int = 1) -> NoReturn:
    """Says why nothing was done and ends the command."""
    errors.print(message, style="red", markup=False)
    raise typer.Exit(code)
