"""Bringing a database to the present form of the records (Alembic, started from code, no ini file)."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from db.session import Records

FOLDER = Path(__file__).parent


def configuration(records: Records) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["engine"] = records.engine
    return config


def upgrade(records: Records, revision: str = "head") -> None:
    """Creates or upgrades every table. Running it again changes nothing."""
    if revision != "head" or not is_current(records):
        command.upgrade(configuration(records), revision)


def downgrade(records: Records, revision: str) -> None:
    command.downgrade(configuration(records), revision)


def is_known(records: Records) -> bool:
    """Whether the database's form is one that this release has a way from; a newer release's is not."""
    script = ScriptDirectory.from_config(configuration(records))
    with records.engine.connect() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    return found in {revision.revision for revision in script.walk_revisions()}


def is_current(records: Records) -> bool:
    head = ScriptDirectory.from_config(configuration(records)).get_current_head()
    with records.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == head
