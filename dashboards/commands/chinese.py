"""Typer's own words in Chinese: headings, the help option, and what is wrong with a command line."""

from typing import Any

import typer
from rich.panel import Panel
from rich.text import Text
from typer import rich_utils
from typer._click import exceptions
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

from core.catalogue import say
from dashboards.commands.console import fail
from db.full_disk import DiskFull
from db.read_model.slots import SLOTS, NoFreeSlot
from db.unavailable import RecordsUnavailable

HEADINGS = {
    "ARGUMENTS_PANEL_TITLE": "arguments",
    "OPTIONS_PANEL_TITLE": "options",
    "COMMANDS_PANEL_TITLE": "commands",
    "ERRORS_PANEL_TITLE": "error",
    "ABORTED_TEXT": "aborted",
    "DEFAULT_STRING": "default",
    "ENVVAR_STRING": "environment",
    "REQUIRED_LONG_STRING": "required",
}


class Command(TyperCommand):
    """A command that explains itself in Chinese, and its database's absence too."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except RecordsUnavailable as why:
            fail(say(f"records.unavailable.{why.reason}", place=why.place, detail=why.detail))

    def get_usage(self, ctx: Any) -> str:
        return _usage(super().get_usage(ctx))

    def get_help_option(self, ctx: Any) -> Any:
        return _help_option(super().get_help_option(ctx))


class Group(TyperGroup):
    """A group of commands that explains itself in Chinese, and says in Chinese what stops its stores."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except DiskFull as full:
            fail(say("backup.store.disk_full", place=full.place))
        except NoFreeSlot as none:
            fail(say("backup.store.no_slot", folder=none, slots=SLOTS))

    def get_usage(self, ctx: Any) -> str:
        return _usage(super().get_usage(ctx))

    def get_help_option(self, ctx: Any) -> Any:
        return _help_option(super().get_help_option(ctx))


class Folding(rich_utils.OptionHighlighter):
    """Chinese has no spaces to break at: what is too long for its column is folded, never cut off."""

    def __call__(self, text: str | Text) -> Text:
        folded = super().__call__(text)
        folded.overflow = "fold"
        return folded


def install() -> None:
    """Typer offers no other way than its module's constants and the one function that prints errors."""
    for constant, word in HEADINGS.items():
        setattr(rich_utils, constant, say(f"cli.{word}"))
    rich_utils.rich_format_error = show_error
    for parameter in (TyperArgument, TyperOption):
        setattr(parameter, "display_type", _display_type)  # noqa: B010
    rich_utils.highlighter = Folding()


def show_error(error: exceptions.ClickException) -> None:
    if isinstance(error, exceptions.NoArgsIsHelpError):
        return
    console = rich_utils._get_rich_console(stderr=True)
    if (context := getattr(error, "ctx", None)) is not None:
        console.print(context.get_usage(), markup=False, highlight=False)
    console.print(Panel(explained(error), title=say("cli.error"), title_align="left", border_style="red"))


def explained(error: exceptions.ClickException) -> str:
    """What is wrong, in Chinese; Typer's own words stand behind it only where no sentence of ours fits."""
    match error:
        case exceptions.MissingParameter():
            return say("cli.missing", name=_named(error))
        case exceptions.NoSuchOption():
            return say("cli.no_such_option", name=error.option_name)
        case exceptions.BadOptionUsage():
            fault = "needs_value" if "requires" in error.message else "takes_no_value"
            return say(f"cli.{fault}", name=error.option_name)
        case exceptions.BadParameter():
            # Typer's own reason is English; ours, where a command gives one, is not.
            return say("cli.bad_value", name=_named(error), reason="" if error.message.isascii() else error.message)
        case _ if error.message.startswith("No such command"):
            return say("cli.no_such_command", name=error.message.split("'")[1])
        case _ if error.message.startswith("Got unexpected extra"):
            return say("cli.too_many", words=error.message.partition(") (")[2].removesuffix(")"))
        case _:
            return say("cli.wrong", message=error.format_message())


def _named(error: exceptions.BadParameter) -> str:
    """What a person calls the parameter: an option by how it is typed, an argument by the word in the help."""
    parameter = error.param
    if error.param_hint or parameter is None:
        return str(error.param_hint or "")
    return max(parameter.opts, key=len) if isinstance(parameter, TyperOption) else parameter.display_name_raw


def _usage(text: str) -> str:
    shown = text.replace("Usage:", say("cli.usage")).replace("[OPTIONS]", say("cli.usage_options"))
    return shown.replace("COMMAND [ARGS]...", say("cli.usage_command"))


def _display_type(parameter: Any, ctx: Any) -> str:
    """What a parameter takes, in a word; a flag and an argument, which its own name tells, take none."""
    annotation = parameter.type_descriptor.annotation
    if isinstance(parameter, TyperArgument) or annotation is bool:
        return ""
    return say(f"cli.type.{'number' if annotation in (int, float) else 'text'}")


def _help_option(option: Any) -> Any:
    if option is not None:
        option.help = say("cli.help")
    return option


def group(help_text: str) -> typer.Typer:
    """A Typer that speaks Chinese and shows its help when it is called with nothing."""
    return typer.Typer(
        cls=Group, help=help_text, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False
    )
