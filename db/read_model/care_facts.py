"""The facts of special-group services: protected counts, strength, and whether returns came; nothing of the returns."""

from sqlalchemy import BigInteger, Column, Date, Integer, SmallInteger, String, Table

from db.read_model.columns import area_columns, key_column, metadata

fact_service = Table(
    "fact_service",
    metadata,
    Column("service_cell_id", BigInteger, nullable=False),
    Column("service_month_id", BigInteger, nullable=False),
    *area_columns(),
    key_column(),
    Column("service_group", String, nullable=False),
    Column("service_line", String, nullable=False),
    Column("month_on", Date, nullable=False),
    Column("cube_version", SmallInteger, nullable=False),
    Column("on_time", Integer, nullable=False),
    Column("late", Integer, nullable=False),
    Column("undone", Integer, nullable=False),
    Column("done", Integer, nullable=False),
    Column("due", Integer, nullable=False),
    Column("satisfied", Integer, nullable=False),
    Column("asked", Integer, nullable=False),
)
"""Protected counts of one township, group and line in the present version of a closed month's cube (core/disclosure).

`month_on` is the month's first day. True counts never come here: the returns they stand in feed no fact.
"""

fact_service_supply = Table(
    "fact_service_supply",
    metadata,
    Column("service_supply_id", BigInteger, nullable=False),
    Column("service_month_id", BigInteger, nullable=False),
    *area_columns(),
    key_column(),
    Column("service_line", String, nullable=False),
    Column("month_on", Date, nullable=False),
    Column("begins_on", Date, nullable=False),
    Column("ends_on", Date, nullable=False),
    Column("workers", Integer, nullable=False),
    Column("places", Integer, nullable=False),
    Column("shelters", Integer, nullable=False),
    Column("budget", Integer, nullable=False),
    Column("paid", Integer, nullable=False),
)
"""What one township had to serve with on one line when a month was closed; money in whole 10,000 yuan."""

fact_service_report = Table(
    "fact_service_report",
    metadata,
    Column("service_return_id", BigInteger, nullable=False),
    *area_columns(),
    key_column(),
    Column("month_on", Date, nullable=False),
    Column("settled_on", Date, nullable=False),
    Column("expected", SmallInteger, nullable=False),
    Column("received", SmallInteger, nullable=False),
    Column("counted", SmallInteger, nullable=False),
    Column("on_time", SmallInteger, nullable=False),
    Column("complete", SmallInteger, nullable=False),
    Column("restated", SmallInteger, nullable=False),
)
"""Whether one township's return of a month came, and how; none of its numbers. `counted` tells that the
closed month holds it. `settled_on` is the day on which it is known whether it came in time."""
