"""`fengqiao audit`: the chain over the audit trail, proved and sealed."""

from core import audit_chain
from core.catalogue import say
from dashboards import stores
from dashboards.commands import chinese
from dashboards.commands.console import fail, out

app = chinese.group(say("audit.cli.help"))


@app.command("verify", cls=chinese.Command, help=say("audit.cli.verify"))
def verify() -> None:
    verdict = audit_chain.verify(stores.records(), stores.anchors())
    if verdict.finding:
        fail(verdict.told)
    out.print(verdict.told)


@app.command("seal", cls=chinese.Command, help=say("audit.cli.seal"))
def seal() -> None:
    count = audit_chain.extend(stores.records(), stores.anchors(), all_of_them=True)
    out.print(say("audit.cli.sealed", count=count))
