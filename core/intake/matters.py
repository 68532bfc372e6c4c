"""Taking matters in: new ones with their trail, same ones left alone, changed ones by what the source is."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from core import catalogue, clock
from core.intake.bodies import Bodies
from core.intake.header import Header
from core.intake.ledger import Ledger, Portion
from core.intake.line import Line
from core.intake.mapping import Mapping
from core.intake.matter_rows import MatterReader, MatterRow
from core.intake.places import Place, Places
from core.intake.types import Types
from db.models import Matter
from db.queries import matter_intake as queries

LONGEST_CODE = 40
LONGEST_DIFFERENCE = 300
# Doubts that a refusal for its area takes the place of.
AREA_DOUBTS = ("unknown_area", "no_area", "area_in_part", "ambiguous_area", "area_by_name")
# What a matter keeps for good.
FIXED = ("code", "data_source_id", "source_ref", "version")
Pair = tuple[Line, MatterRow]
Holder = tuple[str, datetime | None]
"""The row of this file whose word on a matter counts so far, and its own time of change."""
Change = tuple[Line, MatterRow, Any]
"""A line, what it says, and what is stored."""


class MatterIntake:
    """Writes portions of judged rows. A feed's later content wins and its earlier is kept; a one-off's is refused."""

    def __init__(
        self,
        mapping: Mapping,
        places: Places,
        bodies: Bodies,
        types: Types | None,
        within: Place | None,
    ) -> None:
        self._mapping, self._source, self._within = mapping, mapping.source, within
        self._places, self._bodies, self._types = places, bodies, types
        self._tells_area = False
        self._holds: dict[str, Holder] = {}

    def reader(self, header: Header) -> MatterReader:
        reader = MatterReader(self._mapping, header, self._places, self._bodies, self._types)
        self._tells_area |= reader.tells_area
        return reader

    def write(self, ledger: Ledger, reader: MatterReader, lines: Sequence[Line]) -> None:
        """One portion: the lines are read, matched and stored in one transaction."""
        pairs = [(line, row) for line in lines if (row := self._read(reader, line)) is not None]
        for line, row in pairs:
            self._note_repeated(reader, line, row)
        ledger.expect(row.ref for _, row in pairs)
        until = ledger.counts.read + len(lines)
        with ledger.portion(lines) as portion:
            self._bodies.write(portion)
            if self._types:
                self._types.write(portion.session)
            for wave in _waves(pairs):
                self._write_wave(portion, reader, wave, until)
        self._tell_freshness(ledger, [row for line, row in pairs if not line.refused])

    def _tell_freshness(self, ledger: Ledger, rows: Sequence[MatterRow]) -> None:
        """How recent the rows are: their own times of change, and any later day on which a step was taken.

        Where the mapping names the column that tells it, steps after the report don't count.
        """
        if not rows:
            return
        told = max((row.updated_at for row in rows if row.updated_at), default=None)
        steps = 1 if self._source.as_of_column else None
        last = clock.local_day(max(event.at for row in rows for event in row.events[:steps] if event.dated))
        ledger.seen(told)
        if told is None or clock.local_day(told) < last:
            ledger.seen(None, last)

    def facts(self) -> dict[str, int]:
        return {
            "without_area_column": int(not self._tells_area),
            "units": len(self._bodies.seen),
            "units_of_many_names": self._bodies.many_named(),
            "without_unit": self._bodies.unnamed,
            "barred_types": self._types.barred if self._types else 0,
        }

    def _read(self, reader: MatterReader, line: Line) -> MatterRow | None:
        if line.refused or (row := reader.read(line)) is None:
            return None
        if self._within and (row.place is None or not row.place.within(self._within)):
            # A matter of no known place would be seen by those above alone: not even by who brought it.
            line.findings = [finding for finding in line.findings if finding.reason not in AREA_DOUBTS]
            reason = "outside_own_area" if row.place else "area_needed"
            line.refuse(*reader.said_of_area(line), reason, area=self._within.name)
            return None
        return row

    def _note_repeated(self, reader: MatterReader, line: Line, row: MatterRow) -> None:
        """Two rows of one file for one matter: the later holds, unless it is older or the source speaks only once."""
        first = self._holds.setdefault(row.ref, (line.place, row.updated_at))
        if first[0] == line.place:
            return
        older = bool(row.updated_at and first[1] and row.updated_at < first[1])
        earlier_holds = older or self._source.mode == "one_off"
        reason = "repeated_earlier_holds" if earlier_holds else "repeated_later_holds"
        line.doubt(reader.ref_title, row.ref, reason, first=first[0], second=line.place)
        if not earlier_holds:
            self._holds[row.ref] = (line.place, row.updated_at)

    def _write_wave(self, portion: Portion, reader: MatterReader, wave: Sequence[Pair], until: int) -> None:
        known = queries.known(portion.session, portion.source_id, [row.ref for _, row in wave])
        new = [row for _, row in wave if row.ref not in known]
        ids = queries.add(portion.session, [self._stored(row, portion) for row in new], [row.events for row in new])
        portion.note_added(Matter, ids)
        portion.added += len(new)
        changed: list[Change] = []
        for line, row in wave:
            if (stored := known.get(row.ref)) is None:
                continue
            if self._is_others(stored):
                line.refuse(reader.ref_title, row.ref, "ref_of_others")
            elif row.content_hash == stored.content_hash and not self._better_matched(row, stored):
                portion.unchanged += 1
            elif _is_stale(row, stored):
                line.doubt("", row.ref, "stale_row")
                portion.unchanged += 1
            else:
                changed.append((line, row, stored))
        if changed := self._not_replayed(portion, changed, until):
            self._write_changes(portion, reader, changed)

    def _is_others(self, stored: Any) -> bool:
        """Whether the matter of this number belongs to a place that the person doesn't answer for."""
        if self._within is None:
            return False
        place = self._places.by_id.get(stored.area_id)
        return place is None or not place.within(self._within)

    @staticmethod
    def _not_replayed(portion: Portion, changed: Sequence[Change], until: int) -> list[Change]:
        """Without rows that a later row of this same file replaced before: a file read again changes nothing."""
        replaced = queries.replaced(portion.session, portion.batch_id, [stored.id for _, _, stored in changed], until)
        rest = [
            (line, row, stored)
            for line, row, stored in changed
            if row.content_hash == stored.content_hash or row.content_hash not in replaced.get(stored.id, "")
        ]
        portion.unchanged += len(changed) - len(rest)
        return rest

    def _better_matched(self, row: MatterRow, stored: Any) -> bool:
        """The source said the same, but what it said can be matched to our lists more closely than before."""
        found = (row.category and not stored.category_key) or (row.unit and not stored.handling_unit_id)
        return bool(found) or self._is_nearer(row, stored)

    def _is_nearer(self, row: MatterRow, stored: Any) -> bool:
        here = self._places.by_id.get(stored.area_id)
        return row.place is not None and (here is None or (row.place is not here and row.place.within(here)))

    def _write_changes(self, portion: Portion, reader: MatterReader, changed: Sequence[Change]) -> None:
        ids = [stored.id for _, _, stored in changed]
        states, trails = queries.states(portion.session, ids), queries.trails(portion.session, ids)
        matters, revisions, withdrawn, events = [], [], [], []
        for line, row, stored in changed:
            state, trail = states[stored.id], trails[stored.id]
            if row.content_hash != stored.content_hash and self._source.mode == "one_off":
                line.refuse("", row.ref, "other_content", difference=self._difference(state, trail, row))
                continue
            said = {event.status for event in row.events} | reader.statuses
            kept = [event for _, event in trail if event[0] not in said or event in row.events]
            withdrawn += [key for key, event in trail if event not in kept]
            events += [(stored.id, event) for event in row.events if event not in kept]
            matters.append({"id": stored.id} | self._updated(row, stored, portion) | {"status": _last(kept, row)})
            replaced = stored.content_hash if row.content_hash != stored.content_hash else None
            revisions.append(_revision(stored.id, portion.batch_id, replaced, state, trail))
        with portion.changing(Matter, [row["id"] for row in matters]):
            queries.change(portion.session, matters, revisions, withdrawn, events)
        portion.changed += len(matters)

    def _stored(self, row: MatterRow, portion: Portion) -> dict[str, Any]:
        return {
            "code": _code(self._source.key, row.ref),
            "data_source_id": portion.source_id,
            "source_ref": row.ref,
            "area_id": row.place.id if row.place else None,
            "category_key": row.category,
            **row.codes,
            "handling_unit_id": self._bodies.id_of(row.unit),
            "status": row.status,
            "due_on": row.due_on,
            "summary": row.summary,
            "content_hash": row.content_hash,
            "source_updated_at": row.updated_at,
            "version": 1,
        }

    def _updated(self, row: MatterRow, stored: Any, portion: Portion) -> dict[str, Any]:
        """The columns that an update sets; where only our matching improved, nothing already matched is given up."""
        columns = self._stored(row, portion)
        if row.content_hash == stored.content_hash:
            if not self._is_nearer(row, stored):
                columns["area_id"] = stored.area_id
            columns["category_key"] = stored.category_key or columns["category_key"]
            columns["handling_unit_id"] = stored.handling_unit_id or columns["handling_unit_id"]
        return {name: value for name, value in columns.items() if name not in FIXED}

    def _difference(self, state: dict[str, Any], trail: Sequence[Any], row: MatterRow) -> str:
        """Field by field, before and after; of free text only that it differs."""
        before = {name: state[name] for name in row.codes} | {
            "area": state["area_name"],
            "category": state["category_key"],
            "unit": state["unit"],
        }
        after = row.codes | {
            "area": row.place.name if row.place else None,
            "category": row.category,
            "unit": row.unit,
        }
        for events, into in (([event for _, event in trail], before), (row.events, after)):
            into |= {f"{event[0]}_{event[1]}": _told(event) for event in events}
        parts = [
            _change(name, before.get(name), after.get(name))
            for name in before | after
            if before.get(name) != after.get(name)
        ]
        if state["summary"] != row.summary:
            parts.append(catalogue.say("intake.difference.summary"))
        text = catalogue.say("intake.difference.joint").join(parts) or catalogue.say("intake.difference.unseen")
        return text[:LONGEST_DIFFERENCE]


