"""What every database holds before anybody works with it: present tables, the root's name, code lists, calendar."""

from core import catalogue, purposes
from core.care import groups
from core.working_days import published_days
from db import migrations
from db.models import CalendarDay, Category
from db.queries import foundation
from db.session import Records


def prepare(records: Records) -> None:
    """Creates or upgrades the tables and lays down what the catalogue ships. Running it again changes nothing."""
    migrations.upgrade(records)
    with records.writing() as session:
        foundation.name_root(session, catalogue.say("common.root_area"))
        foundation.put_new(session, [_category(row) for row in catalogue.table("matter_types")])
        foundation.put_new(session, groups.shipped())
        foundation.put_all_or_none(session, purposes.shipped())
        foundation.put_new(
            session,
            [CalendarDay(day=day, working=open_, name=name, origin="state") for day, open_, name in published_days()],
        )


def _category(row: dict[str, str]) -> Category:
    return Category(
        key=f"{row['list']}.{row['code']}",
        code_list=row["list"],
        code=row["code"],
        name=row["name"],
        parent_key=row.get("parent"),
        counts_as=row.get("counts_as"),
    )
