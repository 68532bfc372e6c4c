"""What a mapping file may say: which columns fill which fields, how values become codes, where places are named."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, model_validator

from core import catalogue
from core.intake.cell_rules import Cell, CellRule, Coded, Strict

KINDS = ("areas", "units", "rooms", "matters", "cases", "acts", "indicators")
# Kinds that are kept here and by nobody else: bodies and places, and what is worked on at desks: cases and acts.
REGISTERS = ("areas", "units", "rooms", "cases", "acts")
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,23}$")]
Level = Literal["prefecture", "county", "township", "village"]


class Source(Strict):
    """Where the rows come from; `as_of` is the latest day of a column, or a day of its own."""

    key: Key
    name: Annotated[str, Field(min_length=1, max_length=64)]
    mode: Literal["feed", "one_off"]
    interval_minutes: Annotated[int, Field(gt=0)] = 1440
    area: str | None = None
    as_of_column: str | None = None
    as_of_date: date | None = None


class File(Strict):
    delimiter: Annotated[str, Field(min_length=1, max_length=1)] | None = None
    empty: tuple[str, ...] | None = None


class AreaColumns(Strict):
    code: Cell
    name: Cell
    parent_code: Cell
    level: Cell | None = None
    township_kind: Cell | None = None
    valid_from: Cell | None = None
    valid_to: Cell | None = None


class AreaStep(Strict):
    """One level of a tree that is spread over columns of another table."""

    level: Level
    code: Cell
    name: Cell
    township_kind: Literal["town", "township", "subdistrict", "other"] | None = None
    code_system: str | None = None


class Areas(Coded):
    """Either one row an area (`columns`), or a tree spread over columns (`steps`, from the top down)."""

    code_system: Annotated[str, Field(max_length=32)] = "GB/T 2260"
    columns: AreaColumns | None = None
    steps: tuple[AreaStep, ...] = ()

    @model_validator(mode="after")
    def _says_one_thing(self) -> "Areas":
        if bool(self.columns) == bool(self.steps):
            raise ValueError("columns_or_steps")
        return self


class MatterColumns(Strict):
    ref: Cell
    reported_at: Cell
    matter_class: Cell | None = None
    accepted_at: Cell | None = None
    dispatched_at: Cell | None = None
    arrived_at: Cell | None = None
    resolved_at: Cell | None = None
    closed_at: Cell | None = None
    followed_up_at: Cell | None = None
    reopened_at: Cell | None = None
    reclosed_at: Cell | None = None
    due_on: Cell | None = None
    reopened_due_on: Cell | None = None
    on_time: Cell | None = None
    satisfaction: Cell | None = None
    nature: Cell | None = None
    source: Cell | None = None
    scale: Cell | None = None
    severity: Cell | None = None
    risk_level: Cell | None = None
    risk_reasons: Cell | None = None
    persons_band: Cell | None = None
    summary: Cell | None = None
    updated_at: Cell | None = None


class Place(Strict):
    """How a row names its area: by code, by names from the top down, or by the steps of [areas]."""

    code: Cell | None = None
    names: tuple[Cell, ...] = ()
    steps: bool = False
    code_system: str = "GB/T 2260"


class Unit(Strict):
    """The handling body, by id with its names, or by name alone; `prefixed` ids are the source's own."""

    id: Cell | None = None
    name: Cell | None = None
    prefixed: bool = True

    @model_validator(mode="after")
    def _says_something(self) -> "Unit":
        if not (self.id or self.name):
            raise ValueError("id_or_name")
        return self


class KnownType(Strict):
    """The code and the name under which a type that a source words in its own way is listed and shown."""

    code: Annotated[str, Field(min_length=1, max_length=16)]
    name: Annotated[str, Field(min_length=1, max_length=64)]


class Type(Strict):
    """The matter's type: a code (or name) of list A, C or W, or of the source's own list, which the import fills.

    `known` puts a code and a Chinese name in the place of what the source writes in another language; what it doesn't
    know is doubtful.
    """

    list: Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]{0,23}$")]
    code: Cell
    name: Cell | None = None
    detail_code: Cell | None = None
    detail_name: Cell | None = None
    known: dict[str, KnownType] = Field(default_factory=dict)

    @property
    def shipped(self) -> bool:
        return self.list in {row["list"] for row in catalogue.table("matter_types")}


