"""One row of a file while it is judged: its cells, and what was found wrong or doubtful in them."""

from dataclasses import dataclass

from core import catalogue
from core.intake.personal import masked

LONGEST_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Finding:
    """One cell that was refused or is doubtful. `row` counts from 1 at the header; `value` is safe to show."""

    row: int
    column: str
    value: str
    reason: str
    problem: str
    hint: str
    refused: bool


class Line:
    """A row being judged. `refuse` keeps the whole row out; `doubt` keeps the row and gives up the cell."""

    __slots__ = ("cells", "findings", "number", "refused")

    def __init__(self, number: int, cells: list[str]) -> None:
        self.number = number
        self.cells = cells
        self.findings: list[Finding] = []
        self.refused = False

    def refuse(self, column: str, value: str, reason: str, **words: object) -> None:
        self.refused = True
        self._note(column, value, reason, words, refused=True)

    def doubt(self, column: str, value: str, reason: str, **words: object) -> None:
        self._note(column, value, reason, words, refused=False)

    @property
    def doubtful(self) -> bool:
        return bool(self.findings) and not self.refused

    def _note(self, column: str, value: str, reason: str, words: dict[str, object], *, refused: bool) -> None:
        problem = catalogue.say(f"intake.problem.{reason}", **words)
        hint = catalogue.say(f"intake.hint.{reason}", **words)
        self.findings.append(Finding(self.number, column, shown(value), reason, problem, hint, refused))


def shown(value: str) -> str:
    """A cell as a report may show it: no personal number, no long text, one line."""
    text = masked(" ".join(value.split()))
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"
