"""The command `fengqiao`: every command in its own module, put together here."""

from core.catalogue import say
from dashboards.commands import (
    audit,
    backup,
    cadence,
    check,
    chinese,
    database,
    demo_data,
    distribute,
    import_map,
    intake,
    measure,
    metrics,
    purge,
    score,
    serve,
    template,
    user,
)

chinese.install()

app = chinese.group(say("cli.fengqiao"))
for name, help_text, command in (
    ("serve", "cli.serve.help", serve.command),
    ("demo-data", "demo.command.help", demo_data.demo_data),
    ("metrics", "figures.help_metrics", metrics.command),
    ("measure", "figures.help_measure", measure.command),
    ("check", "figures.help_check", check.command),
    ("backup", "backup.command.help_backup", backup.make),
    ("restore", "backup.command.help_restore", backup.restore),
    ("prune", "backup.command.help_prune", backup.prune),
    ("cadence", "cadence.command.help", cadence.command),
    ("purge", "records.purged.help", purge.command),
    ("template", "templates.help", template.template),
    ("import-map", "borders.command.help", import_map.import_map),
):
    app.command(name, cls=chinese.Command, help=say(help_text))(command)
app.add_typer(intake.app, name="import", cls=chinese.Group)
app.add_typer(user.app, name="user")
app.add_typer(audit.app, name="audit")
app.add_typer(score.app, name="score", cls=chinese.Group)
database.app.command("distribute", cls=chinese.Command, help=say("analytics.help_distribute"))(distribute.command)
app.add_typer(database.app, name="db")
