"""The read model's tables: declared types, codes at every area level on each row, parts of figures and never rates."""

from hashlib import sha256

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Integer,
    Numeric,
    SmallInteger,
    String,
    Table,
    Text,
)
from sqlalchemy.schema import CreateTable

from db.read_model.cadence_facts import fact_report
from db.read_model.care_facts import fact_service, fact_service_report, fact_service_supply
from db.read_model.columns import AREA_LEVELS as AREA_LEVELS
from db.read_model.columns import DISTRIBUTED_BY, area_columns, key_column, matter_columns, metadata
from db.read_model.mediation_facts import fact_mediation, fact_subsidy

fact_matter = Table(
    "fact_matter",
    metadata,
    Column("matter_id", BigInteger, nullable=False),
    Column("episode", SmallInteger, nullable=False),
    Column("data_source", String, nullable=False),
    *area_columns(),
    key_column(),
    *matter_columns(),
    Column("settled_level", String),
    Column("opened_on", Date),
    Column("accepted_on", Date),
    Column("dispatched_on", Date),
    Column("arrived_on", Date),
    Column("resolved_on", Date),
    Column("closed_on", Date),
    Column("followed_up_on", Date),
    Column("reopened_on", Date),
    Column("checked_on", Date),
    Column("refuted_on", Date),
    Column("due_on", Date),
    Column("overdue_from", Date),
    Column("first", SmallInteger, nullable=False),
    Column("timed", SmallInteger, nullable=False),
    Column("on_time", SmallInteger, nullable=False),
    Column("late", SmallInteger, nullable=False),
    Column("judged", SmallInteger, nullable=False),
    Column("resolved_in_time", SmallInteger, nullable=False),
    Column("rated", SmallInteger, nullable=False),
    Column("satisfied", SmallInteger, nullable=False),
    Column("dated", SmallInteger, nullable=False),
)
"""One handling of a matter, from its report (`first` = 1) or a reopening until it is closed. `dated` = 0 where the
source says that it was closed but not when: then `closed_on` is the day it was opened, and no time is taken from it.
A closing is `checked_on` the day a return visit heard an opinion or it was reopened, and `refuted_on` the day it turned
out not to be settled; `judged` = 1 where a due date was met or missed or can still be; `settled_level` is that of the
body that settled it."""

fact_post = Table(
    "fact_post",
    metadata,
    Column("centre_post_id", BigInteger, nullable=False),
    *area_columns(),
    key_column(),
    Column("centre_type", String, nullable=False),
    Column("centre_level", String, nullable=False),
    Column("begins_on", Date, nullable=False),
    Column("ends_on", Date),
    Column("resident", Integer, nullable=False),
    Column("seconded", Integer, nullable=False),
    Column("vacant", Integer, nullable=False),
    Column("posts", Integer, nullable=False),
)
"""The staffing of one centre while it held, as head-counts; `posts` are those filled and vacant."""

fact_grid = Table(
    "fact_grid",
    metadata,
    Column("grid_id", BigInteger, nullable=False),
    *area_columns(),
    key_column(),
    Column("begins_on", Date, nullable=False),
    Column("ends_on", Date),
    Column("workers", Integer, nullable=False),
    Column("full_time", Integer, nullable=False),
    Column("vacant", Integer, nullable=False),
    Column("posts", Integer, nullable=False),
)
"""One grid while it exists; workers are leaders, full-time and part-time together."""

fact_room = Table(
    "fact_room",
    metadata,
    Column("mediation_room_id", BigInteger, nullable=False),
    *area_columns(),
    key_column(),
    Column("room_kind", String, nullable=False),
    Column("speciality", String),
    Column("begins_on", Date, nullable=False),
    Column("ends_on", Date),
)
"""One mediation room or organisation while it exists."""