class Matters(Coded):
    columns: MatterColumns
    area: Place = Place()
    unit: Unit | None = None
    category: Type | None = None


class CaseColumns(Strict):
    ref: Cell
    room: Cell
    code_list: Cell
    category: Cell
    applied_on: Cell
    matter: Cell | None = None
    area: Cell | None = None
    mediator: Cell | None = None
    channel: Cell | None = None
    link: Cell | None = None
    difficulty: Cell | None = None
    parties: Cell | None = None
    amount: Cell | None = None
    accepted_on: Cell | None = None
    agreed_on: Cell | None = None
    form: Cell | None = None
    agreed_amount: Cell | None = None
    performed_on: Cell | None = None
    confirmed_on: Cell | None = None
    ended_on: Cell | None = None
    end_reason: Cell | None = None
    visited_on: Cell | None = None
    satisfaction: Cell | None = None


class Cases(Coded):
    columns: CaseColumns


class ActColumns(Strict):
    ref: Cell
    action_kind: Cell
    area: Cell
    starts_on: Cell
    reference: Cell
    member_unit: Cell | None = None
    issuer: Cell | None = None
    basis: Cell | None = None
    ends_on: Cell | None = None
    lift_condition: Cell | None = None
    effect: Cell | None = None
    points: Cell | None = None
    lifted_on: Cell | None = None
    lift_reason: Cell | None = None
    number: Cell | None = None
    due_on: Cell | None = None
    received_on: Cell | None = None
    answered_on: Cell | None = None
    closed_on: Cell | None = None
    facts: Cell | None = None
    demands: Cell | None = None
    answer: Cell | None = None


class Acts(Coded):
    columns: ActColumns


class IndicatorColumns(Strict):
    indicator: Cell
    area: Cell
    period_start: Cell
    period_end: Cell
    unit: Cell
    value: Cell | None = None
    change_percent: Cell | None = None
    qualifier: Cell | None = None
    as_of: Cell | None = None
    citation: Cell | None = None


class Indicators(Coded):
    columns: IndicatorColumns
    code_system: str = "GB/T 2260"


class UnitColumns(Strict):
    code: Cell
    name: Cell
    area: Cell
    unit_kind: Cell | None = None
    unit_class: Cell | None = None
    connected: Cell | None = None


class RoomColumns(Strict):
    code: Cell
    name: Cell
    area: Cell
    room_kind: Cell
    speciality: Cell | None = None
    valid_from: Cell | None = None
    valid_to: Cell | None = None


class Units(Coded):
    columns: UnitColumns
    code_system: str = "GB/T 2260"


class Rooms(Coded):
    columns: RoomColumns
    code_system: str = "GB/T 2260"


Register = Units | Rooms


class Mapping(Strict):
    """A whole mapping file: one source, and how each kind of its rows is written."""

    source: Source
    file: File = File()
    areas: Areas | None = None
    units: Units | None = None
    rooms: Rooms | None = None
    matters: Matters | None = None
    cases: Cases | None = None
    acts: Acts | None = None
    indicators: Indicators | None = None

    @model_validator(mode="after")
    def _steps_are_there(self) -> "Mapping":
        if self.matters and self.matters.area.steps and not (self.areas and self.areas.steps):
            raise ValueError("steps_missing")
        return self


def rules(section: BaseModel) -> dict[str, CellRule]:
    """Every cell rule of a section and of what it contains, by its dotted key in the file."""
    found: dict[str, CellRule] = {}
    for name in type(section).model_fields:
        value = getattr(section, name)
        for key, item in _items(name, value):
            if isinstance(item, CellRule):
                found[key] = item
            elif isinstance(item, BaseModel):
                found |= {f"{key}.{inner}": rule for inner, rule in rules(item).items()}
    return found


def _items(name: str, value: Any) -> list[tuple[str, Any]]:
    return [(f"{name}[{n}]", item) for n, item in enumerate(value)] if isinstance(value, tuple) else [(name, value)]
