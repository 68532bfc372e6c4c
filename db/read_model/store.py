"""Where a read model lives: a DuckDB file of one process, or a PostgreSQL schema that several processes share."""

from contextlib import AbstractContextManager
from typing import Protocol

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError


class Occupied(RuntimeError):
    """Another process has been changing the model for longer than a visitor waits."""


class Store(Protocol):
    """The tables of db/read_model/tables.py in one database, under one set of statements."""

    @property
    def name(self) -> str:
        """Who reads the records' change log: the same for all processes that share this model."""
        ...

    @property
    def engine(self) -> Engine: ...

    def reading(self) -> AbstractContextManager[Connection]:
        """One version of the model for as long as the block lasts, whatever is taken in meanwhile."""
        ...

    def applying(self, patient: bool) -> AbstractContextManager[Connection]:
        """The one transaction at a time that changes the model. Raises Occupied, unless `patient`."""
        ...

    def renewing(self, connection: Connection) -> AbstractContextManager[None]:
        """Inside `applying`: empty tables of the present form, which stand in the old ones' place after the block."""
        ...

    def is_damaged(self, error: DBAPIError) -> bool:
        """Whether the tables can't be used and are to be built anew; else the statement was wrong."""
        ...

    def start_over(self) -> None:
        """Throws away what is damaged; the model is disposable, the records are not."""
        ...

    def close(self) -> None: ...