fact_indicator = Table(
    "fact_indicator",
    metadata,
    Column("indicator_return_id", BigInteger, nullable=False),
    *area_columns(),
    key_column(),
    Column("area", String, nullable=False),
    Column("indicator", String, nullable=False),
    Column("period_start", Date, nullable=False),
    Column("period_end", Date, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("value", Numeric(18, 4)),
    Column("unit", String, nullable=False),
    Column("change_percent", Numeric(12, 4)),
    Column("change_decimals", Integer),
    Column("qualifier", String, nullable=False),
    Column("as_of", Date),
    Column("data_source", String, nullable=False),
)
"""One total as it was reported (revision 0) or restated (1, 2 …) for one area and span."""

fact_accountability = Table(
    "fact_accountability",
    metadata,
    Column("action_id", BigInteger, nullable=False),
    *area_columns(),
    key_column(),
    Column("action_kind", String, nullable=False),
    Column("target_kind", String, nullable=False),
    Column("action_basis", String, nullable=False),
    Column("action_effect", String, nullable=False),
    Column("effective_on", Date),
    Column("ceases_on", Date),
    Column("annulled_on", Date),
    Column("issued_on", Date),
    Column("answer_due_on", Date),
    Column("received_on", Date),
    Column("answered_on", Date),
    Column("closed_on", Date),
    Column("unanswered_from", Date),
    Column("unanswered_until", Date),
    Column("answered_in_time", SmallInteger, nullable=False),
)
"""One act on a body that came into force. An annulled one has that day and no other: it counts as if it had never been.

`ceases_on` is the first day on which it no longer holds; from `issued_on` on it is of its notice, if it has one.
"""

dim_area = Table(
    "dim_area",
    metadata,
    Column("area_id", BigInteger, nullable=False),
    Column("code", String, nullable=False),
    Column("level", String, nullable=False),
    Column("parent", String),
    Column("parent_id", BigInteger),
    Column("begins_on", Date, nullable=False),
    Column("ends_on", Date),
    *area_columns(),
    Column("centre_begins_on", Date),
    Column("centre_ends_on", Date),
    Column("grid_begins_on", Date),
    Column("grid_ends_on", Date),
)
"""One place while it is valid, and from when until when a staffed centre and a grid of its own were in it."""

dim_succession = Table(
    "dim_succession",
    metadata,
    Column("predecessor_id", BigInteger, nullable=False),
    Column("successor_id", BigInteger, nullable=False),
    Column("happened_on", Date, nullable=False),
)
"""Which place has what was another's, from which day on."""

dim_category = Table(
    "dim_category",
    metadata,
    Column("category_key", String, nullable=False),
    Column("category", String, nullable=False),
    Column("category_detail", String, nullable=False),
)
"""Under which top class and which code of the statistics' list a code of any list is counted."""

dim_unit = Table(
    "dim_unit",
    metadata,
    Column("member_unit_id", BigInteger, nullable=False),
    Column("code", String, nullable=False),
    Column("level", String),
)
"""A body and the level of the place it belongs to."""

dim_room = Table(
    "dim_room",
    metadata,
    Column("mediation_room_id", BigInteger, nullable=False),
    Column("code", String, nullable=False),
    Column("room_kind", String, nullable=False),
    Column("speciality", String),
    Column("level", String),
)
"""A mediation room and the level of the place it belongs to."""

dim_mediator = Table(
    "dim_mediator",
    metadata,
    Column("mediator_id", BigInteger, nullable=False),
    Column("work_number", String, nullable=False),
    Column("expert", Boolean, nullable=False),
)
"""Who mediates, by work number."""

dim_source = Table(
    "dim_source",
    metadata,
    Column("data_source_id", BigInteger, nullable=False),
    Column("key", String, nullable=False),
    Column("mode", String, nullable=False),
    Column("area", String),
    Column("interval_minutes", Integer, nullable=False),
    Column("as_of", DateTime),
    Column("fetched_at", DateTime),
    Column("generated", Boolean, nullable=False),
)
"""Where the facts come from, with the times of content and fetch in UTC."""

checkpoint = Table(
    "checkpoint",
    metadata,
    Column("form", String, nullable=False),
    Column("installation", Text, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("transaction_id", BigInteger, nullable=False),
    Column("beyond", Integer, nullable=False),
)
"""One row: which records this is a copy of, up to which change and with how many beyond it, in which form."""

ahead = Table(
    "ahead",
    metadata,
    Column("transaction_id", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False),
)
"""The changes beyond the checkpoint that are in already: committed while an older transaction was still open."""

OF_THE_MODEL = ("checkpoint", "ahead")
"""What the model keeps of itself: neither facts nor what they are derived with."""

KEYS = {
    "fact_matter": ("matter_id", "episode", DISTRIBUTED_BY),
    "daily_matter": (DISTRIBUTED_BY, "day", "prefecture", "township"),
    "daily_mediation": (DISTRIBUTED_BY, "day", "prefecture", "township"),
    "fact_post": ("centre_post_id", DISTRIBUTED_BY),
    "fact_grid": ("grid_id", DISTRIBUTED_BY),
    "fact_room": ("mediation_room_id", DISTRIBUTED_BY),
    "fact_mediation": ("mediation_case_id", "episode", DISTRIBUTED_BY),
    "fact_subsidy": ("subsidy_entry_id", DISTRIBUTED_BY),
    "fact_report": ("report_duty_id", DISTRIBUTED_BY),
    "fact_indicator": ("indicator_return_id", DISTRIBUTED_BY),
    "fact_service": ("service_cell_id", DISTRIBUTED_BY),
    "fact_service_supply": ("service_supply_id", DISTRIBUTED_BY),
    "fact_service_report": ("service_return_id", DISTRIBUTED_BY),
    "fact_accountability": ("action_id", DISTRIBUTED_BY),
}
"""What makes a row one, with the county it is distributed by. DuckDB's keys cost more than they give: it has none."""

LOOKED_UP = (
    ("fact_matter", "opened_on"),
    ("fact_matter", "closed_on"),
    ("fact_matter", "data_source", "opened_on"),
    ("fact_mediation", "accepted_on"),
)
"""The columns by which few rows are picked from many, where the database has indexes worth having."""

FACTS = {
    table.name: table
    for table in (
        *(fact_matter, fact_post, fact_grid, fact_room, fact_mediation, fact_subsidy, fact_report, fact_indicator),
        *(fact_accountability, fact_service, fact_service_supply, fact_service_report, dim_area),
    )
}


PROTECTED = ("fact_service",)
"""Facts of small counts: whatever is measured on them is under disclosure control."""


def form(derivation: str) -> str:
    """The hash of the tables' and the derivation's text: a model of another form is rebuilt."""
    text = "\n".join(str(CreateTable(table)) for table in metadata.sorted_tables) + derivation
    return sha256(text.encode()).hexdigest()
