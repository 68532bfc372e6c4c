"""What a mapping file may say: which columns fill which fields, how values become codes, where places are named."""

import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from core import catalogue

PLACEHOLDER = re.compile(r"\{([^{}]+)\}")
KINDS = ("areas", "units", "rooms", "matters", "cases", "acts", "indicators")
# Kinds that are kept here and by nobody else: bodies and places, and what is worked on at desks: cases and acts.
REGISTERS = ("areas", "units", "rooms", "cases", "acts")
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,23}$")]
Level = Literal["prefecture", "county", "township", "village"]
Codes = dict[str, dict[str, str]]
# Fields that hold a code, with the list of labels.toml that closes them.
CODED = {
    "matter_class": "matter_class",
    "nature": "nature",
    "source": "source",
    "scale": "scale",
    "severity": "severity",
    "risk_level": "risk_level",
    "risk_reasons": "risk_reason",
    "persons_band": "persons_band",
    "satisfaction": "satisfaction",
    "on_time": "truth",
    "level": "area_level",
    "township_kind": "township_kind",
    "qualifier": "qualifier",
    "unit_kind": "unit_kind",
    "unit_class": "unit_class",
    "connected": "truth",
    "room_kind": "room_kind",
    "speciality": "speciality",
    "channel": "channel",
    "link": "link",
    "difficulty": "difficulty",
    "form": "agreement_form",
    "end_reason": "mediation_ended_reason",
    "code_list": "case_list",
    "action_kind": "action_kind",
    "basis": "action_basis",
    "lift_condition": "lift_condition",
    "effect": "action_effect",
    "lift_reason": "accountability_lift_reason",
    "indicator": None,
    "unit": None,
}


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CellRule(_Strict):
    """Where a field's text comes from: one column, the first filled of several, a constant, or a template of columns.

    `optional`: the file may lack the column. `undated`: the date is only a place-holder for one that isn't known.
    `serial`: an identifier known to be a running number, so that it is not taken for somebody's phone number.
    `empty`: what stands for nothing here, beside what does in the whole file.
    """

    column: str | None = None
    columns: tuple[str, ...] = ()
    constant: str | None = None
    template: str | None = None
    optional: bool = False
    undated: bool = False
    serial: bool = False
    empty: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _says_one_thing(self) -> "CellRule":
        if sum(map(bool, (self.column, self.columns, self.constant, self.template))) != 1:
            raise ValueError("one_of_four")
        return self

    @property
    def names(self) -> tuple[str, ...]:
        """The columns that it reads."""
        if self.template:
            return tuple(PLACEHOLDER.findall(self.template))
        return (self.column,) if self.column else self.columns


def _rule(given: Any) -> Any:
    return {"column": given} if isinstance(given, str) else {"columns": given} if isinstance(given, list) else given


Cell = Annotated[CellRule, BeforeValidator(_rule)]


class Source(_Strict):
    """Where the rows come from; `as_of` is the latest day of a column, or a day of its own."""

    key: Key
    name: Annotated[str, Field(min_length=1, max_length=64)]
    mode: Literal["feed", "one_off"]
    interval_minutes: Annotated[int, Field(gt=0)] = 1440
    area: str | None = None
    as_of_column: str | None = None
    as_of_date: date | None = None


class File(_Strict):
    delimiter: Annotated[str, Field(min_length=1, max_length=1)] | None = None
    empty: tuple[str, ...] | None = None


class _Coded(_Strict):
    codes: Codes = {}

    @model_validator(mode="after")
    def _codes_exist(self) -> "_Coded":
        for field, values in self.codes.items():
            if field not in CODED:
                raise ValueError(f"unknown_code_field {field}")
            known = codes_of(field)
            for code in values.values():
                if known is not None and code not in known:
                    raise ValueError(f"unknown_code {field} {code}")
        return self


class AreaColumns(_Strict):
    code: Cell
    name: Cell
    parent_code: Cell
    level: Cell | None = None
    township_kind: Cell | None = None
    valid_from: Cell | None = None
    valid_to: Cell | None = None


