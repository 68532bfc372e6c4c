"""The report of an import as a workbook: every refused or doubtful cell, and what the import came to."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pandas as pd

from core import catalogue, clock
from core.documents.workbook import Column, Cover, Sheet, write
from core.intake.history import Batch
from core.intake.ledger import Outcome
from core.intake.report import COLUMNS, rows_of

# More findings than anybody reads in a sheet stay in the text file.
MOST = 100_000


def beside(outcome: Outcome) -> Path | None:
    """Writes the report of an import just made beside its text form; None where there is none, or too much of it."""
    if outcome.report is None or sum(group.count for group in outcome.groups) > MOST:
        return None
    file = outcome.report.with_suffix(".xlsx")
    file.touch(mode=0o600)
    file.write_bytes(_book(outcome.batch_id, outcome.report, catalogue.say("imports.operator"), []))
    return file


def make(batch: Batch, who: str) -> bytes:
    """The bytes (.xlsx) of a batch's report; a batch of which nothing was to be said has an empty table."""
    counts = [
        (catalogue.say(f"imports.count.{name}"), catalogue.say("intake.command.rows", count=count))
        for name, count in batch.counts.items()
    ]
    facts = [(catalogue.say("imports.column.file"), batch.file_name), *counts]
    return _book(batch.id, Path(batch.report) if batch.report else None, who, facts, batch.started_at)


def _book(
    batch_id: int, report: Path | None, who: str, facts: Sequence[tuple[str, str]], at: datetime | None = None
) -> bytes:
    rows = rows_of(report) if report else []
    frame = pd.DataFrame([vars(row) for row in rows], columns=list(COLUMNS))
    columns = [
        Column(name, catalogue.say(f"intake.report.{name}"), "integer" if name == "row" else "text") for name in COLUMNS
    ]
    cover = Cover(catalogue.say("imports.report.title", batch=batch_id), who, filters=facts, as_of=at or clock.now())
    return write([Sheet(catalogue.say("imports.report.sheet"), frame, columns)], cover)
