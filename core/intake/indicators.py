"""Taking indicator returns in: stored as reported; what a feed says anew becomes a restatement beside the first."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from core import catalogue, clock
from core.intake import fields
from core.intake.header import Header
from core.intake.ledger import Ledger, Portion
from core.intake.line import Line
from core.intake.mapping import IndicatorColumns, Indicators, Source
from core.intake.places import Place, Places
from db.models import IndicatorReturn
from db.queries import intake as queries

INDICATOR = re.compile(r"[a-z][a-z0-9_]{0,39}")
CONTENT = ("value", "unit", "change_percent", "change_decimals", "qualifier", "as_of", "citation")
EXACT = Decimal("0.0001")
Key = tuple[str, int, date, date]


@dataclass(slots=True)
class Return:
    """One reported figure: its natural key and its content in the order of CONTENT."""

    key: Key
    content: dict[str, Any]


class IndicatorReader:
    def __init__(self, rules: Indicators, header: Header, places: Places, within: Place | None) -> None:
        self._places, self._system, self._within = places, rules.code_system, within
        self._columns = {name: header.bind(getattr(rules.columns, name)) for name in IndicatorColumns.model_fields}
        self._coders = {
            name: fields.Coder(name, column, rules.codes.get(name, {}))
            for name in ("indicator", "unit", "qualifier")
            if (column := self._columns[name])
        }
        header.prove()

    def read(self, line: Line) -> Return | None:
        """The return of a line, or None where the line is refused."""
        indicator, unit = self._coded(line, "indicator", INDICATOR), self._coded(line, "unit", re.compile(".{1,16}"))
        place = self._place(line)
        starts = fields.moment(line, self._columns["period_start"], required=True)
        ends = fields.moment(line, self._columns["period_end"], required=True, future=True)
        if starts and ends and ends.moment.day < starts.moment.day:
            line.refuse(ends.column, ends.text, "ends_before_start", start=starts.text)
        value, _ = fields.number(line, self._columns["value"])
        change, decimals = fields.number(line, self._columns["change_percent"])
        if value is None and change is None and not line.refused:
            line.refuse("", "", "nothing_reported")
        qualifier = self._coders["qualifier"].read(line) if "qualifier" in self._coders else None
        as_of = fields.moment(line, self._columns["as_of"])
        citation = fields.text(line, self._columns["citation"], 255)
        if line.refused or not (starts and ends and place):
            return None
        rest = (qualifier or "exact", as_of.moment.day if as_of else None, citation)
        content = (_exact(value), unit, _exact(change), None if change is None else decimals, *rest)
        return Return(
            (indicator, place.id, starts.moment.day, ends.moment.day), dict(zip(CONTENT, content, strict=True))
        )

    def _coded(self, line: Line, name: str, form: re.Pattern[str]) -> str:
        column, code = self._columns[name], self._coders[name].read(line) if name in self._coders else None
        if not code:
            line.refuse(column.title if column else "", "", "missing")
        elif not form.fullmatch(code):
            line.refuse(column.title if column else "", code, f"unknown_{name}")
        return code or ""

    def _place(self, line: Line) -> Place | None:
        column = self._columns["area"]
        text = column.read(line.cells) if column else ""
        named = [] if not text else self._places.by_name(text, None)
        place = self._places.by_code(self._system, text) if text else None
        place = place or (named[0] if len(named) == 1 else None)
        if place is None:
            line.refuse(column.title if column else "", text, "return_area" if text else "missing")
        elif self._within and not place.within(self._within):
            line.refuse(column.title if column else "", text, "outside_own_area", area=self._within.name)
        return place


class IndicatorIntake:
    """Writes portions of returns: same content nothing, other content a revision (feed) or a refusal (one-off)."""

    def __init__(self, source: Source, rules: Indicators, places: Places, within: Place | None) -> None:
        self._source, self._rules, self._places, self._within = source, rules, places, within

    def reader(self, header: Header) -> IndicatorReader:
        return IndicatorReader(self._rules, header, self._places, self._within)

    def write(self, ledger: Ledger, reader: IndicatorReader, lines: Sequence[Line]) -> None:
        pairs = [(line, row) for line in lines if not line.refused and (row := reader.read(line))]
        with ledger.portion(lines) as portion:
            latest = self._latest(portion, {row.key[0] for _, row in pairs})
            rows = list(self._judged(portion, pairs, latest))
            portion.insert(IndicatorReturn, rows)
        for _, row in pairs:
            ledger.seen(None, row.content["as_of"] or row.key[3])

    def facts(self) -> dict[str, int]:
        return {}

    def _latest(self, portion: Portion, indicators: set[str]) -> dict[Key, tuple[int, dict[str, Any]]]:
        stored = queries.returns(portion.session, portion.source_id, indicators)
        return {
            (row.indicator, row.area_id, row.period_start, row.period_end): (row.revision, _content(row))
            for row in stored
        }

    def _judged(
        self, portion: Portion, pairs: Sequence[tuple[Line, Return]], latest: dict[Key, tuple[int, dict[str, Any]]]
    ) -> Iterator[dict[str, Any]]:
        for line, row in pairs:
            revision, before = latest.get(row.key, (-1, row.content))
            if revision >= 0 and before == row.content:
                portion.unchanged += 1
            elif revision >= 0 and self._source.mode == "one_off":
                line.refuse("", row.key[0], "other_content", difference=_difference(before, row.content))
            elif revision >= 0 and _older(row.content, before):
                line.doubt("", row.key[0], "stale_row")
                portion.unchanged += 1
            else:
                portion.changed += revision >= 0
                portion.added += revision < 0
                latest[row.key] = (revision + 1, row.content)
                yield self._stored(portion, row, revision + 1)

    def _stored(self, portion: Portion, row: Return, revision: int) -> dict[str, Any]:
        key = dict(zip(("indicator", "area_id", "period_start", "period_end"), row.key, strict=True))
        fixed = {"revision": revision, "reported_at": clock.now(), "data_source_id": portion.source_id}
        return key | row.content | fixed


def _exact(number: Decimal | None) -> Decimal | None:
    return None if number is None else number.quantize(EXACT)


def _content(row: Any) -> dict[str, Any]:
    content = {name: getattr(row, name) for name in CONTENT}
    return content | {name: _exact(content[name]) for name in ("value", "change_percent")}


def _older(content: dict[str, Any], before: dict[str, Any]) -> bool:
    return bool(content["as_of"] and before["as_of"] and content["as_of"] < before["as_of"])


def _difference(before: dict[str, Any], after: dict[str, Any]) -> str:
    nothing = catalogue.say("common.none")
    parts = [
        catalogue.say(
            "intake.difference.field",
            field=catalogue.say(f"intake.field.{name}"),
            before=nothing if before[name] is None else before[name],
            after=nothing if after[name] is None else after[name],
        )
        for name in CONTENT
        if before[name] != after[name]
    ]
    return catalogue.say("intake.difference.joint").join(parts)[:300]
