"""What a list of cases shows: its columns and, for a page of rows, the words in them; free text for its bodies only."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd

from core import catalogue, clock, titles
from core.access import Person
from core.definitions import Metric
from core.documents.workbook import Column, Kind
from core.periods import Span
from core.words import Words
from db.queries import accountability_rows, cases, mediation_rows, report_rows, subsidy_rows
from db.queries.accountability_rows import ActionRow
from db.queries.cases import BodyRow, Key, MatterRow, ReturnRow, Size
from db.queries.mediation_rows import MediationRow
from db.queries.report_rows import ReportRow
from db.queries.subsidy_rows import SubsidyRow
from db.session import Session

# By what a list can be ordered, the usual way first: the date columns of the fact, "-" for the latest first.
_BODIES = ("-begins_on", "begins_on")
_ORDERS: Mapping[str, tuple[str, ...]] = {
    "fact_matter": ("-opened_on", "opened_on", "due_on", "-closed_on"),
    "fact_mediation": ("-accepted_on", "accepted_on", "due_on", "-concluded_on"),
    "fact_accountability": ("-effective_on", "effective_on", "answer_due_on"),
    "fact_subsidy": ("-claimed_on", "claimed_on", "-decided_on"),
    "fact_report": ("-due_on", "due_on", "-returned_on"),
    "fact_post": _BODIES,
    "fact_grid": _BODIES,
    "fact_room": _BODIES,
    "dim_area": _BODIES,
    "fact_indicator": ("period_start",),
}
_KINDS: Mapping[str, Kind] = {
    **dict.fromkeys(("applied_on", "accepted_on", "concluded_on", "claimed_on", "decided_on"), "date"),
    **dict.fromkeys(("effective_on", "ceases_on", "issued_on", "answer_due_on", "answered_on"), "date"),
    **dict.fromkeys(("opened_on", "due_on", "closed_on", "begins_on", "ends_on", "as_of"), "date"),
    **dict.fromkeys(("returned_on", "escalated_on"), "date"),
    **dict.fromkeys(("code", "source_ref"), "code"),
    "found": "integer",
    "amount": "number",
    "value": "number",
}
_MATTER = (
    *("source_ref", "area", "matter_class", "category", "source", "severity", "risk_level"),
    *("opened_on", "due_on", "closed_on", "status", "unit", "summary", "code"),
)
_MEDIATION = (
    *("code", "area", "category", "room", "channel", "applied_on", "accepted_on", "due_on", "concluded_on"),
    "mediation_state",
)
_SUBSIDY = (
    *("code", "area", "room", "difficulty", "form", "claimed_on", "decided_on", "subsidy_state", "kind_of_line"),
)
_ACT = (
    *("area", "body", "action_kind", "action_basis", "effective_on", "ceases_on"),
    *("issued_on", "answer_due_on", "answered_on", "action_state"),
)
_REPORT = ("area", "duty", "unit", "period", "due_on", "returned_on", "found", "escalated_on")
_BODY = ("name", "kind", "area", "begins_on", "ends_on")
_RETURN = ("area", "begins_on", "ends_on", "value", "qualifier", "revision", "as_of", "source", "citation")
FREE_TEXT = "summary"


def orders(fact: str) -> tuple[str, ...]:
    """The orders in which a fact's rows can be listed, the usual one first."""
    return _ORDERS[fact]


def table(
    session: Session, metric: Metric, keys: Sequence[Key], words: Words, by: Person, size: Size
) -> tuple[Sequence[Column], pd.DataFrame]:
    """Columns and rows for these keys, in their order; a row that has gone meanwhile is left out.

    Where rows count more or less than one, a column says how much; free text has a column where any of it may be read.
    The number that the office gave comes first; ours, which tells sources apart, has a column where two share theirs.
    """
    names, rows = _rows(session, metric, [key.key for key in keys], words, by)
    found = [rows[key.key] | {"amount": key.amount / metric.scale} for key in keys if key.key in rows]
    if all(row.get(FREE_TEXT) in (None, catalogue.say("cases.masked")) for row in found):
        names = tuple(name for name in names if name != FREE_TEXT)
    given = [row.get("source_ref") for row in found]
    if all(row.get("code") == row.get("source_ref") for row in found) or (any(given) and len({*given}) == len(given)):
        names = tuple(name for name in names if name != "code")
    if metric.kind != "reported" and size.rows != size.amount:
        names = (*names, "amount")
    columns = [_column(name, metric) for name in names]
    return columns, pd.DataFrame(found, columns=[column.name for column in columns], dtype=object)


def _rows(
    session: Session, metric: Metric, keys: list[tuple[int, ...]], words: Words, by: Person
) -> tuple[tuple[str, ...], dict[tuple[int, ...], dict[str, Any]]]:
    if metric.fact == "fact_matter":
        found = cases.matters(session, keys)
        return _MATTER, {key: _matter(row, words, by) for key, row in found.items()}
    if metric.fact == "fact_mediation":
        handled = mediation_rows.handlings(session, keys)
        return _MEDIATION, {key: _mediation(row, words) for key, row in handled.items()}
    if metric.fact == "fact_accountability":
        acts = accountability_rows.actions(session, keys)
        return _ACT, {key: _act(row, words) for key, row in acts.items()}
    if metric.fact == "fact_subsidy":
        claimed = subsidy_rows.lines(session, [key[0] for key in keys])
        return _SUBSIDY, {(key,): _subsidy(row, words) for key, row in claimed.items()}
    if metric.fact == "fact_report":
        owed = report_rows.reports(session, [key[0] for key in keys])
        return _REPORT, {(key,): _report(row, words) for key, row in owed.items()}
    if metric.fact == "fact_indicator":
        reported = cases.returns(session, [key[0] for key in keys])
        return _RETURN, {(key,): _return(row, words) for key, row in reported.items()}
    bodies = cases.bodies(session, metric.fact, keys)
    return _BODY, {key: _body(row, words) for key, row in bodies.items()}


