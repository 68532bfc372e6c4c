"""Templates: an empty workbook for each kind of import, which the standard mapping reads as it is."""

from core import catalogue
from core.documents import form
from core.documents.form import Field, Kind
from core.intake.cell_rules import CODED
from core.intake.columns import TableColumn, standard
from core.mediation.registering import LISTS

MOMENTS = ("_at",)
DAYS = ("_on", "_from", "_to", "_start", "_end", "as_of")
NUMBERS = ("value", "change_percent", "points")
# What may also be written otherwise than in the list: by code, or several in one cell.
OPEN = ("code", "indicator", "unit")
SEVERAL = ("risk_reasons",)
# Types of disputes and of other matters; those of list C are names for disputes of list A, understood but not offered.
OFFERED = ("A", "W")


def make(kind: str) -> bytes:
    """The template's bytes (.xlsx) for a kind of mapping.KINDS."""
    fields = [_field(kind, column) for column in standard(kind)]
    notes = [catalogue.say("templates.notes.colour"), catalogue.say("templates.notes.people")]
    return form.write(title(kind), fields, [*notes, catalogue.say(f"templates.{kind}.note")])


def title(kind: str) -> str:
    """What the table is called, and its file."""
    return catalogue.say(f"templates.{kind}.title")


def _field(kind: str, column: TableColumn) -> Field:
    key = f"templates.{kind}.{column.field}"
    shape = _kind(column.key)
    choices = () if column.key in SEVERAL else _choices(kind, column)
    words = "several" if column.key in SEVERAL else "choice" if choices and _closed(column) else shape
    return Field(
        column.name,
        shape,
        column.required,
        catalogue.say(f"{key}.meaning"),
        catalogue.say(f"templates.format.{words}"),
        catalogue.say(f"{key}.example"),
        choices,
        _closed(column),
    )


def _kind(key: str) -> Kind:
    if key.endswith(MOMENTS):
        return "moment"
    return "date" if key.endswith(DAYS) else "number" if key in NUMBERS else "text"


def _closed(column: TableColumn) -> bool:
    return column.key in CODED and column.key not in OPEN


def _choices(kind: str, column: TableColumn) -> tuple[str, ...]:
    if kind == "matters" and column.field == "category_code":
        return tuple(dict.fromkeys(row["name"] for row in catalogue.table("matter_types") if row["list"] in OFFERED))
    if kind == "cases" and column.key == "category":
        return tuple(dict.fromkeys(row["name"] for row in catalogue.table("matter_types") if row["list"] in LISTS))
    return column.values or column.words
