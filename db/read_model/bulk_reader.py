"""The process that reads whole tables by ADBC and writes them to its output, one Arrow stream a statement.

It is one of its own because ADBC brings its own SQLite: of two SQLite libraries in one process, the one that closes a
file takes the other's locks on it away (sqlite.org/howtocorrupt.html, 2.2.1), and another process may then remove a log
that is still written to. It also gives the reading a processor to itself.
"""

import json
import sys
from typing import Any

import adbc_driver_postgresql.dbapi
import adbc_driver_sqlite.dbapi
import pyarrow as pa

BATCH = 50_000
CONNECT = {"sqlite": adbc_driver_sqlite.dbapi.connect, "postgresql": adbc_driver_postgresql.dbapi.connect}
OPTIONS = {"sqlite": {"adbc.sqlite.query.batch_rows": BATCH}, "postgresql": {}}


def main() -> None:
    """Reads {kind, uri, first, statements} from the input; all statements see one snapshot, as `first` arranges."""
    asked = json.load(sys.stdin)
    with CONNECT[asked["kind"]](asked["uri"]) as connection:
        for statement in asked["first"]:
            with connection.cursor() as cursor:
                cursor.execute(statement)
        for statement in asked["statements"]:
            with connection.cursor() as cursor:
                cursor.adbc_statement.set_options(**OPTIONS[asked["kind"]])
                _write(cursor, statement)


def _write(cursor: Any, statement: str) -> None:
    cursor.execute(statement)
    rows = cursor.fetch_record_batch()
    with pa.ipc.new_stream(sys.stdout.buffer, rows.schema) as output:
        for batch in rows:
            output.write_batch(batch)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
