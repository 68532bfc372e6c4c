"""The report of an import as a workbook: every refused or doubtful cell, and what the import came to."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from io import StringIO
from pathlib import Path

import pandas as pd

from core import catalogue, clock
from core.documents.workbook import Column, Cover, Sheet, write
from core.intake.history import Batch
from core.intake.ledger import Outcome
from core.intake.rehearsal import Rehearsal
from core.intake.report import COLUMNS, Row, read_rows, rows_of

# More findings than anybody reads in a sheet stay in the text file.
MOST = 100_000


def beside(outcome: Outcome) -> Path | None:
    """Writes the report of an import just made beside its text form; None where there is none, or too much of it."""
    if outcome.report is None or sum(group.count for group in outcome.groups) > MOST:
        return None
    file = outcome.report.with_suffix(".xlsx")
    file.touch(mode=0o600)
    title = catalogue.say("imports.report.title", batch=outcome.batch_id)
    file.write_bytes(_book(title, rows_of(outcome.report), catalogue.say("imports.operator"), []))
    return file


def make(batch: Batch, who: str) -> bytes:
    """The bytes (.xlsx) of a batch's report; a batch of which nothing was to be said has an empty table."""
    rows = rows_of(Path(batch.report)) if batch.report else []
    title = catalogue.say("imports.report.title", batch=batch.id)
    return _book(title, rows, who, _facts(batch.file_name, batch.counts), batch.started_at)


def of_rehearsal(rehearsal: Rehearsal, file_name: str, who: str) -> bytes:
    """The same of an import that has only been tried."""
    rows = read_rows(StringIO((rehearsal.report or b"").decode("utf-8-sig"), newline=""), MOST)
    facts = _facts(file_name, vars(rehearsal.outcome.counts))
    return _book(catalogue.say("imports.report.rehearsal"), rows, who, facts)


def _facts(file_name: str, counts: Mapping[str, int]) -> list[tuple[str, str]]:
    said = [
        (catalogue.say(f"imports.count.{name}"), catalogue.say("intake.command.rows", count=count))
        for name, count in counts.items()
    ]
    return [(catalogue.say("imports.column.file"), file_name), *said]


def _book(
    title: str, rows: Sequence[Row], who: str, facts: Sequence[tuple[str, str]], at: datetime | None = None
) -> bytes:
    """Refusals first, as on the page; else in the order of the file."""
    refused = catalogue.say("intake.level.refused")
    ordered = sorted(rows, key=lambda row: row.level != refused)
    frame = pd.DataFrame([vars(row) for row in ordered], columns=list(COLUMNS))
    columns = [
        Column(name, catalogue.say(f"intake.report.{name}"), "integer" if name == "row" else "text") for name in COLUMNS
    ]
    cover = Cover(title, who, filters=facts, as_of=at or clock.now())
    return write([Sheet(catalogue.say("imports.report.sheet"), frame, columns)], cover)
