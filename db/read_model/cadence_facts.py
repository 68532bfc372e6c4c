"""The fact of the cadence of work: what bodies owe and what was returned."""

from sqlalchemy import BigInteger, Column, Date, Integer, SmallInteger, String, Table

from db.read_model.columns import area_columns, key_column, metadata

fact_report = Table(
    "fact_report",
    metadata,
    Column("report_duty_id", BigInteger, nullable=False),
    *area_columns(),
    key_column(),
    Column("duty", String, nullable=False),
    Column("body_kind", String, nullable=False),
    Column("cadence", String, nullable=False),
    Column("period_start", Date, nullable=False),
    Column("period_end", Date, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("returned_on", Date),
    Column("overdue_from", Date),
    Column("settled_on", Date, nullable=False),
    Column("escalated_on", Date),
    Column("wartime", SmallInteger, nullable=False),
    Column("returned", SmallInteger, nullable=False),
    Column("returned_in_time", SmallInteger, nullable=False),
    Column("returned_late", SmallInteger, nullable=False),
    Column("zero", SmallInteger, nullable=False),
    Column("found", Integer, nullable=False),
)
"""One report that a body owes for one period and is still asked for; `zero` = 1 where there was nothing to report.

`overdue_from` is the day after the due date, where it was not returned by then; `settled_on` that day, or the day on
which it was returned in time: until then nobody knows whether it comes in time.
"""
