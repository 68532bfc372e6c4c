"""Trying an import: the very same work on a copy of what it looks at, so that nothing is written before a yes."""

import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from core.access import Person
from core.intake import importing
from core.intake.importing import Progress
from core.intake.ledger import Outcome
from core.intake.mapping_file import load
from core.intake.report import Row, rows_of
from db.queries import scratch
from db.session import Records

MOST_SHOWN = 200


@dataclass(frozen=True)
class Rehearsal:
    """What an import would do: its outcome (of a batch that doesn't exist), the first lines of its report, and all."""

    outcome: Outcome
    findings: list[Row]
    report: bytes | None = None
    """The whole report as the text file that the import would leave; None where there is nothing to say."""


def rehearse(
    records: Records,
    kind: str,
    path: Path,
    mapping: str,
    *,
    by: Person,
    progress: Progress = lambda done, total: None,
    name: str = "",
) -> Rehearsal:
    """Like `importing.run`, with the same refusals, on a scratch database that is gone afterwards."""
    importing.check_right(by, kind)
    source = load(mapping).rules.source.key
    with tempfile.TemporaryDirectory(prefix="fengqiao-rehearsal-") as folder:
        home = Path(folder)
        with scratch.scratch(records, home, source) as made:

            def expect(refs: Iterable[str]) -> None:
                if kind == "cases":
                    scratch.bring_cases(records, made, list(refs))
                elif kind != "acts":
                    scratch.bring(records, made, source, list(refs))

            if kind == "acts":
                scratch.bring_acts(records, made)
            person = replace(by, account_id=None)
            outcome = importing.run(
                made, kind, path, mapping, by=person, home=home, progress=progress, name=name, expect=expect
            )
        findings = rows_of(outcome.report, MOST_SHOWN) if outcome.report else []
        report = outcome.report.read_bytes() if outcome.report else None
        return Rehearsal(replace(outcome, report=None), findings, report)
