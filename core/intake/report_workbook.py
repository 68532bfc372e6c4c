"""The report of an import as a workbook: every refused or doubtful cell, and what the import came to."""

from pathlib import Path

import pandas as pd

from core import catalogue
from core.documents.workbook import Column, Cover, Sheet, write
from core.intake.history import Batch
from core.intake.report import COLUMNS, rows_of


def make(batch: Batch, who: str) -> bytes:
    """The bytes (.xlsx) of a batch's report; a batch of which nothing was to be said has an empty table."""
    rows = rows_of(Path(batch.report)) if batch.report else []
    frame = pd.DataFrame([vars(row) for row in rows], columns=list(COLUMNS))
    columns = [
        Column(name, catalogue.say(f"intake.report.{name}"), "integer" if name == "row" else "text") for name in COLUMNS
    ]
    counts = [
        (catalogue.say(f"imports.count.{name}"), catalogue.say("intake.command.rows", count=count))
        for name, count in batch.counts.items()
    ]
    cover = Cover(
        catalogue.say("imports.report.title", batch=batch.id),
        who,
        filters=[(catalogue.say("imports.column.file"), batch.file_name), *counts],
        as_of=batch.started_at,
    )
    return write([Sheet(catalogue.say("imports.report.sheet"), frame, columns)], cover)