class AreaStep(_Strict):
    """One level of a tree that is spread over columns of another table."""

    level: Level
    code: Cell
    name: Cell
    township_kind: Literal["town", "township", "subdistrict", "other"] | None = None
    code_system: str | None = None


class Areas(_Coded):
    """Either one row an area (`columns`), or a tree spread over columns (`steps`, from the top down)."""

    code_system: Annotated[str, Field(max_length=32)] = "GB/T 2260"
    columns: AreaColumns | None = None
    steps: tuple[AreaStep, ...] = ()

    @model_validator(mode="after")
    def _says_one_thing(self) -> "Areas":
        if bool(self.columns) == bool(self.steps):
            raise ValueError("columns_or_steps")
        return self


class MatterColumns(_Strict):
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


class Place(_Strict):
    """How a row names its area: by code, by names from the top down, or by the steps of [areas]."""

    code: Cell | None = None
    names: tuple[Cell, ...] = ()
    steps: bool = False
    code_system: str = "GB/T 2260"


class Unit(_Strict):
    """The handling body, by id with its names, or by name alone; `prefixed` ids are the source's own."""

    id: Cell | None = None
    name: Cell | None = None
    prefixed: bool = True

    @model_validator(mode="after")
    def _says_something(self) -> "Unit":
        if not (self.id or self.name):
            raise ValueError("id_or_name")
        return self


class KnownType(_Strict):
    """The code and the name under which a type that a source words in its own way is listed and shown."""

    code: Annotated[str, Field(min_length=1, max_length=16)]
    name: Annotated[str, Field(min_length=1, max_length=64)]


class Type(_Strict):
    """The matter's type: a code (or name) of list A, C or W, or of the source's own list, which the import fills.

    `known` puts a code and a Chinese name in the place of what the source writes in another language; what it doesn't
    know is doubtful.
    """

    list: Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]{0,23}$")]
    code: Cell
    name: Cell | None = None
    detail_code: Cell | None = None
    detail_name: Cell | None = None
    known: dict[str, KnownType] = {}

    @property
    def shipped(self) -> bool:
        return self.list in {row["list"] for row in catalogue.table("matter_types")}


class Matters(_Coded):
    columns: MatterColumns
    area: Place = Place()
    unit: Unit | None = None
    category: Type | None = None


class CaseColumns(_Strict):
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


class Cases(_Coded):
    columns: CaseColumns


class ActColumns(_Strict):
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


class Acts(_Coded):
    columns: ActColumns


class IndicatorColumns(_Strict):
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


class Indicators(_Coded):
    columns: IndicatorColumns
    code_system: str = "GB/T 2260"


class UnitColumns(_Strict):
    code: Cell
    name: Cell
    area: Cell
    unit_kind: Cell | None = None
    unit_class: Cell | None = None
    connected: Cell | None = None


class RoomColumns(_Strict):
    code: Cell
    name: Cell
    area: Cell
    room_kind: Cell
    speciality: Cell | None = None
    valid_from: Cell | None = None
    valid_to: Cell | None = None


class Units(_Coded):
    columns: UnitColumns
    code_system: str = "GB/T 2260"


class Rooms(_Coded):
    columns: RoomColumns
    code_system: str = "GB/T 2260"


Register = Units | Rooms


class Mapping(_Strict):
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


def codes_of(field: str) -> frozenset[str] | None:
    """The codes that a field may hold; None where the list is open."""
    name = CODED[field]
    if name == "truth":
        return frozenset(("yes", "no"))
    return frozenset(catalogue.code_labels(name)) - {"root"} if name else None


def words_of(field: str) -> tuple[str, ...]:
    """What may be written in a coded field; empty where it takes any word."""
    name = CODED.get(field)
    if name == "truth":
        words = catalogue.document("reading")["truth"]
        return words["yes"][0], words["no"][0]
    known = codes_of(field) if name else None
    labels = catalogue.code_labels(name) if name and known else {}
    return tuple(label for code, label in labels.items() if code in (known or ()))


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
