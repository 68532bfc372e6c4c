"""Taking lists of mediation cases in: each row is walked through the very steps that people take at the desk."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from core import catalogue, clock
from core.access import Person
from core.intake.case_rows import CaseReader, CaseRow, Lookup, Told
from core.intake.header import Header
from core.intake.ledger import Ledger, Portion
from core.intake.line import Line
from core.intake.mapping import Cases
from core.mediation import handling, outcome, walk_in
from core.mediation.desk import Desk, Seen
from core.mediation.refusal import NotAllowed, Refused
from core.mediation.registering import Application, register
from db.models import Matter, MediationCase
from db.queries import import_changes, mediation
from db.session import Session

AFTER = ("performed", "confirmed", "visited")
# What a refusal of the desk is called in a report, where a hint of its own helps.
REASONS = {
    "confirm_late": "case_confirm_late",
    "no_mediator": "case_mediator",
    "mediator_elsewhere": "case_mediator",
    "same_case": "case_same",
    "no_dispute": "case_matter",
    "not_a_dispute": "case_matter",
    "room_elsewhere": "case_place",
    "other_room": "case_place",
}
Step = tuple[str, str, Callable[..., MediationCase], date]
"""Its name, the column that tells of it, what does it, and when."""


class CaseIntake:
    """A row that the desk would refuse is refused with the cell it stands in; what is known already stays."""

    def __init__(self, rules: Cases, lookup: Lookup, desk: Desk, by: Person) -> None:
        self._rules, self._lookup, self._desk, self._by = rules, lookup, desk, by
        self._seen: dict[str, tuple[str, str]] = {}

    def reader(self, header: Header) -> CaseReader:
        return CaseReader(self._rules, header, self._lookup)

    def facts(self) -> dict[str, int]:
        return {}

    def write(self, ledger: Ledger, reader: CaseReader, lines: Sequence[Line]) -> None:
        pairs = [(line, row) for line in lines if not line.refused and (row := reader.read(line))]
        ledger.expect([ref for _, row in pairs for ref in (row.key, row.matter) if ref])
        with ledger.portion(lines) as portion:
            for line, row in pairs:
                self._take(portion, line, row)

    def _take(self, portion: Portion, line: Line, row: CaseRow) -> None:
        content = row.content()
        first, before = self._seen.setdefault(row.key, (line.place, content))
        if first != line.place:
            if before == content:
                portion.unchanged += 1
            else:
                line.refuse(row.cells["ref"].column, row.ref, "case_twice", first=first)
            return
        known = mediation.imported(portion.session, row.key)
        if known is not None and known.import_hash == content:
            portion.unchanged += 1
            return
        if row.days.get("agreed", date.max) < row.days.get("accepted", date.min):
            told = row.cells["agreed_on"]
            line.refuse(told.column, told.text, "case_agreed_before", accepted=row.days["accepted"].isoformat())
            return
        with portion.session.begin_nested() as kept:
            if not self._written(portion, line, row, known):
                kept.rollback()

    def _written(self, portion: Portion, line: Line, row: CaseRow, known: MediationCase | None) -> bool:
        """Whether every step that the row tells of is on record now; what stood in the way is said."""
        session, cell = portion.session, _cell(row, "matter" if row.matter else "room")
        try:
            case = known or self._registered(session, row)
            for name, column, act, on in self._steps(row):
                cell = _cell(row, column)
                self._step(session, case, name, act, on)
            case.import_hash = row.content()
            session.flush()
        except (Refused, NotAllowed) as refused:
            _refuse(line, cell, refused)
            return False
        if known is None:
            _note(portion, case)
        portion.added += known is None
        portion.changed += known is not None
        return True

    def _registered(self, session: Session, row: CaseRow) -> MediationCase:
        matter = mediation.code_of_matter(session, row.matter) if row.matter else None
        if row.matter and matter is None:
            raise Refused("no_dispute")
        wanted = Application(
            matter,
            row.room,
            row.channel,
            row.link,
            row.code_list,
            row.category,
            row.difficulty,
            row.parties,
            row.amount_fen,
            row.area,
        )
        case = register(session, self._desk, wanted, on=row.days["applied"], by=self._by)
        case.import_key = row.key
        session.flush()
        return case

    def _steps(self, row: CaseRow) -> Iterator[Step]:
        """In the order in which they are taken: what holds afterwards by its days."""
        days = row.days
        if "accepted" in days:
            yield "accepted", "accepted_on", handling.accept, days["accepted"]
            if row.mediator:
                assign = partial(handling.assign, work_number=row.mediator)
                yield "assigned", "mediator", assign, days["accepted"]
        if "agreed" in days:
            agree = partial(outcome.agree, form=row.form or "", amount_fen=row.agreed_fen)
            yield "agreed", "form" if not row.form and "form" in row.cells else "agreed_on", agree, days["agreed"]
        if "ended" in days:
            yield "ended", "ended_on", partial(outcome.end, reason=row.end_reason or "other"), days["ended"]
        later: dict[str, Callable[..., MediationCase]] = {
            "performed": outcome.perform,
            "confirmed": outcome.confirm,
            "visited": partial(outcome.visit, satisfaction=row.satisfaction or ""),
        }
        for name in sorted((name for name in AFTER if name in days), key=days.__getitem__):
            yield name, f"{name}_on", later[name], days[name]

    def _step(
        self, session: Session, case: MediationCase, name: str, act: Callable[..., MediationCase], on: date
    ) -> None:
        """Takes a step that isn't on record. Raises Refused, also where it is on record with another day."""
        taken = [event for event in case.events if event.step == name and event.episode == case.episode]
        if not taken:
            act(session, self._desk, Seen(case.id, case.version), on=on, by=self._by)
            session.flush()
        elif name != "assigned" and clock.local_day(taken[-1].at) != on:
            raise Refused("other_day", day=clock.local_day(taken[-1].at).isoformat())


def _note(portion: Portion, case: MediationCase) -> None:
    """Keeps what was added, as it is now: whoever works on it afterwards keeps it from being undone."""
    added: list[tuple[type[Any], int]] = [(MediationCase, case.id)]
    if walk_in.began(case):
        added.append((Matter, case.matter_id))
    for model, key in added:
        portion.note_added(model, [key])
        present = import_changes.snapshot(portion.session, model, [key])
        import_changes.note_changed(portion.session, portion.batch_id, model, present)


def _cell(row: CaseRow, name: str) -> Told:
    return row.cells.get(name) or replace(row.cells["ref"], text=row.ref)


def _refuse(line: Line, cell: Told, refused: Refused | NotAllowed) -> None:
    if isinstance(refused, NotAllowed):
        line.refuse(cell.column, cell.text, "case_step", why=catalogue.say("mediation.refused.not_allowed"))
        return
    why = catalogue.say(f"mediation.refused.{refused.reason}", **refused.values)
    line.refuse(cell.column, cell.text, REASONS.get(refused.reason, "case_step"), why=why)