def _column(name: str, metric: Metric) -> Column:
    label = catalogue.say(f"cases.column.{name}")
    if name in ("amount", "value"):
        return Column(name, label, "number", metric.decimals, metric.unit if name == "value" else "")
    return Column(name, label, _KINDS.get(name, "text"))


def _report(row: ReportRow, words: Words) -> dict[str, Any]:
    told = {name: getattr(row, name) for name in ("due_on", "returned_on", "found", "escalated_on")}
    return {
        "area": place(words, row.area),
        "duty": catalogue.label("duty", row.duty),
        "unit": words.of("handling_unit", row.bearer) if row.bearer else "",
        "period": titles.span_words(Span(row.period_start, row.period_end, row.period_unit)),
        **told,
    }


def _matter(row: MatterRow, words: Words, by: Person) -> dict[str, Any]:
    kind = words.of("category", row.category) if row.category else catalogue.say("common.unknown")
    return {
        "code": row.code,
        "source_ref": row.source_ref,
        "area": place(words, row.area),
        "matter_class": catalogue.label("matter_class", row.matter_class),
        "category": kind,
        "source": catalogue.label("source", row.source),
        "severity": _graded("severity", row.severity),
        "risk_level": _graded("risk_level", row.risk_level),
        "opened_on": _day(row.opened_at),
        "due_on": row.due_on,
        "closed_on": _day(row.closed_at) if row.closed_dated else None,
        "status": catalogue.label("status", row.status),
        "unit": row.unit or catalogue.say("common.unknown"),
        "summary": _summary(row, words, by),
    }


def _mediation(row: MediationRow, words: Words) -> dict[str, Any]:
    return {
        "code": row.code,
        "area": place(words, row.area),
        "category": words.of("category", row.category),
        "room": words.of("room", row.room),
        "channel": words.of("channel", row.channel),
        "applied_on": _day(row.applied_at),
        "accepted_on": _day(row.accepted_at),
        "due_on": row.due_on,
        "concluded_on": _day(row.concluded_at),
        "mediation_state": catalogue.label("mediation_state", row.status),
    }


def _subsidy(row: SubsidyRow, words: Words) -> dict[str, Any]:
    return row._asdict() | {
        "area": place(words, row.area),
        "room": words.of("room", row.room),
        "difficulty": catalogue.label("difficulty", row.difficulty),
        "form": catalogue.label("agreement_form", row.form),
        "subsidy_state": catalogue.label("subsidy_state", row.state),
        "kind_of_line": catalogue.say(f"subsidy.kind.{'reversal' if row.reverses else 'claim'}"),
    }


def _act(row: ActionRow, words: Words) -> dict[str, Any]:
    planned = row.planned_end + timedelta(days=1) if row.planned_end else None
    coded = {
        name: catalogue.label(name, getattr(row, name)) for name in ("action_kind", "action_basis", "action_state")
    }
    return (
        row._asdict()
        | coded
        | {
            "area": place(words, row.area),
            "body": row.unit or words.of("area", row.area),
            "ceases_on": min((day for day in (planned, row.lifted_on) if day), default=None),
        }
    )


def _summary(row: MatterRow, words: Words, by: Person) -> str | None:
    """Free text is for the office whose own bodies handle the matter; anybody else is told that there is some."""
    if not row.summary:
        return None
    own = by.area_code and row.unit_area and words.areas.contains(by.area_code, row.unit_area)
    return row.summary if own else catalogue.say("cases.masked")


def _body(row: BodyRow, words: Words) -> dict[str, Any]:
    lists = ("centre_type", "room_kind", "area_level")
    kinds = {code: name for code_list in lists for code, name in catalogue.code_labels(code_list).items()}
    return row._asdict() | {"area": place(words, row.area), "kind": kinds.get(row.kind or "")}


def _return(row: ReturnRow, words: Words) -> dict[str, Any]:
    said = "restated" if row.revision else "as_reported"
    return row._asdict() | {
        "area": words.of("area", row.area),
        "value": None if row.value is None else float(row.value),
        "qualifier": catalogue.label("qualifier", row.qualifier),
        "revision": catalogue.say(f"cases.{said}", number=row.revision),
    }


def place(words: Words, code: str | None) -> str:
    """The place with those above it from the county down: villages of one name are many."""
    path: Iterable[str] = (area.name for area in words.areas.path(code)[2:]) if code else ()
    return " ".join(path) or words.of("area", code)


def _graded(code_list: str, code: str | None) -> str | None:
    return catalogue.label(code_list, code) if code else None


def _day(instant: datetime | None) -> date | None:
    return clock.local_day(instant) if instant else None
