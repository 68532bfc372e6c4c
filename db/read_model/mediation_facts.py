"""The facts of mediation: one handling of a case until it is concluded, and one line of what is paid for cases."""

from sqlalchemy import BigInteger, Column, Date, Integer, SmallInteger, String, Table

from db.read_model.columns import area_columns, key_column, matter_columns, metadata

fact_mediation = Table(
    "fact_mediation",
    metadata,
    Column("matter_id", BigInteger, nullable=False),
    Column("mediation_case_id", BigInteger, nullable=False),
    Column("episode", SmallInteger, nullable=False),
    *area_columns(),
    key_column(),
    *matter_columns(),
    Column("room", String, nullable=False),
    Column("room_kind", String, nullable=False),
    Column("speciality", String),
    Column("mediator", String),
    Column("channel", String, nullable=False),
    Column("link", String),
    Column("difficulty", String),
    Column("agreement_form", String),
    Column("settled_level", String),
    Column("applied_on", Date),
    Column("accepted_on", Date),
    Column("refused_on", Date),
    Column("agreed_on", Date),
    Column("performed_on", Date),
    Column("confirmed_on", Date),
    Column("reneged_on", Date),
    Column("court_on", Date),
    Column("ended_on", Date),
    Column("visited_on", Date),
    Column("reopened_on", Date),
    Column("concluded_on", Date),
    Column("due_on", Date),
    Column("overdue_from", Date),
    Column("soon_from", Date),
    Column("soon_until", Date),
    Column("first", SmallInteger, nullable=False),
    Column("timed", SmallInteger, nullable=False),
    Column("on_time", SmallInteger, nullable=False),
    Column("rated", SmallInteger, nullable=False),
    Column("satisfied", SmallInteger, nullable=False),
    Column("expert", SmallInteger, nullable=False),
    Column("transferred", SmallInteger, nullable=False),
    Column("sessions", Integer, nullable=False),
    Column("parties", Integer, nullable=False),
    Column("amount_fen", BigInteger, nullable=False),
)
"""One handling of a mediation case, from its application (`first` = 1) or a reopening until it is concluded.

What becomes of an agreement has a date only where there is an agreement, so that each part of the funnel lies within
the one before. `soon_from` until `soon_until` it is due within days and not concluded; `amount_fen` is what was agreed.
"""

fact_subsidy = Table(
    "fact_subsidy",
    metadata,
    Column("subsidy_entry_id", BigInteger, nullable=False),
    *area_columns(),
    key_column(),
    *(Column(name, String, nullable=False) for name in ("room", "room_kind")),
    Column("speciality", String),
    *(Column(name, String, nullable=False) for name in ("difficulty", "agreement_form", "settled_level")),
    Column("claimed_on", Date, nullable=False),
    *(Column(name, Date) for name in ("approved_on", "decided_on")),
    *(Column(name, SmallInteger, nullable=False) for name in ("cases", "reversed")),
    Column("amount_fen", BigInteger, nullable=False),
)
"""One line of the ledger of subsidies, at the place of its room. `cases` is 1 for a claim and -1 for what takes one
back, and `amount_fen` has the same sign, so that sums are what is left; nobody who mediated is in it."""
