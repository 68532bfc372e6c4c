"""One row of a file while it is judged: its cells, and what was found wrong or doubtful in them."""

from dataclasses import dataclass, field

from core import catalogue
from core.intake.cells import key
from core.intake.personal import masked

LONGEST_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Finding:
    """One cell that was refused or is doubtful, by sheet ("" where the file has none), row and column.

    `row` counts as a spreadsheet does, `letters` stand over the column ("" where it isn't one column); `value` is safe
    to show.
    """

    sheet: str
    row: int
    letters: str
    column: str
    value: str
    reason: str
    problem: str
    hint: str
    refused: bool


@dataclass(frozen=True)
class Sheet:
    """Where lines stand: the sheet's name, "" in a file without sheets, and the letters over its columns by key."""

    title: str = ""
    letters: dict[str, str] = field(default_factory=dict)
    alone: bool = True
    """Whether a row's number is enough to find it in the file."""

    def over(self, column: str) -> str:
        """The letters over a column; over the first of those that one field is read from; "" for no column."""
        return self.letters.get(key(column.split(" + ")[0]), "")


NOWHERE = Sheet()


class Line:
    """A row being judged. `refuse` keeps the whole row out; `doubt` keeps the row and gives up the cell."""

    __slots__ = ("cells", "findings", "number", "refused", "sheet")

    def __init__(self, number: int, cells: list[str], sheet: Sheet = NOWHERE) -> None:
        self.number = number
        self.cells = cells
        self.sheet = sheet
        self.findings: list[Finding] = []
        self.refused = False

    def refuse(self, column: str, value: str, reason: str, **words: object) -> None:
        self.refused = True
        self._note(column, value, reason, words, refused=True)

    def doubt(self, column: str, value: str, reason: str, **words: object) -> None:
        self._note(column, value, reason, words, refused=False)

    @property
    def place(self) -> str:
        """The row as it is named to people: by its number, after the sheet where there are several."""
        return str(self.number) if self.sheet.alone else f"{self.sheet.title}!{self.number}"

    @property
    def doubtful(self) -> bool:
        return bool(self.findings) and not self.refused

    def _note(self, column: str, value: str, reason: str, words: dict[str, object], *, refused: bool) -> None:
        problem = catalogue.say(f"intake.problem.{reason}", **words)
        hint = catalogue.say(f"intake.hint.{reason}", **words)
        sheet, letters = self.sheet.title, self.sheet.over(column)
        self.findings.append(Finding(sheet, self.number, letters, column, shown(value), reason, problem, hint, refused))


def shown(value: str) -> str:
    """A cell as a report may show it: no personal number, no long text, one line."""
    text = masked(" ".join(value.split()))
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"
