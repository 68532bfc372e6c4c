"""The statistical return of mediation: what was accepted in a period, by subject, source and channel; it must add up.

Each row is a whole: accepted = agreed + ended + going on, agreed = oral + written. A published form whose success is
100 % had only settled cases entered, and sums that ran on from one column into the next; `faults` finds both.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from core import catalogue
from core.documents.workbook import Column, Sheet
from core.metrics import measure
from core.scope import UNKNOWN, Scope
from core.words import Words
from db.read_model.model import ReadModel

DIVISIONS = ("category", "source", "channel")
COUNTS = {
    "accepted": "mediation_accepted",
    "agreed": "mediation_agreed",
    "ended": "mediation_ended",
    "performed": "mediation_performed",
    "confirmed": "mediation_confirmed",
    "parties": "mediation_parties",
    "amount": "mediation_agreed_amount",
}
COLUMNS = ("accepted", "agreed", "oral", "written", "ended", "going_on", "performed", "confirmed", "parties", "amount")
TOTAL = "total"
SUSPICIOUS = 30
"""So many cases without a single one that failed or goes on: then only settled ones were entered."""


def form(model: ReadModel, scope: Scope, division: str) -> pd.DataFrame:
    """A row for each code of the division (column "code"), the last the total, counted by itself and not summed."""
    parts = _counted(model, scope, (division,))
    whole = _counted(model, scope, ())
    rows = [{"code": code} | parts[code] for code in sorted(parts)]
    return pd.DataFrame(
        [*rows, {"code": TOTAL} | whole.get("", dict.fromkeys(COLUMNS, 0.0))], columns=["code", *COLUMNS]
    )


def faults(table: pd.DataFrame) -> list[str]:
    """What doesn't add up (codes of mediation.returns.fault), none for a sound form."""
    total, rows = table[table["code"] == TOTAL].iloc[0], table[table["code"] != TOTAL]
    found = []
    if any(abs(rows[name].sum() - total[name]) > 0.004 for name in COLUMNS):
        found.append("columns")
    if (table["accepted"] != table["agreed"] + table["ended"] + table["going_on"]).any():
        found.append("outcome")
    if (table["agreed"] != table["oral"] + table["written"]).any():
        found.append("agreement")
    if (table[["agreed", "performed", "confirmed"]].max(axis=1) > table["accepted"]).any():
        found.append("success")
    if total["accepted"] >= SUSPICIOUS and total["agreed"] == total["accepted"]:
        found.append("only_settled")
    return found


def sheet(table: pd.DataFrame, division: str, title: str, words: Words) -> Sheet:
    """The form as a table of a workbook, in words."""
    frame = table.assign(code=[named(division, code, words) for code in table["code"]])
    columns = [Column("code", catalogue.label("dimension", division))]
    columns += [Column(name, header(name), "number", 2) if name == "amount" else Column(name, header(name), "integer")
                for name in COLUMNS]  # fmt: skip
    return Sheet(title, frame, columns)


def header(name: str) -> str:
    return catalogue.say(f"mediation.returns.column.{name}")


def named(division: str, code: str, words: Words) -> str:
    return catalogue.say("mediation.returns.total") if code == TOTAL else words.of(division, code)


def _counted(model: ReadModel, scope: Scope, by: Sequence[str]) -> dict[str, dict[str, float]]:
    """By code (UNKNOWN for none, "" where nothing divides) every column; what isn't counted there is none."""
    found: dict[str, dict[str, float]] = {}
    keys = {metric: name for name, metric in COUNTS.items()}
    for row in _rows(measure(model, list(COUNTS.values()), scope, by=by)):
        _cell(found, row, by)[keys[row["metric"]]] = _number(row)
    for row in _rows(measure(model, [COUNTS["agreed"]], scope, by=(*by, "agreement_form"))):
        if row["agreement_form"] in ("oral", "written"):
            _cell(found, row, by)[row["agreement_form"]] = _number(row)
    for cells in found.values():
        cells["going_on"] = cells["accepted"] - cells["agreed"] - cells["ended"]
    return {code: cells for code, cells in found.items() if cells["accepted"]}


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return frame.astype(object).to_dict("records")  # type: ignore[return-value]


def _cell(found: dict[str, dict[str, float]], row: Mapping[str, Any], by: Sequence[str]) -> dict[str, float]:
    code = (row[by[0]] or UNKNOWN) if by else ""
    return found.setdefault(code, dict.fromkeys(COLUMNS, 0.0))


def _number(row: Mapping[str, Any]) -> float:
    return 0.0 if row["value"] != row["value"] else float(row["value"])
