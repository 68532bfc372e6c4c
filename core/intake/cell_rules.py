"""How a mapping says where one field's text comes from, and which fields hold codes of which list."""

import re
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, model_validator

from core import catalogue

PLACEHOLDER = re.compile(r"\{([^{}]+)\}")
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


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CellRule(Strict):
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


class Coded(Strict):
    codes: Codes = {}

    @model_validator(mode="after")
    def _codes_exist(self) -> "Coded":
        for field, values in self.codes.items():
            if field not in CODED:
                raise ValueError(f"unknown_code_field {field}")
            known = codes_of(field)
            for code in values.values():
                if known is not None and code not in known:
                    raise ValueError(f"unknown_code {field} {code}")
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
