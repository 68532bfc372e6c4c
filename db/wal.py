"""SQLite's write-ahead log: kept short by one checkpointer, which waits for nobody long."""

from db.session import Records

# Milliseconds for which readers and writers may be waited for; writers wait meanwhile, so it is short.
PATIENCE = 200


def checkpoint(records: Records) -> bool:
    """Moves what is committed into the database file and empties the log; False where somebody was still reading it.

    Committing connections move pages too, from 1,000 on, but never shorten the file and never wait; PostgreSQL looks
    after itself.
    """
    if records.engine.dialect.name != "sqlite":
        return True
    connection = records.engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute(f"pragma busy_timeout={PATIENCE}")
        cursor.execute("pragma wal_checkpoint(truncate)")
        return cursor.fetchone() == (0, 0, 0)
    finally:
        connection.invalidate()