def _waves(pairs: Sequence[Pair]) -> Iterator[list[Pair]]:
    """The rows in rounds that name each matter once: a later row of the file meets the earlier one as stored."""
    rest = list(pairs)
    while rest:
        taken: set[str] = set()
        wave, later = [], []
        for pair in rest:
            (later if pair[1].ref in taken else wave).append(pair)
            taken.add(pair[1].ref)
        yield wave
        rest = later


def _is_stale(row: MatterRow, stored: Any) -> bool:
    return bool(row.updated_at and stored.source_updated_at and row.updated_at < stored.source_updated_at)


def _last(kept: Sequence[Any], row: MatterRow) -> str:
    later = [event for event in kept if (event[1], event[2]) > (row.events[-1].episode, row.events[-1].at)]
    return later[-1][0] if later else row.status


def _code(source: str, ref: str) -> str:
    code = f"{source}-{ref}"
    return code if len(code) <= LONGEST_CODE else f"{source[:15]}-{sha256(ref.encode()).hexdigest()[:24]}"


def _revision(
    matter_id: int, batch_id: int, replaced: str | None, state: dict[str, Any], trail: Sequence[Any]
) -> dict[str, Any]:
    """Codes and dates only: the free text of before is not kept a second time. The hash stands first, never cut off."""
    hidden = ("id", "summary", "content_hash", "area_id", "area_name", "handling_unit_id", "data_source_id", "code")
    said: dict[str, Any] = {"content_hash": replaced} if replaced else {}
    said |= {name: value for name, value in state.items() if name not in hidden and value is not None}
    said["events"] = [[value for value in event if value is not None] for _, event in trail]
    before = json.dumps(said, default=str, ensure_ascii=False, separators=(",", ":"))
    return {"matter_id": matter_id, "import_batch_id": batch_id, "at": clock.now(), "before": before[:2000]}


def _told(event: Sequence[Any]) -> str:
    at = event[2].astimezone(clock.SHANGHAI).strftime("%Y-%m-%d %H:%M")
    return " ".join([at, *(str(value) for value in event[4:] if value is not None)])


def _change(name: str, before: object, after: object) -> str:
    nothing = catalogue.say("common.none")
    label = catalogue.say(f"intake.field.{name.rstrip('_0123456789')}")
    return catalogue.say("intake.difference.field", field=label, before=before or nothing, after=after or nothing)
