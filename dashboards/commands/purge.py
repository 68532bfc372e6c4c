"""`fengqiao purge`: removes what is past its time and prints how much that was."""

from core import access, retention
from core.catalogue import say
from core.settings import settings
from dashboards import stores
from dashboards.commands.console import out


def command() -> None:
    done = retention.purge(stores.records(), settings().home.resolve(), by=access.operator())
    told = {"files": done.files, "numbers": done.numbers, "events": done.events}
    out.print(say("records.purged.command", **told), markup=False)
